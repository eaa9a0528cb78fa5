"""Relevances → a reading by blocks, with a calibrated confidence.

`index.training.calibrate_blocks` fits the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reader.blocks.answering_blocks import (
    answering_block,
    most_relevant_part,
    shown_block,
)
from index.reader.calibration.logistic import LogisticRegression
from index.reader.editions.near_duplicates import have_near_duplicate_parts
from index.reader.network.relevance import Relevance
from index.types import Outcome, Reading, Span

_MAX_BLOCKS = 5  # in a reading
_MAX_SHOWN = 500  # characters of a passage that is shown without being the answer


@dataclass(frozen=True, slots=True)
class BlockFeatures:
    """The features of the most relevant passage, from which the confidence in its block is computed."""

    relevance: float  #: the logit that it answers, clipped to -12 to 12
    #: Its rank score minus that of the next passage that is not a near duplicate of it, clipped to 0 to 8. If
    #: all others are near duplicates, the next one counts; 0 if there is no other.
    margin: float
    retrieval_score: float


@dataclass(frozen=True, slots=True)
class BlockCalibration(LogisticRegression):
    """The fitted numbers: coefficients of a logistic regression by their features' names, and a threshold."""

    intercept: float = 0.0
    relevance: float = 1.0
    margin: float = 0.0
    retrieval_score: float = 0.0
    threshold: float = 0.5  #: the confidence from which a block is the answer


def block_features(relevances: Sequence[Relevance]) -> BlockFeatures:
    """Return the features of the first of at least one relevance."""
    best = relevances[0]
    others = relevances[1:]
    rival = next(
        (each for each in others if not have_near_duplicate_parts(best, each)), next(iter(others), None)
    )
    margin = best.rank_score - rival.rank_score if rival else 0.0
    return BlockFeatures(
        relevance=max(-12.0, min(12.0, best.score)),
        margin=max(0.0, min(8.0, margin)),
        retrieval_score=best.evidence.hit.score,
    )


def decide_blocks(relevances: Sequence[Relevance], calibration: BlockCalibration) -> Reading:
    """Return a reading by the blocks of the passages, most relevant first.

    If the first block is sure enough, the outcome is that it answers. Otherwise the outcome is nothing, and
    the spans are the parts of the passages that may be shown.
    """
    if not relevances:
        return Reading(Outcome.NOTHING, kind="block")
    confidence = calibration.confidence(block_features(relevances))
    answered = confidence >= calibration.threshold
    spans: list[Span] = []
    for each in relevances:
        is_answer = answered and not spans
        document = each.evidence.passage.document
        taken = [(span.start, span.end) for span in spans if span.evidence.passage.document == document]
        start, end = answering_block(each) if is_answer else shown_block(each, _MAX_SHOWN, taken)
        highlight = most_relevant_part(each, start, end) if is_answer else None
        span = Span(each.evidence, start, end, confidence, highlight)
        new = span.text.strip() and not any(map(span.overlaps, spans))
        if new and len(spans) < _MAX_BLOCKS:
            spans.append(span)
    outcome = Outcome.ANSWERED if spans and answered else Outcome.NOTHING
    return Reading(outcome, tuple(spans), "block")
