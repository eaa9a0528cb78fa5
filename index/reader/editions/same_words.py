"""Which words two texts have in common, in the same order, and whether they say nearly the same.

Two editions of a rule do, and a price of two years. Such a sentence is no rival of the other: whichever is
meant, it is about what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

from index.reader.evidence_text import sentence_at
from index.types import Evidence

_WORD = re.compile(r"[^\W\d_]+")  # no numbers: in these editions differ
_SHARE = 0.75  # of the words of the shorter text, those that the other has too, in the same order
_FEWEST = 3  # words that are the same


class WordMatch:
    """Which words of two texts are the same, in order, whatever their case."""

    def __init__(self, words: Sequence[str], others: Sequence[str]) -> None:
        self._words, self._others = words, others
        self.first, self.second = ([word.casefold() for word in each] for each in (words, others))

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        return SequenceMatcher(None, self.first, self.second, autojunk=False)

    @property
    def share(self) -> float:
        """Of the words of both, the share that is the same in both."""
        return self._matcher.ratio()

    @property
    def same(self) -> int:
        """How many words are the same."""
        return sum(block.size for block in self._matcher.get_matching_blocks())

    def differing(self) -> list[str]:
        """The words that are not the same; the first of a text has its capital for that alone."""
        parts = [code for code in self._matcher.get_opcodes() if code[0] != "equal"]
        firsts = [
            _begun(word, i) for _, i1, i2, _, _ in parts for i, word in enumerate(self._words[i1:i2], i1)
        ]
        seconds = [_begun(word, j) for *_, j1, j2 in parts for j, word in enumerate(self._others[j1:j2], j1)]
        return firsts + seconds

    def opposite(self, first: int, last: int) -> tuple[int, int, float]:
        """The words of the second text between those that match what stands around words `first` to `last` of
        the first one, and the share of the others that is the same."""
        begin, end, same = 0, len(self.second), 0
        for start, other, size in self._matcher.get_matching_blocks():
            before = min(start + size, first) - start
            after = start + size - max(start, last)
            if before > 0:
                begin, same = other + before, same + before
            if after > 0:
                end, same = min(end, other + size - after), same + after
        around = len(self.first) - (last - first) + len(self.second) - max(end - begin, 0)
        return begin, end, 2 * same / around if around else 0.0


def are_versions(evidence: Evidence, start: int, other: Evidence, other_start: int) -> bool:
    """Whether the sentences or rows at two characters, of two documents, have nearly the same words."""
    if evidence.passage.document == other.passage.document:
        return False
    return say_nearly_the_same(sentence_at(evidence, start), sentence_at(other, other_start))


def say_nearly_the_same(text: str, other: str) -> bool:
    """Whether most words of the shorter of two texts are the other's too, in the same order."""
    match = WordMatch(_WORD.findall(text), _WORD.findall(other))
    return match.same >= max(_FEWEST, _SHARE * min(len(match.first), len(match.second)))


def _begun(word: str, number: int) -> str:
    return word if number else word.casefold()
