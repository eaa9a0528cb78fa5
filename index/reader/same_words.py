"""Whether two documents say something in nearly the same words: two editions of a rule, a price of two years.

Such a sentence is no rival of the other: whichever is meant, it is about what is asked.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from index.reader.evidence_text import sentence_at
from index.types import Evidence

_WORD = re.compile(r"[^\W\d_]+")  # no numbers: in these editions differ
_SHARE = 0.75  # of the words of the shorter text, those that the other has too, in the same order
_FEWEST = 3  # words that are the same


def are_versions(evidence: Evidence, start: int, other: Evidence, other_start: int) -> bool:
    """Whether the sentences or rows at two characters, of two documents, have nearly the same words."""
    if evidence.passage.document == other.passage.document:
        return False
    return say_nearly_the_same(sentence_at(evidence, start), sentence_at(other, other_start))


def say_nearly_the_same(text: str, other: str) -> bool:
    """Whether most words of the shorter of two texts are the other's too, in the same order."""
    first, second = ([word.casefold() for word in _WORD.findall(each)] for each in (text, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return same >= max(_FEWEST, _SHARE * min(len(first), len(second)))
