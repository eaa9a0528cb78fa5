"""Data files and documentation go in; questions come out, each with the text that answers it."""
