"""Scored spans → a reading by words, with a calibrated confidence for each span.

One softmax runs over the spans of all passages and "no answer". The shares of spans with the same text are
added up. A logistic regression on the features of the likeliest answer gives the probability that it is
right, and a threshold turns this into an outcome. `index.training.calibrate` fits the numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.documents.plain_text.broken_words import join_broken_words
from index.reader.calibration.logistic import LogisticRegression
from index.reader.editions.near_duplicates import are_in_near_duplicates
from index.reader.network.spans import ScoredSpan
from index.types import Evidence, Outcome, Reading, Span

_WORDS = re.compile(r"\w+")
_MAX_SPANS = 5  # in a reading
_FITTED_INDEX_SIZES = (8, 2000)  # passages in the smallest and the largest index of the fit


@dataclass(frozen=True, slots=True)
class Features:
    """The features of the likeliest answer, from which its confidence is computed."""

    log_odds: float  #: the log odds of its share of the softmax, clipped to -8 to 8
    score: float  #: the logit of its best span, clipped to -12 to 12
    isolated_score: float  #: the logit of that span with its sentence read alone, clipped to -12 to 12
    retrieval_score: float  #: the fused score of its passage
    cosine: float  #: between the question and its passage
    best_cosine: float  #: the highest of all passages read
    sentence_coverage: float  #: how much of the question its sentence covers, 0 to 1
    context_coverage: float  #: how much of the question its context covers, 0 to 1
    #: The log of its share divided by that of the next answer, clipped to 0 to 8. Answers that overlap it or
    #: are a near duplicate of it do not count.
    log_margin: float
    #: The log of the number of passages in the index: among many, some look right by chance.
    log_index_size: float


@dataclass(frozen=True, slots=True)
class Calibration(LogisticRegression):
    """The fitted numbers."""

    # The logits of the softmax: a span's score plus these weights times its other scores, divided by the
    # temperature.
    temperature: float = 1.0
    retrieval_weight: float = 0.0  #: of the fused score of its passage
    coverage_weight: float = 0.0  #: of the coverage of its sentence
    isolated_weight: float = 0.0  #: of the logit with its sentence read alone
    # The logistic regression: each coefficient has the name of its feature.
    intercept: float = 0.0
    log_odds: float = 1.0
    score: float = 0.0
    isolated_score: float = 0.0
    retrieval_score: float = 0.0
    cosine: float = 0.0
    best_cosine: float = 0.0
    sentence_coverage: float = 0.0
    context_coverage: float = 0.0
    log_margin: float = 0.0
    log_index_size: float = 0.0
    answer_threshold: float = 0.4  #: the confidence from which words are the answer


def _log_index_size(index_size: int) -> float:
    """Return the log of the number of passages in an index, clipped to the sizes that were fitted."""
    smallest, largest = _FITTED_INDEX_SIZES
    return math.log(min(max(index_size, smallest), largest))


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The spans with the same text, best first, and the sum of their shares of the softmax."""

    spans: tuple[ScoredSpan, ...]
    share: float


def group_answers(
    spans: Sequence[ScoredSpan], evidence: Sequence[Evidence], calibration: Calibration
) -> list[AnswerGroup]:
    """Group distinct spans by their text, likeliest group first. Case, spaces and punctuation do not count.

    The shares of the groups and that of "no answer", whose logit is 0, add up to 1.
    """
    logits = [
        (
            span.score
            + calibration.retrieval_weight * evidence[span.rank].hit.score
            + calibration.coverage_weight * span.sentence_coverage
            + calibration.isolated_weight * span.isolated_score
        )
        / calibration.temperature
        for span in spans
    ]
    highest = max([0.0, *logits])
    weights = [math.exp(logit - highest) for logit in logits]
    total = math.fsum([*weights, math.exp(-highest)])
    members: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        members.setdefault(" ".join(_WORDS.findall(join_broken_words(span.text).casefold())), []).append(
            index
        )
    groups = []
    for indices in members.values():
        share = math.fsum(weights[index] for index in indices) / total
        indices.sort(key=lambda index: -weights[index])
        groups.append(AnswerGroup(tuple(spans[index] for index in indices), share))
    return sorted(groups, key=lambda group: (-group.share, group.spans[0].rank, group.spans[0].start))


def features_of(groups: Sequence[AnswerGroup], evidence: Sequence[Evidence], index_size: int) -> Features:
    """Return the features of the first of at least one group.

    `index_size` is the number of passages in the index.
    """
    group, span = groups[0], groups[0].spans[0]
    hit = evidence[span.rank].hit
    share = min(max(group.share, 1e-9), 1 - 1e-9)
    elsewhere = (
        other.share
        for other in groups[1:]
        if not _overlap(other.spans[0], span) and not _are_near_duplicates(other.spans[0], span, evidence)
    )
    next_share = max(next(elsewhere, 0.0), 1e-9)
    return Features(
        log_odds=max(-8.0, min(8.0, math.log(share / (1 - share)))),
        score=max(-12.0, min(12.0, span.score)),
        isolated_score=max(-12.0, min(12.0, span.isolated_score)),
        retrieval_score=hit.score,
        cosine=hit.cosine,
        best_cosine=max(each.hit.cosine for each in evidence),
        sentence_coverage=span.sentence_coverage,
        context_coverage=span.context_coverage,
        log_margin=min(8.0, max(0.0, math.log(share / next_share))),
        log_index_size=_log_index_size(index_size),
    )


def _are_near_duplicates(other: ScoredSpan, span: ScoredSpan, evidence: Sequence[Evidence]) -> bool:
    """Whether two spans are in sentences of two documents that have nearly the same words."""
    return are_in_near_duplicates(evidence[span.rank], span.start, evidence[other.rank], other.start)


def decide(
    spans: Sequence[ScoredSpan], evidence: Sequence[Evidence], calibration: Calibration, index_size: int
) -> Reading:
    """Return a reading with the best spans, of which no two overlap.

    The outcome is an answer if the first is sure enough, else nothing. `index_size` is the number of
    passages in the index.
    """
    groups = group_answers(spans, evidence, calibration)
    confidence = calibration.confidence(features_of(groups, evidence, index_size)) if groups else 0.0
    chosen: list[ScoredSpan] = []
    result: list[Span] = []
    for group in groups:
        group_confidence = confidence * group.share / max(groups[0].share, 1e-300)
        for span in group.spans:
            if len(chosen) < _MAX_SPANS and not any(_overlap(span, other) for other in chosen):
                chosen.append(span)
                result.append(Span(evidence[span.rank], span.start, span.end, group_confidence))
    answered = confidence >= calibration.answer_threshold
    return Reading(Outcome.ANSWERED if answered else Outcome.NOTHING, tuple(result))


def _overlap(span: ScoredSpan, other: ScoredSpan) -> bool:
    return span.document == other.document and span.start < other.end and other.start < span.end
