"""How long the text of a converted file may be: looked at while it is made, so that it costs no more.

A few bytes that name the same cell or chapter again and again would fill the disk with an index, for hours.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.documents.skipped import SkippedFile

_CHARACTERS, _CHARACTERS_A_BYTE = 5_000_000, 50  # a longer text has at most so many for each byte of its file
_most = ContextVar("most", default=sys.maxsize)  # characters of the text that is made


class TextTooLong(SkippedFile):
    """A file whose text is longer than it may be: no part of it can be done without."""


@contextmanager
def limit_text(size: int) -> Iterator[None]:
    """Hold the text that is made meanwhile to the bound for a file of `size` bytes."""
    token = _most.set(max(_CHARACTERS, _CHARACTERS_A_BYTE * size))
    try:
        yield
    finally:
        _most.reset(token)


def check_text(characters: int) -> None:
    """Raise TextTooLong where a text of so many characters is longer than its file may have."""
    if characters > _most.get():
        raise TextTooLong(f"unpacks to far more than its size (over {_most.get():,} characters)")
