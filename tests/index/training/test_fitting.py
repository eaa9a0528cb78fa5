"""Fitting a calibration to synthetic examples."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.calibration import Calibration, decide
from index.reader.spans import ScoredSpan
from index.training.fitting import CalibrationExample, best_threshold, fit, fit_topic_threshold, judge
from index.types import Outcome


def scored(text: str, score: float) -> ScoredSpan:
    return ScoredSpan(0, "notes.txt", 0, len(text), text, score)


def test_the_best_threshold_is_that_of_a_loop_over_all():
    """It has the highest sum of true positive and true negative rate of all levels."""
    positives, negatives = [0.9, 0.8, 0.4], [0.1, 0.5, 0.3]
    threshold, quality = best_threshold(positives, negatives)
    sums = {
        level: np.mean([score >= level for score in positives])
        + np.mean([score < level for score in negatives])
        for level in (*positives, *negatives)
    }
    assert sums[threshold] == max(sums.values()) == pytest.approx(quality)


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


def test_the_topic_threshold_grows_with_the_index(make_evidence):
    """Passages are shown for a retrieval score that is high for an index of its size: chance similarities grow, too."""
    on_topic, off_topic = (
        [
            CalibrationExample((make_evidence("Anna", score=score),), (), (), index_size)
            for index_size, score in pairs
        ]
        for pairs in (((8, 0.3), (2000, 0.6)), ((8, 0.2), (2000, 0.5)))
    )
    calibration = fit_topic_threshold(Calibration(), on_topic, off_topic)
    for examples, outcome in ((on_topic, Outcome.PASSAGES), (off_topic, Outcome.NOTHING)):
        for example in examples:
            assert decide((), example.evidence, calibration, example.index_size).outcome is outcome
