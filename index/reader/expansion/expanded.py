"""Words that answer → a block around them that answers, with a part of it marked."""

from __future__ import annotations

from dataclasses import replace

from index.types import Range, Reading, Span


def expanded(reading: Reading, words: Span, whole: Range, marked: Range) -> Reading:
    """Return a reading in which the range `whole` answers instead of the words in it, with a part `marked`.

    Both are ranges of the document.
    """
    start, end = whole
    block = replace(words, start=start, end=end, highlight=marked)
    return reading.with_answer("block", block, *reading.spans[1:])
