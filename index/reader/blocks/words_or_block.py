"""Whether words are given as the answer, all of a block that answers as well, or the words marked in it."""

from __future__ import annotations

from index.reader.question_kinds import asks_how_to, asks_why, is_yes_or_no
from index.types import Span

# How sure words are to be, a little more than by themselves: the block around them is hardly ever wrong.
_SURE_OF_A_PART = 0.55
_SURE_WHERE_ALL_IS_WANTED = 0.7
_SURE_ELSEWHERE = 0.8  # of words that are no part of the block
# Of words that are marked in a block: of 59 that were no surer than 0.6, 47 were right.
_SURE_TO_MARK = 0.4


def is_better_whole(question: str, words: Span, block: Span) -> bool:
    """Whether `block` is the better answer, of words and a block that are both sure enough.

    It is where the words stand elsewhere, or where the question asks why, how to or for yes or no, unless the
    words are surer than words by themselves must be.
    """
    needed = _SURE_WHERE_ALL_IS_WANTED if _wants_all(question) else _SURE_OF_A_PART
    return words.confidence < (needed if block.overlaps(words) else _SURE_ELSEWHERE)


def are_marked(question: str, words: Span, block: Span) -> bool:
    """Whether `words` are marked in `block`, which is the answer.

    They are where they are likely, and a part of what is most relevant in it, unless the question asks why,
    how to or for yes or no.
    """
    first, last = block.highlight or (block.start, block.end)
    in_part = block.overlaps(words) and first <= words.start and words.end <= last
    return in_part and words.confidence >= _SURE_TO_MARK and not _wants_all(question)


def _wants_all(question: str) -> bool:
    return is_yes_or_no(question) or asks_why(question) or asks_how_to(question)
