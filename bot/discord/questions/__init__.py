"""Questions of members → replies: questions are admitted, queued, answered, recorded and forgotten."""
