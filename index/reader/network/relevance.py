"""The network's logits → how likely each evidence answers, and which of its words do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.reader.network.spans import BLOCK, span_scores
from index.reader.network.windows import TokenLimits, Window
from index.types import Evidence

# What an evidence is ranked by is its relevance plus these times other scores of it. Chosen on the questions
# of tests/benchmarks/real.py and on chat-like questions about real FAQs: the first from 0, 4, 8, 12, 16, 24
# and 32, the second from 0, 0.25 and 0.5.
_RETRIEVAL_WEIGHT = 16.0
_WORDS_WEIGHT = 0.5
# Evidence that retrieval ranks so far behind is not read: of 283 questions all but two have the first
# passage that they have if all are read.
_MAX_SCORE_GAP = 3.0


def score_before_reading(evidence: Evidence) -> float:
    """The part of its rank score that an evidence has before it is read."""
    return _RETRIEVAL_WEIGHT * evidence.hit.score


def worth_reading(evidence: Sequence[Evidence], least: int) -> list[Evidence]:
    """The evidence that can still come first once it is read, and the first `least` in any case, in order."""
    highest = max(map(score_before_reading, evidence), default=0.0)
    return [
        each
        for rank, each in enumerate(evidence)
        if rank < least or score_before_reading(each) >= highest - _MAX_SCORE_GAP
    ]


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely an evidence answers the question, and where in it.

    `starts` and `mass` have a row for each token of its windows that stands for characters of the context.
    """

    evidence: Evidence
    score: float  #: the logit that the passage answers, as far as the network alone tells
    words_score: float  #: the log of the summed exponentials of the scores of its spans; "no answer" is 0
    starts: np.ndarray  #: int32 [tokens], characters of the context
    mass: np.ndarray  #: float64 [tokens]: the log of the summed exponentials of the spans that start there
    coverage: Mapping[int, float] = field(default_factory=dict)
    """Start of a sentence, item, row or code in the document → how much of the question it covers, 0 to 1."""
    block_coverage: Mapping[int, float] = field(default_factory=dict)
    """Start of a block of a passage with a table → how much more than the headings it covers, 0 to 1."""
    named: frozenset[int] = frozenset()
    """The starts of the sentences, items, rows and code with the versions and identifiers of the question."""

    @property
    def rank_score(self) -> float:
        """What evidence is ranked by, highest first."""
        return self.score + _WORDS_WEIGHT * self.words_score + score_before_reading(self.evidence)

    def of(self, start: int, end: int) -> float:
        """The logit that any words between two characters of the context answer."""
        return _log_sum(self.mass[(self.starts >= start) & (self.starts < end)])


def relevance(
    evidence: Evidence,
    windows: Sequence[Window],
    logits: Sequence[np.ndarray],
    limits: TokenLimits,
    coverage: Mapping[int, float] | None = None,
    block_coverage: Mapping[int, float] | None = None,
    named: frozenset[int] = frozenset(),
) -> Relevance:
    """The relevance of an evidence by the logits of windows of its passage alone, at least one.

    Weights with four outputs say at token 0 whether the window answers. With three, the spans say it.
    """
    first = evidence.passage.start - evidence.start
    starts = first + np.concatenate([window.offsets[:, 0] for window in windows])
    mass = np.concatenate(
        [
            np.logaddexp.reduce(span_scores(window, each, limits), axis=0)
            for window, each in zip(windows, logits, strict=True)
        ]
    )
    words = _log_sum(mass)
    score = max(float(each[0, BLOCK]) for each in logits) if logits[0].shape[1] > BLOCK else words
    return Relevance(evidence, score, words, starts, mass, coverage or {}, block_coverage or {}, named)


def _log_sum(mass: np.ndarray) -> float:
    return float(np.logaddexp.reduce(mass)) if len(mass) else -30.0
