"""Scores go in; calibrated probabilities come out: of words, of blocks, and of being on the topic."""
