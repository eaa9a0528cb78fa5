"""The blocks of a text are found within a bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

import pytest

from index.documents.skipped import SkippedFile
from index.documents.text_blocks import TextBlocks
from index.types import Block


def compute(seconds: float) -> None:
    """Use this many seconds of computing."""
    end = thread_time() + seconds
    while thread_time() < end:
        pass


def slow(text: str) -> Iterator[Block]:
    """The words of a text, each found after a while."""
    for offset in range(0, len(text), 2):
        compute(0.02)
        yield Block("paragraph", offset, offset + 1)


def test_a_text_that_takes_too_long_is_skipped():
    """If finding the blocks of a text takes too long, only its file is skipped."""
    with pytest.raises(SkippedFile, match=r"takes longer than 0 seconds"):
        list(TextBlocks("a " * 50, slow, seconds=0.1))


def test_the_time_of_the_caller_does_not_count():
    """Only the time to find the blocks counts."""
    blocks = TextBlocks("a b c", slow, seconds=0.2)
    for _ in blocks:
        compute(0.1)
    assert len(list(blocks)) == 3
