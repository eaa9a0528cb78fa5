"""Texts → unit vectors: the encoders, the default encoder's weights, and the libraries that run them."""
