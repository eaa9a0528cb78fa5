"""Data files and documentation → questions, each with the text that answers it."""
