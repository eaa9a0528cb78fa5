"""Whether words are given as the answer, or all of a block that answers as well."""

from __future__ import annotations

from index.reader.question_kinds import asks_how_to, asks_why, is_yes_or_no
from index.types import Span

# How sure words are to be, a little more than by themselves: the block around them is hardly ever wrong.
_SURE_OF_A_PART = 0.55
_SURE_WHERE_ALL_IS_WANTED = 0.7
_SURE_ELSEWHERE = 0.8  # of words that are no part of the block


def is_better_whole(question: str, words: Span, block: Span) -> bool:
    """Whether `block` is the better answer, of words and a block that are both sure enough.

    It is where the words stand elsewhere, or where the question asks why, how to or for yes or no, unless the
    words are surer than words by themselves must be.
    """
    wants_all = is_yes_or_no(question) or asks_why(question) or asks_how_to(question)
    needed = _SURE_WHERE_ALL_IS_WANTED if wants_all else _SURE_OF_A_PART
    return words.confidence < (needed if block.overlaps(words) else _SURE_ELSEWHERE)
