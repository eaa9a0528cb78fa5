"""Trained weights go in; an ONNX graph with 8-bit weights comes out."""
