"""Bytes of files → their text, in separate processes with limits on memory and time."""
