"""A question and its evidence → the spans that the network finds, and the relevance of each passage."""
