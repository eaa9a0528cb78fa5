"""Choices of the managers of each server: where Munshi answers and listens, which folders, and helpers."""
