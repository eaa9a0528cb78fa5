"""The words that two texts have in common, in the same order, and whether they say nearly the same.

Two editions of a rule do, and so do the prices of two years. Such sentences do not compete with each other:
both are about what the question asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

from index.reader.blocks.answering_blocks import most_relevant_start
from index.reader.evidence.ranges import sentence_at
from index.reader.network.relevance import Relevance
from index.types import Evidence

_WORD = re.compile(r"[^\W\d_]+")  # no numbers, since editions differ in these
_SHARE = 0.75  # the least share of the words of the shorter text that the other text has, in the same order
_FEWEST = 3  # words that both texts have


class WordMatch:
    """The words of two texts, aligned: which are the same, in order, whatever their case."""

    def __init__(self, words: Sequence[str], others: Sequence[str]) -> None:
        self._words, self._others = words, others
        self.first, self.second = ([word.casefold() for word in each] for each in (words, others))

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        return SequenceMatcher(None, self.first, self.second, autojunk=False)

    @property
    def share(self) -> float:
        """The share of the words of both texts that are the same: 0 to 1."""
        return self._matcher.ratio()

    @property
    def same(self) -> int:
        """The number of words that are the same."""
        return sum(block.size for block in self._matcher.get_matching_blocks())

    def differing(self) -> list[str]:
        """Return the words of both texts that are not the same.

        The first word of a text is case-folded, since every first word has a capital.
        """
        parts = [code for code in self._matcher.get_opcodes() if code[0] != "equal"]
        firsts = [
            _first_folded(word, i)
            for _, i1, i2, _, _ in parts
            for i, word in enumerate(self._words[i1:i2], i1)
        ]
        seconds = [
            _first_folded(word, j) for *_, j1, j2 in parts for j, word in enumerate(self._others[j1:j2], j1)
        ]
        return firsts + seconds

    def opposite(self, first: int, last: int) -> tuple[int, int, float]:
        """Find the words of the second text that correspond to words `first` to `last` of the first text.

        They lie between the words that match those around. Return their first index, the index after the
        last, and the share of the words around, in both texts, that are the same.
        """
        start, end, same = 0, len(self.second), 0
        for own, other, size in self._matcher.get_matching_blocks():
            before = min(own + size, first) - own
            after = own + size - max(own, last)
            if before > 0:
                start, same = other + before, same + before
            if after > 0:
                end, same = min(end, other + size - after), same + after
        around = len(self.first) - (last - first) + len(self.second) - max(end - start, 0)
        return start, end, 2 * same / around if around else 0.0


def have_near_duplicate_parts(relevance: Relevance, other: Relevance) -> bool:
    """Whether the most relevant parts of two passages are of two documents and have nearly the same words."""
    start, other_start = most_relevant_start(relevance), most_relevant_start(other)
    return are_in_near_duplicates(relevance.evidence, start, other.evidence, other_start)


def are_in_near_duplicates(evidence: Evidence, start: int, other: Evidence, other_start: int) -> bool:
    """Whether the sentences or rows at two offsets, in different documents, have nearly the same words."""
    if evidence.passage.document == other.passage.document:
        return False
    return are_near_duplicates(sentence_at(evidence, start), sentence_at(other, other_start))


def are_near_duplicates(text: str, other: str) -> bool:
    """Whether the longer of two texts has most words of the shorter one, in the same order."""
    match = WordMatch(_WORD.findall(text), _WORD.findall(other))
    return match.same >= max(_FEWEST, _SHARE * min(len(match.first), len(match.second)))


def _first_folded(word: str, index: int) -> str:
    return word if index else word.casefold()
