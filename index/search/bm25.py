"""BM25 scores of the indexed texts, and the rows with the highest scores.

The score of a row for a question is the sum over the question's terms of

    weight · count / (count + K1 · (1 - B + B · length / mean length))

with the term's count in the row, the row's length in terms, and `weight`, the term's idf times its count in
the question. The idf is log(1 + (N - n + 0.5) / (n + 0.5)), for a term in n of N rows. This is the BM25 of
Robertson and Zaragoza (2009) as Lucene computes it (Kamphuis et al. 2020 compare the variants).

The index stores counts and lengths, not weights. Weights are computed for the terms of each question, so rows
can be added and removed without a change to any other row. A search reads only the postings of the question's
terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.regular_file import OpenFile
from index.search.arrays import Open
from index.search.postings import Postings, PostingsWriter
from index.search.terms import term_hash, terms

K1, B = 0.9, 0.4  #: term saturation and length normalisation, chosen with tests/benchmarks/retrieval.py
_ROUNDING = 1e-5  # fraction of a score that single precision may lose, in any order of the sum


@dataclass(frozen=True, slots=True)
class _QueryTerm:
    """A term of a question with its postings. The term adds at most `weight` to the score of a row."""

    weight: np.float32
    rows: np.ndarray  #: int32, ascending
    counts: np.ndarray  #: uint16


class BM25Index:
    """BM25 over postings. Row i is the indexed text i."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    @classmethod
    def of(cls, texts: Iterable[str]) -> BM25Index:
        """Index texts in memory; their postings are first written to a temporary folder."""
        with TemporaryDirectory() as temporary:
            folder = Path(temporary) / "lexical"
            writer = PostingsWriter(folder)
            rows = 0
            for rows, text in enumerate(texts, 1):
                writer.add(rows - 1, text)
            writer.finish(np.full(rows, -1))
            return cls(Postings.load(folder).in_memory())

    @classmethod
    def load(cls, folder: Path, open_file: Open = OpenFile) -> BM25Index:
        """Open a saved index."""
        return cls(Postings.load(folder, open_file))

    def __len__(self) -> int:
        return len(self._postings.lengths)

    def search(self, question: str, count: int, within: np.ndarray | None = None) -> np.ndarray:
        """The rows with the `count` highest scores above 0, ascending; of equal scores, the first rows.

        If `within`, bool [rows], is given, only the rows for which it is true are searched.
        """
        rows = self._shortlist(question, count, within)
        scores = self.scores(question, rows)
        rows, scores = rows[scores > 0], scores[scores > 0]
        if len(rows) <= count:
            return rows
        threshold = _highest(scores, count)
        above, ties = rows[scores > threshold], rows[scores == threshold]
        return np.sort(np.concatenate([above, ties[: count - len(above)]]))

    def _shortlist(self, question: str, count: int, within: np.ndarray | None) -> np.ndarray:
        """Rows, ascending, that include the rows with the `count` highest scores.

        This is MaxScore (Turtle and Flood 1995). Scores are summed term by term, from the highest weight to
        the lowest. Once `count` rows have a partial score that a row without the terms so far cannot reach,
        the remaining terms, which are the common ones, are looked up only for the rows that can reach it.
        """
        query_terms = sorted(self._query_terms(question, within), key=lambda term: -term.weight)
        remaining = float(sum(term.weight for term in query_terms))  # those that remain add at most this
        rounding = remaining * _ROUNDING
        threshold = 0.0  # at least `count` rows have this partial score
        partial = np.zeros(len(self), np.float32)
        shortlist: np.ndarray | None = None  # None: a row with none of the terms so far may be among the best
        for term in query_terms:
            remaining -= float(term.weight)
            if shortlist is None:
                rows, counts = term.rows.astype(np.intp), term.counts  # converted once, not at each use
            else:
                present, counts = _find(term, shortlist)
                rows = shortlist[present]
            added = _term_scores(term, counts, self._all_length_norms[rows])
            np.add.at(partial, rows, added)  # twice as fast as `partial[rows] += added`
            reached = partial[rows if shortlist is None else shortlist]
            reached = reached[reached > threshold]
            if len(reached) >= count:
                threshold = _highest(reached, count)
            if threshold - remaining > rounding:
                shortlist = _at_least(partial, threshold - remaining - rounding, shortlist)
        return _at_least(partial, threshold - rounding, shortlist)

    def scores(self, question: str, rows: np.ndarray | None = None) -> np.ndarray:
        """The BM25 score of each of `rows`, which may be in any order, or of every row, float32 [rows]."""
        rows = np.arange(len(self)) if rows is None else rows
        scores = np.zeros(len(rows), np.float32)
        norms = self._length_norms(self._postings.lengths[rows])
        for term in self._query_terms(question):
            present, counts = _find(term, rows)
            scores[present] += _term_scores(term, counts, norms[present]).astype(np.float32)
        return scores

    def rows_with(self, term: str) -> np.ndarray:
        """The rows that contain a term, ascending, int32."""
        rows: np.ndarray = self._postings.rows[self._postings.find(term_hash(term))]
        return rows

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term; highest for a term that is in no row."""
        found = self._postings.find(term_hash(term))
        return self._idf(found.stop - found.start)

    def _idf(self, frequency: int) -> float:
        return float(np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)))

    def _query_terms(self, question: str, within: np.ndarray | None = None) -> list[_QueryTerm]:
        """The distinct terms of the question that some row contains, in the question's order.

        Their postings are those of the rows for which `within` is true; weights are computed from all rows.
        """
        query_terms = []
        for term, times in Counter(terms(question)).items():
            found = self._postings.find(term_hash(term))
            rows, counts = self._postings.rows[found], self._postings.counts[found]
            weight = np.float32(times * self._idf(len(rows)))
            if within is not None:
                kept = within[rows]
                rows, counts = rows[kept], counts[kept]
            if len(rows):
                query_terms.append(_QueryTerm(weight, rows, counts))
        return query_terms

    def _length_norms(self, lengths: np.ndarray) -> np.ndarray:
        """K1 · (1 - B + B · length / mean length), for rows of these lengths, float64."""
        norms: np.ndarray = K1 * (1 - B + B * (lengths / self._mean_length))
        return norms

    @cached_property
    def _all_length_norms(self) -> np.ndarray:
        """The length norm of every row, float32, which is precise enough for a shortlist."""
        return self._length_norms(self._postings.lengths).astype(np.float32)

    @cached_property
    def _mean_length(self) -> np.float32:
        return np.float32((len(self) and float(self._postings.lengths.mean())) or 1.0)


def _term_scores(term: _QueryTerm, counts: np.ndarray, norms: np.ndarray) -> np.ndarray:
    """What a term adds to the scores of rows with these counts and length norms, in the type of `norms`."""
    counts = counts.astype(np.float32)
    scores: np.ndarray = term.weight * counts / (counts + norms)
    return scores


def _find(term: _QueryTerm, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The positions in `rows` of the rows that contain a term, ascending, and the term's count in each."""
    candidates = np.searchsorted(term.rows, rows.astype(np.int32))
    present = np.flatnonzero(term.rows[np.minimum(candidates, len(term.rows) - 1)] == rows)
    return present, term.counts[candidates[present]]


def _highest(scores: np.ndarray, count: int) -> float:
    """The `count`th highest of the scores. There are at least `count` scores."""
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def _at_least(partial: np.ndarray, bound: float, shortlist: np.ndarray | None) -> np.ndarray:
    """The rows of the shortlist (None: all rows) whose partial score is above 0 and at least `bound`."""
    bound = max(bound, float(np.finfo(np.float32).tiny))
    return np.flatnonzero(partial >= bound) if shortlist is None else shortlist[partial[shortlist] >= bound]
