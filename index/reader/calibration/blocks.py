"""Relevances → blocks as answers, with a calibrated confidence. The numbers are fitted elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reader.blocks.answering_blocks import (
    answering_block,
    most_relevant_part,
    most_relevant_start,
    shown_block,
)
from index.reader.calibration.logistic import LogisticRegression
from index.reader.editions.same_words import are_versions
from index.reader.network.relevance import Relevance
from index.types import Outcome, Reading, Span

_MAX_BLOCKS = 5  # of a reading
_SHOWN = 500  # characters of a passage that is shown without being the answer


@dataclass(frozen=True, slots=True)
class BlockFeatures:
    """The features of the most relevant passage from which the confidence in its block is computed."""

    relevance: float  #: the logit that it answers, clipped to -12 to 12
    #: By how much it ranks above the next passage that is no version of it, 0 to 8; 0 where it is alone.
    margin: float
    retrieval_score: float


@dataclass(frozen=True, slots=True)
class BlockCalibration(LogisticRegression):
    """The fitted numbers: coefficients of a logistic regression by their features' names, and a threshold."""

    intercept: float = 0.0
    relevance: float = 1.0
    margin: float = 0.0
    retrieval_score: float = 0.0
    threshold: float = 0.5  #: the confidence from which a block is given as the answer


def block_features(relevances: Sequence[Relevance]) -> BlockFeatures:
    """The features of the first of at least one relevance."""
    best = relevances[0]
    others = relevances[1:]
    rival = next((each for each in others if not _is_version(best, each)), next(iter(others), None))
    margin = best.rank_score - rival.rank_score if rival else 0.0
    return BlockFeatures(
        relevance=max(-12.0, min(12.0, best.score)),
        margin=max(0.0, min(8.0, margin)),
        retrieval_score=best.evidence.hit.score,
    )


def _is_version(best: Relevance, other: Relevance) -> bool:
    """Whether what is most relevant in two passages is told in nearly the same words by two documents."""
    return are_versions(best.evidence, most_relevant_start(best), other.evidence, most_relevant_start(other))


def decide_blocks(relevances: Sequence[Relevance], calibration: BlockCalibration) -> Reading:
    """The blocks of the most relevant passages, most relevant first; answered where the first is sure enough,
    else nothing, with what may be shown of each.
    """
    if not relevances:
        return Reading(Outcome.NOTHING, kind="block")
    confidence = calibration.confidence(block_features(relevances))
    answered = confidence >= calibration.threshold
    spans: list[Span] = []
    for each in relevances:
        whole = answered and not spans
        document = each.evidence.passage.document
        taken = [(span.start, span.end) for span in spans if span.evidence.passage.document == document]
        start, end = answering_block(each) if whole else shown_block(each, _SHOWN, taken)
        highlight = most_relevant_part(each, start, end) if whole else None
        span = Span(each.evidence, start, end, confidence, highlight)
        new = span.text.strip() and not any(map(span.overlaps, spans))
        if new and len(spans) < _MAX_BLOCKS:
            spans.append(span)
    outcome = Outcome.ANSWERED if spans and answered else Outcome.NOTHING
    return Reading(outcome, tuple(spans), "block")
