"""The limit on the length of a converted text, checked while it is built.

Building stops at the limit. Without it, a small file that repeats the same cell or chapter many times could
fill the disk with its index.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from index.documents.skipped import SkippedFile

# A text may have 5 million characters, or 50 for each byte of its file if that is more.
_CHARACTERS, _CHARACTERS_A_BYTE = 5_000_000, 50
_limit = ContextVar("limit", default=sys.maxsize)  # on the characters of the text that is being built


class TextTooLong(SkippedFile):
    """The text of a file is too long. The whole file is skipped, not only a part of it."""


@contextmanager
def limit_text(size: int) -> Iterator[None]:
    """Limit the text that is built in this context to the limit for a file of `size` bytes."""
    token = _limit.set(max(_CHARACTERS, _CHARACTERS_A_BYTE * size))
    try:
        yield
    finally:
        _limit.reset(token)


def check_text(characters: int) -> None:
    """Raise TextTooLong if a text of this many characters is over the limit."""
    if characters > _limit.get():
        raise TextTooLong(f"unpacks to far more than its size (over {_limit.get():,} characters)")
