"""What a larger network makes of windows, for a smaller one to learn from."""
