"""Fit a calibration to questions whose right answers are known. Plain numpy; it reads no files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from index.evaluation.scores import f1
from index.reader.calibration import (
    Calibration,
    Features,
    best_retrieval_score,
    features_of,
    group_answers,
    log_index_size,
)
from index.reader.spans import ScoredSpan
from index.types import Evidence

#: What chooses the answer, and the values tried for each.
_CHOICE = {
    "isolated_weight": (1.0, 0.0, 0.3, 0.6, 1.5),
    "retrieval_weight": (8.0, 0.0, 4.0, 12.0, 16.0, 24.0),
    "coverage_weight": (2.0, 0.0, 1.0, 3.0, 4.0, 6.0),
    "temperature": (2.0, 1.0, 3.0),
}
_SWEEPS = 2
_SLOPES = (0.0, 0.02, 0.04, 0.06, 0.08)
_RIDGE = 1.0
#: An answer is given where it is likelier right than wrong; else the closest sentences are.
ANSWERED = 0.5
RIGHT_F1 = 0.5  #: an answer is right when it agrees with a right one by at least this


@dataclass(frozen=True, slots=True)
class Trial:
    """A question read once: its evidence, the spans that compete, and the right answers (none: decline)."""

    evidence: tuple[Evidence, ...]
    found: tuple[ScoredSpan, ...]
    answers: tuple[str, ...]
    passages: int  #: in the index


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a calibration makes of a trial."""

    confidence: float
    right: bool
    f1: float


def judge(trial: Trial, calibration: Calibration) -> Judgement:
    ranked = group_answers(trial.found, trial.evidence, calibration)
    if not ranked:
        return Judgement(0.0, False, 0.0)
    agreement = max((f1(ranked[0].spans[0].text, answer) for answer in trial.answers), default=0.0)
    confidence = calibration.confidence(features_of(ranked, trial.evidence, trial.passages))
    return Judgement(confidence, agreement >= RIGHT_F1, agreement)


def fit(answerable: Sequence[Trial], *unanswerable: Sequence[Trial]) -> Calibration:
    """What chooses the answer by the F1 of the answers, then the confidence.

    The kinds of `unanswerable` together weigh as much as the answerable.
    """
    calibration = _fit_choice(answerable)
    weighted = [(trial, 1.0) for trial in answerable]
    weighted += [(trial, 1 / len(unanswerable)) for kind in unanswerable for trial in kind]
    return replace(_fit_confidence(calibration, weighted), answer_threshold=ANSWERED)


def _fit_choice(answerable: Sequence[Trial]) -> Calibration:
    """One number after the other set to the best of its values, and all of them once more."""

    def total(calibration: Calibration) -> float:
        return sum(judge(trial, calibration).f1 for trial in answerable)

    best = Calibration(**{name: values[0] for name, values in _CHOICE.items()})
    for _ in range(_SWEEPS):
        for name, values in _CHOICE.items():
            best = max((replace(best, **{name: value}) for value in values), key=total)
    return best


def _fit_confidence(calibration: Calibration, weighted: Sequence[tuple[Trial, float]]) -> Calibration:
    """Logistic regression of "right" on the features, with a ridge, by Newton's method."""
    names = [field.name for field in fields(Features)]
    rows, right, counts = [], [], []
    for trial, weight in weighted:
        if ranked := group_answers(trial.found, trial.evidence, calibration):
            values = features_of(ranked, trial.evidence, trial.passages)
            rows.append([1.0, *(getattr(values, name) for name in names)])
            right.append(judge(trial, calibration).right)
            counts.append(weight)
    matrix, target, count = np.array(rows), np.array(right, float), np.array(counts)
    weights = np.zeros(matrix.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * len(names))
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (count * (predicted - target)) + ridge @ weights
        curvature = (matrix * (count * predicted * (1 - predicted))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return replace(
        calibration, intercept=float(weights[0]), **dict(zip(names, map(float, weights[1:]), strict=True))
    )


def fit_topic(calibration: Calibration, near: Sequence[Trial], far: Sequence[Trial]) -> Calibration:
    """From which retrieval score on passages are shown: near what was asked, not far from it.

    `near` are questions on the documents that get no answer, `far` those on something else.
    """
    fitted = []
    for slope in _SLOPES:
        above, below = (
            [best_retrieval_score(one.evidence) - slope * log_index_size(one.passages) for one in trials]
            for trials in (near, far)
        )
        level, gain = separate(above, below)
        fitted.append((gain, replace(calibration, topic_threshold=level, topic_slope=slope)))
    return max(fitted, key=lambda one: one[0])[1]


def separate(above: Sequence[float], below: Sequence[float]) -> tuple[float, float]:
    """The threshold that parts them best, and how well.

    That is the sum of two shares: of `above` from the threshold on, and of `below` under it.
    """
    high, low = np.sort(above), np.sort(below)
    levels = np.unique(np.concatenate([high, low]))
    kept = 1 - np.searchsorted(high, levels, side="left") / len(high)
    dropped = np.searchsorted(low, levels, side="left") / len(low)
    best = int(np.argmax(kept + dropped))
    return float(levels[best]), float(kept[best] + dropped[best])
