"""Fit a calibration to examples whose right answers are known. It needs NumPy alone and reads no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from zlib import crc32

import numpy as np

from index.evaluation.scores import f1
from index.reader.calibration.words import (
    Calibration,
    Features,
    features_of,
    group_answers,
)
from index.reader.network.spans import ScoredSpan
from index.training.sources.community_questions import SupportingPassage
from index.types import Evidence

#: The values to try for each number that chooses the answer; the search starts with the first.
_CHOICE_GRID = {
    "isolated_weight": (1.0, 0.0, 0.3, 0.6, 1.5),
    "retrieval_weight": (8.0, 0.0, 4.0, 12.0, 16.0, 24.0),
    "coverage_weight": (2.0, 0.0, 1.0, 3.0, 4.0, 6.0),
    "temperature": (2.0, 1.0, 3.0),
}
_SWEEPS = 2
_RIDGE = 1.0
_NEWTON_STEPS = 50
PARTS = 5  #: of cross-validation: communities, repositories or works, each judged by a fit on the other parts
# The least confidence with which an answer is returned: it is more likely right than wrong.
_ANSWER_THRESHOLD = 0.5
_RIGHT_F1 = 0.5  # the least F1 with a right answer at which an answer counts as right


@dataclass(frozen=True, slots=True)
class CalibrationExample:
    """A question with the evidence that was read, the scored spans in it, and the right answers."""

    evidence: tuple[Evidence, ...]
    spans: tuple[ScoredSpan, ...]
    answers: tuple[str, ...]  #: empty if the evidence does not answer the question
    index_size: int  #: number of passages in the index
    supporting: tuple[SupportingPassage, ...] = ()  #: of a community's question, which has no `answers`


@dataclass(frozen=True, slots=True)
class Judgement:
    """The confidence of the most likely answer of an example, and how well it agrees with the right ones."""

    confidence: float
    right: bool
    f1: float


def judge(example: CalibrationExample, calibration: Calibration) -> Judgement:
    """Judge the most likely answer of an example. Without any span, its confidence and F1 are 0."""
    groups = group_answers(example.spans, example.evidence, calibration)
    if not groups:
        return Judgement(0.0, False, 0.0)
    best = groups[0].spans[0]
    agreement = max((f1(best.text, answer) for answer in example.answers), default=0.0)
    is_supported = any(support.answer_is_in(best.document, best.text) for support in example.supporting)
    confidence = calibration.confidence(features_of(groups, example.evidence, example.index_size))
    return Judgement(confidence, agreement >= _RIGHT_F1 or is_supported, agreement)


def fit(
    answerable: Sequence[CalibrationExample],
    *unanswerable: Sequence[CalibrationExample],
    communities: Sequence[CalibrationExample] = (),
    choice: Calibration | None = None,
) -> Calibration:
    """Fit the numbers that choose the answer, by the F1 of the answers, then those of the confidence.

    With `choice`, the numbers that choose are taken from it. All kinds of `unanswerable` examples together
    have the weight of the answerable ones, if each kind has as many. The unanswerable questions of
    `communities` together have the weight of the answerable ones. The communities have no influence on the
    numbers that choose.
    """
    calibration = choice or _fit_choice(answerable)
    weighted = [(example, 1.0) for example in answerable]
    weighted += [(example, 1 / len(unanswerable)) for kind in unanswerable for example in kind]
    with_answer = sum(bool(example.supporting) for example in communities)
    without_answer = max(len(communities) - with_answer, 1)
    weighted += [
        (example, 1.0 if example.supporting else with_answer / without_answer) for example in communities
    ]
    return replace(_fit_confidence(calibration, weighted), answer_threshold=_ANSWER_THRESHOLD)


def _fit_choice(answerable: Sequence[CalibrationExample]) -> Calibration:
    """Find the numbers that choose by coordinate search over the grid: two sweeps, each number in turn."""

    def total_f1(calibration: Calibration) -> float:
        return sum(judge(example, calibration).f1 for example in answerable)

    best = Calibration(**{name: values[0] for name, values in _CHOICE_GRID.items()})
    for _ in range(_SWEEPS):
        for name, values in _CHOICE_GRID.items():
            best = max((replace(best, **{name: value}) for value in values), key=total_f1)
    return best


def _fit_confidence(
    calibration: Calibration, weighted: Sequence[tuple[CalibrationExample, float]]
) -> Calibration:
    """Fit the confidence by logistic regression of "the answer is right" on the features."""
    names = [field.name for field in fields(Features)]
    rows, labels, weights = [], [], []
    for example, weight in weighted:
        if groups := group_answers(example.spans, example.evidence, calibration):
            features = features_of(groups, example.evidence, example.index_size)
            rows.append([getattr(features, name) for name in names])
            labels.append(judge(example, calibration).right)
            weights.append(weight)
    intercept, *others = logistic_regression(np.array(rows), np.array(labels, float), np.array(weights))
    return replace(calibration, intercept=intercept, **dict(zip(names, others, strict=True)))


def logistic_regression(
    rows: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None
) -> list[float]:
    """Return the intercept and the coefficients of a logistic regression, found by Newton's method.

    `rows` is float64 [examples, features]; `labels` (0 or 1) and `weights` (by default 1) are float64
    [examples]. The coefficients, but not the intercept, have an L2 penalty.
    """
    matrix = np.concatenate([np.ones((len(rows), 1)), rows], axis=1)
    weights = np.ones(len(rows)) if weights is None else weights
    coefficients = np.zeros(matrix.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * rows.shape[1])  # no penalty on the intercept
    for _ in range(_NEWTON_STEPS):
        predicted = 1 / (1 + np.exp(-matrix @ coefficients))
        gradient = matrix.T @ (weights * (predicted - labels)) + ridge @ coefficients
        hessian = (matrix * (weights * predicted * (1 - predicted))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(hessian + 1e-9 * np.eye(len(coefficients)), gradient)
        coefficients -= step
        if np.abs(step).max() < 1e-8:
            break
    values: list[float] = coefficients.tolist()
    return values


def part_of(group: str) -> int:
    """Return the part, from 0 to PARTS - 1, to which a community, repository or work always belongs."""
    return crc32(group.encode()) % PARTS
