"""Regular expressions of alternatives."""

from __future__ import annotations


def any_of(*words: str) -> str:
    """Return a regular expression that matches any one of the words, which are patterns themselves."""
    return f"(?:{'|'.join(words)})"
