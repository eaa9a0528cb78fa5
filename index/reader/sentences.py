"""A reader without a reading model: the sentence that says most of what the question says.

It stands in where the reading model's weights are missing, and it is the baseline that the model has to beat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.encode import Encoder
from index.reader.coverage import Coverage
from index.segment import Range, every_sentence
from index.types import Evidence, Hit, Outcome, Reading, Span

_PASSAGES = 5  # read at most; the answer's sentence is seldom further down
_SPANS = 5  # returned at most

# Fitted on 900 development questions, each asked with its document there and with it taken away: a logistic
# regression of "this sentence is in the right document and holds a right answer". At _ANSWERED, half of the
# answerable questions are answered, and one in eight of those that no document answers.
_COSINE, _SHARE, _HIT, _INTERCEPT = 0.82, 3.21, 4.54, -6.43
_ANSWERED, _PASSAGES_SHOWN = 0.35, 0.15


@dataclass(frozen=True, slots=True)
class _Candidate:
    evidence: Evidence
    start: int
    end: int
    confidence: float


class SentenceReader:
    """Scores sentences by cosine with the question and by the share of its words that they hold."""

    name = "sentences"

    def __init__(self, encoder: Encoder, coverage: Coverage) -> None:
        self._encoder = encoder
        self._coverage = coverage

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        candidates = sorted(self.candidates(question, evidence), key=lambda one: -one.confidence)
        spans = tuple(Span(one.evidence, one.start, one.end, one.confidence) for one in candidates[:_SPANS])
        best = spans[0].confidence if spans else 0.0
        if best >= _ANSWERED:
            return Reading(Outcome.ANSWERED, spans)
        return Reading(Outcome.PASSAGES if best >= _PASSAGES_SHOWN else Outcome.NOTHING, spans)

    def candidates(self, question: str, evidence: tuple[Evidence, ...]) -> list[_Candidate]:
        """Every sentence of the first passages, scored; each place of a document once."""
        places: dict[tuple[str, Range], Evidence] = {}
        for one in evidence[:_PASSAGES]:
            passage = one.passage
            for start, end in every_sentence(passage.text):
                places.setdefault((passage.document, (passage.start + start, passage.start + end)), one)
        if not places:
            return []
        texts = [Span(one, *place, 0.0).text for (_, place), one in places.items()]
        best = max((one.hit.lexical for one in evidence), default=0.0) or 1.0
        cosines = self._encoder.encode(texts) @ self._encoder.encode([question])[0]
        shares = self._coverage(question, texts)
        return [
            _Candidate(one, *place, confidence(cosine, share, _standing(one.hit, best)))
            for ((_, place), one), cosine, share in zip(places.items(), cosines, shares, strict=True)
        ]


def _standing(hit: Hit, best: float) -> float:
    """How well a passage stands among those found: its cosine, and its BM25 as a share of the best."""
    return 0.6 * hit.dense + 0.4 * hit.lexical / best


def confidence(cosine: float, share: float, standing: float) -> float:
    """How likely a sentence holds a right answer.

    From its cosine with the question, the share of the question's words in it, and its passage's standing.
    """
    return 1 / (1 + math.exp(-(_COSINE * cosine + _SHARE * share + _HIT * standing + _INTERCEPT)))
