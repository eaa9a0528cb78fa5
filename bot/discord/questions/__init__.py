"""What members ask → replies: admitted, put in a queue, answered, recorded and forgotten."""
