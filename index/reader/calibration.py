"""From span scores to an outcome with a confidence that means something. Fitted numbers, no fitting in here.

The spans of all passages and "no answer" share one softmax. Equal answers from several places add up. How
likely the best one is right is then a logistic function of a few features; two thresholds make the outcome.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from index.reader.spans import Candidate
from index.types import Evidence, Outcome, Reading, Span

_WORDS = re.compile(r"\w+")
_SPANS = 5  # returned at most
#: Passages in the smallest and in the largest index that a calibration is fitted on.
_CROWDS = (8, 2000)


@dataclass(frozen=True, slots=True)
class Features:
    """What the confidence is computed from."""

    log_odds: float  #: of the answer's share of the softmax, within -8 and 8
    score: float  #: of its best span, a logit, within -12 and 12
    alone: float  #: of that with its sentence read alone
    fused: float  #: the retrieval score of its passage
    dense: float  #: the cosine of its passage
    nearest: float  #: the best cosine of all passages read
    sentence: float  #: the share of the question's words in its sentence
    context: float  #: and in its context
    gap: float  #: the log of its share over that of the next answer elsewhere, within 0 and 8
    crowd: float  #: the log of the passages in the index: among many, some look right by chance


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted numbers. The first four choose the answer, the others make its confidence."""

    temperature: float = 1.0
    prior: float = 0.0  #: how much the retrieval score of its passage speaks for a span
    wording: float = 0.0  #: how much the share of the question's words in its sentence does
    closer: float = 0.0  #: how much its score with its sentence read alone does
    intercept: float = 0.0
    log_odds: float = 1.0
    score: float = 0.0
    alone: float = 0.0
    fused: float = 0.0
    dense: float = 0.0
    nearest: float = 0.0
    sentence: float = 0.0
    context: float = 0.0
    gap: float = 0.0
    crowd: float = 0.0
    answered: float = 0.4  #: confidence from which an answer is given, and no more is read
    on_topic: float = 0.3  #: retrieval score of the best passage from which passages are shown,
    topic_crowd: float = 0.0  #: and by how much that grows with the crowd, as chance likenesses do

    @classmethod
    def from_json(cls, values: Mapping[str, float]) -> Calibration:
        return cls(**{name: float(value) for name, value in values.items()})

    def to_json(self) -> dict[str, float]:
        return {name: round(value, 5) for name, value in asdict(self).items()}

    def confidence(self, features: Features) -> float:
        """How likely the answer is right, 0 to 1."""
        total = self.intercept + sum(getattr(self, name) * value for name, value in asdict(features).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def outcome(self, confidence: float, closest: float, passages: int) -> Outcome:
        """What is given: the answer; the closest passages, on the subject or half as sure; or nothing."""
        if confidence >= self.answered:
            return Outcome.ANSWERED
        on_topic = closest >= self.on_topic + self.topic_crowd * crowd(passages)
        return Outcome.PASSAGES if on_topic or confidence >= self.answered / 2 else Outcome.NOTHING


def crowd(passages: int) -> float:
    """The log of how many passages an index holds, as far as the calibration knows such indexes."""
    return math.log(min(max(passages, _CROWDS[0]), _CROWDS[1]))


def closeness(evidence: Sequence[Evidence]) -> float:
    """The retrieval score of the best passage: do the documents speak of the question's subject at all?"""
    return max((one.hit.score for one in evidence), default=0.0)


@dataclass(frozen=True, slots=True)
class Contender:
    """One answer text with all its places, best first, and its share of the softmax."""

    places: tuple[Candidate, ...]
    share: float


def contenders(
    found: Sequence[Candidate], evidence: Sequence[Evidence], calibration: Calibration
) -> list[Contender]:
    """The answers, likeliest first. `found` are distinct candidates; the shares sum to less than 1."""
    logits = [
        (
            one.score
            + calibration.prior * evidence[one.rank].hit.score
            + calibration.wording * one.sentence
            + calibration.closer * one.alone
        )
        / calibration.temperature
        for one in found
    ]
    highest = max([0.0, *logits])
    weights = [math.exp(logit - highest) for logit in logits]
    total = math.fsum([*weights, math.exp(-highest)])
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        groups.setdefault(" ".join(_WORDS.findall(one.text.casefold())), []).append(place)
    result = []
    for places in groups.values():
        share = math.fsum(weights[place] for place in places) / total
        places = sorted(places, key=lambda place: -weights[place])
        result.append(Contender(tuple(found[place] for place in places), share))
    return sorted(result, key=lambda one: (-one.share, one.places[0].rank, one.places[0].start))


def features(ranked: Sequence[Contender], evidence: Sequence[Evidence], passages: int) -> Features:
    """Of the best of `ranked`, which has at least one. `passages` is how many the index holds."""
    best = ranked[0]
    hit = evidence[best.places[0].rank].hit
    share = min(max(best.share, 1e-9), 1 - 1e-9)
    elsewhere = (one.share for one in ranked[1:] if not _overlap(one.places[0], best.places[0]))
    next_share = max(next(elsewhere, 0.0), 1e-9)
    return Features(
        log_odds=max(-8.0, min(8.0, math.log(share / (1 - share)))),
        score=max(-12.0, min(12.0, best.places[0].score)),
        alone=max(-12.0, min(12.0, best.places[0].alone)),
        fused=hit.score,
        dense=hit.cosine,
        nearest=max(one.hit.cosine for one in evidence),
        sentence=best.places[0].sentence,
        context=best.places[0].context,
        gap=min(8.0, max(0.0, math.log(share / next_share))),
        crowd=crowd(passages),
    )


def decide(
    found: Sequence[Candidate], evidence: Sequence[Evidence], calibration: Calibration, passages: int
) -> Reading:
    """The outcome, and the best spans with their confidence. No two spans overlap."""
    ranked = contenders(found, evidence, calibration)
    confidence = calibration.confidence(features(ranked, evidence, passages)) if ranked else 0.0
    chosen: list[Candidate] = []
    spans: list[Span] = []
    for contender in ranked:
        sure = confidence * contender.share / max(ranked[0].share, 1e-300)
        for one in contender.places:
            if len(spans) < _SPANS and not any(_overlap(one, other) for other in chosen):
                chosen.append(one)
                spans.append(Span(evidence[one.rank], one.start, one.end, sure))
    return Reading(calibration.outcome(confidence, closeness(evidence), passages), tuple(spans))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end
