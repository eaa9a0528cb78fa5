"""Bytes of files → their text, made in processes of their own with bounds on memory and time."""
