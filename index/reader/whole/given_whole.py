"""Words that answer → all that they stand in, as a block with a part of it marked."""

from __future__ import annotations

from dataclasses import replace

from index.types import Range, Reading, Span


def given_whole(reading: Reading, words: Span, place: Range, marked: Range) -> Reading:
    """A reading whose best words are given with all of a `place`, in which a part is `marked`.

    Both are characters of the document.
    """
    start, end = place
    whole = replace(words, start=start, end=end, highlight=marked)
    return reading.answered_by("block", whole, *reading.spans[1:])
