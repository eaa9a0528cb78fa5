"""A reader without a reading model: the sentence that says most of what the question says.

It stands in where the reading model's weights are missing, and it is the baseline that the model has to beat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.models.encoder import Encoder
from index.passages.sentences import Range, every_sentence
from index.reader.coverage import Coverage
from index.types import Evidence, Hit, Outcome, Reading, Span

Number = float | np.ndarray

_PASSAGES = 5  # read at most; the answer's sentence is seldom further down
_SPANS = 5  # returned at most

# Fitted on 900 development questions, each asked with its document there and with it taken away: a logistic
# regression of "this sentence is in the right document and holds a right answer". At _ANSWERED, half of the
# answerable questions are answered, and one in eight of those that no document answers.
_COSINE, _SHARE, _HIT, _INTERCEPT = 0.82, 3.21, 4.54, -6.43
_ANSWERED, _PASSAGES_SHOWN = 0.35, 0.15


class SentenceReader:
    """Scores sentences by cosine with the question and by the share of its words that they hold."""

    name = "sentences"

    def __init__(self, encoder: Encoder, coverage: Coverage) -> None:
        self._encoder = encoder
        self._coverage = coverage

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        spans = tuple(self.closest(question, evidence))
        best = spans[0].confidence if spans else 0.0
        if best >= _ANSWERED:
            return Reading(Outcome.ANSWERED, spans)
        return Reading(Outcome.PASSAGES if best >= _PASSAGES_SHOWN else Outcome.NOTHING, spans)

    def closest(self, question: str, evidence: tuple[Evidence, ...]) -> list[Span]:
        """The best sentences of the first passages, best first; each place of a document once."""
        places: dict[tuple[str, Range], Evidence] = {}
        for one in evidence[:_PASSAGES]:
            passage = one.passage
            for start, end in every_sentence(passage.text):
                places.setdefault((passage.document, (passage.start + start, passage.start + end)), one)
        if not places:
            return []
        spans = [Span(one, *place, 0.0) for (_, place), one in places.items()]
        best = max((one.hit.bm25 for one in evidence), default=0.0) or 1.0
        standings = np.array([_standing(span.evidence.hit, best) for span in spans])
        shares = self._coverage(question, [span.text for span in spans])
        scores = self._scores(question, spans, shares, standings)
        order = np.argsort(-scores, kind="stable")[:_SPANS]
        return [replace(spans[place], confidence=confidence(scores[place])) for place in order]

    def _scores(
        self, question: str, spans: Sequence[Span], shares: np.ndarray, standings: np.ndarray
    ) -> np.ndarray:
        """The logits of the sentences; those that no cosine would bring among the best get minus infinity.

        Encoding takes nearly all of the time, so only what may be shown is encoded.
        """
        asked = self._encoder.encode([question])[0]
        highest = _logit(1.0, shares, standings)  # a cosine is at most 1
        order = np.argsort(-highest, kind="stable")
        scores = np.full(len(spans), -np.inf)
        bar = -np.inf
        for some in (order[:_SPANS], order[_SPANS:]):
            some = some[highest[some] >= bar]
            if len(some):
                cosines = self._encoder.encode([spans[place].text for place in some]) @ asked
                scores[some] = _logit(cosines, shares[some], standings[some])
                bar = scores[some].min()
        return scores


def _standing(hit: Hit, best: float) -> float:
    """How well a passage stands among those found: its cosine, and its BM25 as a share of the best."""
    return 0.6 * hit.cosine + 0.4 * hit.bm25 / best


def _logit(cosine: Number, share: Number, standing: Number) -> Number:
    """How well a sentence answers.

    From its cosine with the question, the share of the question's words in it, and its passage's standing.
    """
    return _COSINE * cosine + _SHARE * share + _HIT * standing + _INTERCEPT


def confidence(logit: float) -> float:
    """How likely a sentence holds a right answer."""
    return 1 / (1 + math.exp(-logit))
