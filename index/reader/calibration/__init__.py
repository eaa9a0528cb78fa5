"""Scores → calibrated probabilities: that words or a block are right, and that passages are on the topic."""
