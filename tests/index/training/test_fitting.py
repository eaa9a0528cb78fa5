"""Fitting a calibration to synthetic examples."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.network.spans import ScoredSpan
from index.training.fitting import CalibrationExample, fit, judge


def scored(text: str, score: float) -> ScoredSpan:
    return ScoredSpan(0, "notes.txt", 0, len(text), text, score)


def test_a_fit_tells_right_from_wrong(make_evidence):
    """Where scores tell, right answers become more confident than wrong ones, and the mean is the share right."""
    rng = np.random.default_rng(3)
    evidence = (make_evidence("Anna met Otto"),)
    answerable, unanswerable = (
        [
            CalibrationExample(evidence, (scored("Anna", rng.normal(mean, 1)),), answers, 20)
            for _ in range(200)
        ]
        for mean, answers in ((2, ("Anna",)), (-2, ()))
    )
    calibration = fit(answerable, unanswerable)
    right = [judge(example, calibration).confidence for example in answerable]
    wrong = [judge(example, calibration).confidence for example in unanswerable]
    assert np.mean(right) > 0.85
    assert np.mean(wrong) < 0.15
    assert np.mean(right + wrong) == pytest.approx(0.5, abs=0.02)
    assert 0.2 < calibration.answer_threshold < 0.8
