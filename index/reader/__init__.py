"""Readers: a question and the evidence for it in, spans of the documents out."""
