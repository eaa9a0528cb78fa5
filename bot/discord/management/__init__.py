"""Requests of managers: rebuilding, feedback, unanswered questions, digests, and how Munshi is doing."""
