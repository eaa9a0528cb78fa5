"""Relevances → blocks as answers, with a calibrated confidence. The numbers are fitted elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reader.answering_blocks import answering_block, most_relevant_part, shown_block
from index.reader.calibration import log_index_size
from index.reader.logistic import LogisticRegression
from index.reader.relevance import Relevance
from index.types import Outcome, Reading, Span

_MAX_BLOCKS = 5  # of a reading
_SHOWN = 500  # characters of a passage that is shown without being the answer
# From this confidence in a block passages are shown. Of 102 questions of real communities, 4 are left without
# any then instead of 8; of 144 asked of another community's documents, 23 are shown passages instead of 18.
_PASSAGES_THRESHOLD = 0.2


@dataclass(frozen=True, slots=True)
class BlockFeatures:
    """The features of the most relevant passage from which the confidence in its block is computed."""

    relevance: float  #: the logit that it answers, clipped to -12 to 12
    words_score: float  #: the logit that any of its words answer, clipped to -12 to 12
    margin: float  #: by how much it ranks above the next passage, 0 to 8; 0 where it is alone
    retrieval_score: float
    cosine: float
    heading_cosine: float  #: of the question and the innermost heading above the passage
    coverage: float  #: how much of the question it covers with its trail, 0 to 1
    log_index_size: float  #: the log of the passages in the index


@dataclass(frozen=True, slots=True)
class BlockCalibration(LogisticRegression):
    """The fitted numbers: coefficients of a logistic regression by their features' names, and a threshold."""

    intercept: float = 0.0
    relevance: float = 1.0
    words_score: float = 0.0
    margin: float = 0.0
    retrieval_score: float = 0.0
    cosine: float = 0.0
    heading_cosine: float = 0.0
    coverage: float = 0.0
    log_index_size: float = 0.0
    threshold: float = 0.5  #: the confidence from which a block is given as the answer


def block_features(relevances: Sequence[Relevance], coverage: float, passages: int) -> BlockFeatures:
    """The features of the first of at least one relevance. `passages` is how many the index holds."""
    best = relevances[0]
    margin = best.rank_score - relevances[1].rank_score if len(relevances) > 1 else 0.0
    hit = best.evidence.hit
    return BlockFeatures(
        relevance=max(-12.0, min(12.0, best.score)),
        words_score=max(-12.0, min(12.0, best.words_score)),
        margin=max(0.0, min(8.0, margin)),
        retrieval_score=hit.score,
        cosine=hit.cosine,
        heading_cosine=hit.heading_cosine,
        coverage=coverage,
        log_index_size=log_index_size(passages),
    )


def decide_blocks(
    relevances: Sequence[Relevance], coverage: float, calibration: BlockCalibration, passages: int
) -> Reading:
    """The blocks of the most relevant passages, most relevant first: as an answer, or as passages to show.

    The outcome is `NOTHING` where their confidence alone is no reason to show them. `coverage` is that of the
    first passage, and `passages` is how many the index holds.
    """
    if not relevances:
        return Reading(Outcome.NOTHING, kind="block")
    confidence = calibration.confidence(block_features(relevances, coverage, passages))
    answered = confidence >= calibration.threshold
    spans: list[Span] = []
    for each in relevances:
        whole = answered and not spans
        start, end = answering_block(each) if whole else shown_block(each, _SHOWN)
        highlight = most_relevant_part(each, start, end) if whole else None
        span = Span(each.evidence, start, end, confidence, highlight)
        new = span.text.strip() and not any(map(span.overlaps, spans))
        if new and len(spans) < _MAX_BLOCKS:
            spans.append(span)
    if spans and answered:
        outcome = Outcome.ANSWERED
    elif spans and confidence >= _PASSAGES_THRESHOLD:
        outcome = Outcome.PASSAGES
    else:
        outcome = Outcome.NOTHING
    return Reading(outcome, tuple(spans), "block")
