"""TermExtractor → BM25 scores.

The index holds counts, not weights: for each word the rows it stands in and how often, and the length of each
row. Weights are made for the words of a question when it is asked, so a row can come or go without any other
being weighed again, and opening the index reads nothing. BM25 is Lucene's form of it (Robertson and Zaragoza
2009; the variants are compared by Kamphuis et al. 2020). The best rows are found as MaxScore does (Turtle and
Flood 1995): the rarest words first, and no pass over a common one that can bring no new row among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.search.postings import Postings, PostingsWriter
from index.search.terms import TermExtractor, word_hash

_SATURATION, _LENGTH_WEIGHT = 0.9, 0.4  # BM25's k1 and b, chosen with tests/benchmarks/retrieval.py
_ROUNDING = 1e-5  # share of a score that single precision may lose, in any order of the sum


@dataclass(frozen=True, slots=True)
class _Term:
    """A word of a question: `weight` is more than it can add to any row's score."""

    weight: np.float32
    rows: np.ndarray  #: int32, ascending
    counts: np.ndarray  #: uint16


class BM25Index:
    """BM25 of the passages for a question's words: text i of those indexed is row i."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._words = TermExtractor()

    @classmethod
    def of(cls, texts: Iterable[str]) -> BM25Index:
        """Index texts in memory, by way of the disk."""
        with TemporaryDirectory() as place:
            folder = Path(place) / "lexical"
            writer = PostingsWriter(folder)
            rows = 0
            for rows, text in enumerate(texts, 1):
                writer.add(rows - 1, text)
            writer.finish(np.full(rows, -1))
            return cls(Postings.load(folder, mapped=False))

    @classmethod
    def load(cls, folder: Path) -> BM25Index:
        """Open a saved index by memory map."""
        return cls(Postings.load(folder))

    def search(self, question: str, count: int) -> np.ndarray:
        """The rows of the `count` highest scores above 0, ascending; of equal scores, the first rows."""
        rows = self._contenders(question, count)
        return rows[_best(self.scores(question, rows), count)]

    def _contenders(self, question: str, count: int) -> np.ndarray:
        """Rows, ascending, among which those of the `count` highest scores are."""
        terms = sorted(self._terms(question), key=lambda term: -term.weight)
        left = float(sum(term.weight for term in terms))  # no row gains more from the terms to come
        rounding = left * _ROUNDING
        least = 0.0  # `count` rows have this much at least
        sums = np.zeros(len(self), np.float32)
        rows = None  # None: as yet a row that holds none of the terms so far may be among the best
        for term in terms:
            left -= float(term.weight)
            if rows is None:
                places = term.rows.astype(np.intp)  # what NumPy would make of them at each use
                gains = _gains(term, term.counts, self._rough_damping[places])
            else:
                places, gains = rows, _gains_of(term, rows, self._rough_damping[rows])
            np.add.at(sums, places, gains)  # twice as fast as `sums[places] += gains`
            reached = sums[places]
            least = _least_of_best(reached[reached > least], count, least)
            if least - left > rounding:
                rows = _at_least(sums, least - left - rounding, rows)
        return _at_least(sums, least - rounding, rows)

    def scores(self, question: str, rows: np.ndarray | None = None) -> np.ndarray:
        """BM25 of each of `rows`, or of every passage, float32 [rows]."""
        rows = np.arange(len(self)) if rows is None else rows
        scores = np.zeros(len(rows), np.float32)
        damping = self._damping(self.postings.lengths[rows])
        for term in self._terms(question):
            scores += _gains_of(term, rows, damping).astype(np.float32)
        return scores

    def idf(self, stem: str) -> float:
        """The inverse document frequency of a stem; that of one in no passage is the highest."""
        column = self.postings.column(word_hash(stem))
        return self._rarity(column.stop - column.start)

    def __len__(self) -> int:
        return len(self.postings.lengths)

    def _terms(self, question: str) -> list[_Term]:
        """The words of a question that stand anywhere, each once, in their order."""
        terms = []
        for stem, times in Counter(self._words.stems(question)).items():
            column = self.postings.column(word_hash(stem))
            rows, counts = self.postings.rows[column], self.postings.counts[column]
            if len(rows):
                terms.append(_Term(np.float32(times * self._rarity(len(rows))), rows, counts))
        return terms

    def _damping(self, lengths: np.ndarray) -> np.ndarray:
        """How much the length of each row holds its counts down, float64 [rows]."""
        return _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * (lengths / self._mean_length))

    @cached_property
    def _rough_damping(self) -> np.ndarray:
        """That of every row, in the single precision that is enough to choose contenders by."""
        return self._damping(self.postings.lengths).astype(np.float32)

    @cached_property
    def _mean_length(self) -> np.float32:
        return np.float32((len(self) and float(self.postings.lengths.mean())) or 1.0)

    def _rarity(self, found: int) -> float:
        return float(np.log1p((len(self) - found + 0.5) / (found + 0.5)))


def _gains(term: _Term, counts: np.ndarray, damping: np.ndarray) -> np.ndarray:
    """What a word adds to the scores of rows that it stands in `counts` times, as precise as `damping`."""
    counts = counts.astype(np.float32)
    return term.weight * counts / (counts + damping)


def _gains_of(term: _Term, rows: np.ndarray, damping: np.ndarray) -> np.ndarray:
    """What a word adds to the scores of any rows, ascending or not."""
    gains = np.zeros(len(rows), damping.dtype)
    places = np.searchsorted(term.rows, rows.astype(np.int32))
    there = np.flatnonzero(term.rows[np.minimum(places, len(term.rows) - 1)] == rows)
    gains[there] = _gains(term, term.counts[places[there]], damping[there])
    return gains


def _least_of_best(scores: np.ndarray, count: int, otherwise: float) -> float:
    """The `count`th highest score, or `otherwise` where there are fewer."""
    if len(scores) < count:
        return otherwise
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def _at_least(sums: np.ndarray, bound: float, rows: np.ndarray | None) -> np.ndarray:
    """Those of `rows` (None: of all) whose sums are above 0 and not below `bound`."""
    bound = max(bound, np.finfo(np.float32).tiny)
    return np.flatnonzero(sums >= bound) if rows is None else rows[sums[rows] >= bound]


def _best(scores: np.ndarray, count: int) -> np.ndarray:
    """The places of the `count` highest scores above 0, ascending; of equal scores, the first."""
    places = np.flatnonzero(scores > 0)
    if len(places) <= count:
        return places
    held = scores[places]
    least = _least_of_best(held, count, 0.0)
    above, level = places[held > least], places[held == least]
    return np.sort(np.concatenate([above, level[: count - len(above)]]))
