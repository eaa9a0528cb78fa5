"""Texts → unit vectors: the encoder, and the one door of ONNX Runtime."""
