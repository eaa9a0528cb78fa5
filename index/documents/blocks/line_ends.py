"""A text → a text of the same length with a single character for each line end, for readers of markup."""

from __future__ import annotations

from index.documents.blocks.block_builder import MASK


def normalise_line_ends(text: str) -> str:
    """Return a text of the same length with "\\n" for each line end, and " \\n" for CR LF.

    NUL and MASK become U+FFFD.
    """
    text = text.replace("\0", "\ufffd").replace(MASK, "\ufffd").replace("\r\n", " \n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n")
