"""Fitting a calibration to synthetic examples."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.network.spans import ScoredSpan
from index.training.fitting import CalibrationExample, fit, judge
from index.training.sources.community_questions import SupportingPassage


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


def test_communities_are_fitted_on_however_few_are_not_told(make_evidence):
    """Words that hold an accepted answer are right; those not told weigh as much as those told."""
    rng = np.random.default_rng(4)
    evidence = (make_evidence("Anna met Otto"),)
    supporting = (SupportingPassage("notes.txt", "Anna met Otto", ("Anna",)),)

    def asked(count: int, mean: float, told: bool) -> list[CalibrationExample]:
        return [
            CalibrationExample(
                evidence, (scored("Anna met", rng.normal(mean, 1)),), (), 20, supporting if told else ()
            )
            for _ in range(count)
        ]

    told, not_told = asked(200, 2, True), asked(50, -2, False)
    calibration = fit((), (), communities=[*told, *not_told])
    right = [judge(example, calibration).confidence for example in told]
    wrong = [judge(example, calibration).confidence for example in not_told]
    assert all(judge(example, calibration).right for example in told)
    assert np.mean([np.mean(right), np.mean(wrong)]) == pytest.approx(0.5, abs=0.02)
