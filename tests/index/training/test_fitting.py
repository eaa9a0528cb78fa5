"""Fitting a calibration to made-up trials."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.calibration import Calibration, decide
from index.reader.spans import ScoredSpan
from index.training.fitting import Trial, fit, fit_topic, judge, separate
from index.types import Outcome


def scored(text: str, score: float) -> ScoredSpan:
    return ScoredSpan(0, "notes.txt", 0, len(text), text, score)


def test_separate_takes_the_best_threshold():
    """As a loop over every level finds it."""
    high, low = [0.9, 0.8, 0.4], [0.1, 0.5, 0.3]
    level, gain = separate(high, low)
    gains = {
        at: np.mean([one >= at for one in high]) + np.mean([one < at for one in low]) for at in (*high, *low)
    }
    assert gains[level] == max(gains.values()) == pytest.approx(gain)


def test_a_fit_tells_right_from_wrong(make_evidence):
    """On made-up trials whose scores tell, right answers end up surer than wrong ones, and means agree."""
    random = np.random.default_rng(3)
    evidence = (make_evidence("Anna met Otto"),)
    known = [Trial(evidence, (scored("Anna", random.normal(2, 1)),), ("Anna",), 20) for _ in range(200)]
    unknown = [Trial(evidence, (scored("Anna", random.normal(-2, 1)),), (), 20) for _ in range(200)]
    calibration = fit(known, unknown)
    sure = [judge(trial, calibration).confidence for trial in known]
    unsure = [judge(trial, calibration).confidence for trial in unknown]
    assert np.mean(sure) > 0.85
    assert np.mean(unsure) < 0.15
    assert np.mean(sure + unsure) == pytest.approx(0.5, abs=0.02)
    assert 0.2 < calibration.answer_threshold < 0.8


def test_what_is_near_grows_with_the_crowd(make_evidence):
    """Passages are shown for what is near in an index of its size, though a large one comes as near by chance."""
    near, far = (
        [Trial((make_evidence("Anna", score=score),), (), (), passages) for passages, score in pairs]
        for pairs in (((8, 0.3), (2000, 0.6)), ((8, 0.2), (2000, 0.5)))
    )
    calibration = fit_topic(Calibration(), near, far)
    for trials, outcome in ((near, Outcome.PASSAGES), (far, Outcome.NOTHING)):
        for one in trials:
            assert decide((), one.evidence, calibration, one.passages).outcome is outcome
