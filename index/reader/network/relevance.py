"""The network's logits → the relevance of each evidence: how likely it answers, and with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.reader.network.spans import BLOCK, span_scores
from index.reader.network.windows import TokenLimits, Window
from index.types import Evidence

# An evidence is ranked by its relevance plus these weights times its other scores. Chosen on the questions of
# tests/benchmarks/real.py and on chat-like questions about real FAQs: the first weight from 0, 4, 8, 12, 16,
# 24 and 32, the second from 0, 0.25 and 0.5.
_RETRIEVAL_WEIGHT = 16.0
_WORDS_WEIGHT = 0.5
# Evidence whose weighted retrieval score is more than this below the highest is not read. Of 283 questions,
# all but two get the same first passage as if all evidence were read.
_MAX_SCORE_GAP = 3.0
_NO_MASS = -30.0  # the log of the probability mass of words, if there are none


def _score_before_reading(evidence: Evidence) -> float:
    """Return the part of an evidence's rank score that is known before it is read."""
    return _RETRIEVAL_WEIGHT * evidence.hit.score


def worth_reading(evidence: Sequence[Evidence], least: int) -> list[Evidence]:
    """Return the evidence that may come first once it is read, and always the first `least`, in order."""
    highest = max(map(_score_before_reading, evidence), default=0.0)
    return [
        each
        for rank, each in enumerate(evidence)
        if rank < least or _score_before_reading(each) >= highest - _MAX_SCORE_GAP
    ]


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely an evidence answers the question, and where in it.

    Row i of `starts` and `mass` belongs to context token i of its windows.
    """

    evidence: Evidence
    score: float  #: the logit that the passage answers, by the network alone
    words_score: float  #: the log of the summed exponentials of the scores of its spans; "no answer" is 0
    starts: np.ndarray  #: int32 [tokens]: where each token starts in the context
    mass: np.ndarray  #: float64 [tokens]: the log of the summed exponentials of the spans that start there
    coverage: Mapping[int, float] = field(default_factory=dict)
    """The start of a quotable range in the document → how much of the question it covers, 0 to 1."""
    block_coverage: Mapping[int, float] = field(default_factory=dict)
    """The start of a block → how much of the question it covers besides the headings, 0 to 1; see rows.py."""
    named: frozenset[int] = frozenset()
    """The starts of the quotable ranges with the most versions and identifiers of the question."""

    @property
    def rank_score(self) -> float:
        """The score by which evidence is ranked, highest first."""
        return self.score + _WORDS_WEIGHT * self.words_score + _score_before_reading(self.evidence)

    def logit_between(self, start: int, end: int) -> float:
        """Return the logit of an answer that starts between two offsets of the context.

        It is the log of the summed exponentials of the scores of all spans that start there.
        """
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
    """Return the relevance of an evidence by the logits of at least one window of its passage alone.

    The score is the logit, at token 0, that the window answers.
    """
    first, _ = evidence.passage_in_context
    starts = first + np.concatenate([window.offsets[:, 0] for window in windows])
    mass = np.concatenate(
        [
            np.logaddexp.reduce(span_scores(window, each, limits), axis=0)
            for window, each in zip(windows, logits, strict=True)
        ]
    )
    words = _log_sum(mass)
    score = max(float(each[0, BLOCK]) for each in logits)
    return Relevance(evidence, score, words, starts, mass, coverage or {}, block_coverage or {}, named)


def _log_sum(mass: np.ndarray) -> float:
    return float(np.logaddexp.reduce(mass)) if len(mass) else _NO_MASS
