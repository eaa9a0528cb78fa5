"""What managers ask for: rebuilding, feedback, digests, and how Munshi is doing."""
