"""Texts → unit vectors: the encoders, the weights of the default one, and the doors of what runs them."""
