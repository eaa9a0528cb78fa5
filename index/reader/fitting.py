"""Fit a calibration to questions whose right answers are known. Plain numpy; it reads no files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import product

import numpy as np

from index.evaluate import f1
from index.reader.calibration import Calibration, Features, contenders, features
from index.reader.spans import Candidate
from index.types import Evidence

_TEMPERATURES = (0.5, 1.0, 2.0)
_PRIORS = (0.0, 2.0, 4.0, 8.0, 12.0)
_WORDINGS = (0.0, 2.0, 4.0, 6.0)
_RIDGE = 1.0
RIGHT_F1 = 0.5  #: an answer is right when it agrees with a right one by at least this


@dataclass(frozen=True, slots=True)
class Trial:
    """A question read once: its evidence, the spans that compete, and the right answers (none: decline)."""

    evidence: tuple[Evidence, ...]
    found: tuple[Candidate, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a calibration makes of a trial."""

    confidence: float
    right: bool
    f1: float


def judge(trial: Trial, calibration: Calibration) -> Judgement:
    ranked = contenders(trial.found, trial.evidence, calibration)
    if not ranked:
        return Judgement(0.0, False, 0.0)
    agreement = max((f1(ranked[0].places[0].text, answer) for answer in trial.answers), default=0.0)
    confidence = calibration.confidence(features(ranked, trial.evidence))
    return Judgement(confidence, agreement >= RIGHT_F1, agreement)


def fit(answerable: Sequence[Trial], unanswerable: Sequence[Trial]) -> Calibration:
    """Temperature and prior by the F1 of the answers, then the confidence, then its threshold."""
    calibration = max(
        (
            Calibration(temperature=heat, prior=prior, wording=wording)
            for heat, prior, wording in product(_TEMPERATURES, _PRIORS, _WORDINGS)
        ),
        key=lambda one: sum(judge(trial, one).f1 for trial in answerable),
    )
    calibration = _fit_confidence(calibration, [*answerable, *unanswerable])
    threshold = separate(
        [judge(trial, calibration).confidence for trial in answerable],
        [judge(trial, calibration).confidence for trial in unanswerable],
    )
    return replace(calibration, answered=threshold)


def _fit_confidence(calibration: Calibration, trials: Sequence[Trial]) -> Calibration:
    """Logistic regression of "right" on the features, with a ridge, by Newton's method."""
    names = [field.name for field in fields(Features)]
    rows, right = [], []
    for trial in trials:
        if ranked := contenders(trial.found, trial.evidence, calibration):
            values = features(ranked, trial.evidence)
            rows.append([1.0, *(getattr(values, name) for name in names)])
            right.append(judge(trial, calibration).right)
    matrix, target = np.array(rows), np.array(right, float)
    weights = np.zeros(matrix.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * len(names))
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (predicted - target) + ridge @ weights
        curvature = (matrix * (predicted * (1 - predicted))[:, None]).T @ matrix + ridge
        step = np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return replace(
        calibration, intercept=float(weights[0]), **dict(zip(names, map(float, weights[1:]), strict=True))
    )


def separate(above: Sequence[float], below: Sequence[float]) -> float:
    """The threshold with the largest sum of the shares of `above` at or over it and `below` under it."""
    high, low = np.sort(above), np.sort(below)
    levels = np.unique(np.concatenate([high, low]))
    kept = 1 - np.searchsorted(high, levels, side="left") / len(high)
    dropped = np.searchsorted(low, levels, side="left") / len(low)
    return float(levels[int(np.argmax(kept + dropped))])
