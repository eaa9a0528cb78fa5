"""A calibration is fitted to synthetic examples."""

from __future__ import annotations

import numpy as np
import pytest

from index.reader.network.spans import ScoredSpan
from index.training.fitting import CalibrationExample, fit, judge
from index.training.sources.community_questions import SupportingPassage


def scored(text: str, score: float) -> ScoredSpan:
    return ScoredSpan(0, "notes.txt", 0, len(text), text, score)


def test_a_fit_distinguishes_right_from_wrong_answers(make_evidence):
    """If scores distinguish them, right answers get more confidence, and the mean is the share of right ones."""
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


def test_the_unanswerable_questions_of_communities_have_the_weight_of_the_answerable(make_evidence):
    """However few there are. Words that contain an accepted answer are right."""
    rng = np.random.default_rng(4)
    evidence = (make_evidence("Anna met Otto"),)
    supporting = (SupportingPassage("notes.txt", "Anna met Otto", ("Anna",)),)

    def asked(count: int, mean: float, passages: tuple[SupportingPassage, ...]) -> list[CalibrationExample]:
        return [
            CalibrationExample(evidence, (scored("Anna met", rng.normal(mean, 1)),), (), 20, passages)
            for _ in range(count)
        ]

    answerable, unanswerable = asked(200, 2, supporting), asked(50, -2, ())
    calibration = fit((), (), communities=[*answerable, *unanswerable])
    right = [judge(example, calibration).confidence for example in answerable]
    wrong = [judge(example, calibration).confidence for example in unanswerable]
    assert all(judge(example, calibration).right for example in answerable)
    assert np.mean([np.mean(right), np.mean(wrong)]) == pytest.approx(0.5, abs=0.02)
