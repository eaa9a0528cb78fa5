"""Trained weights → an ONNX graph with 8-bit weights."""
