"""Measures of how far a confidence can be trusted, and their pictures."""

from __future__ import annotations

import pytest

from index.errors import UserError
from index.evaluation.reliability import (
    area_under_risk_coverage,
    draw,
    expected_calibration_error,
    risk_coverage,
)

HONEST = [(0.75, True), (0.75, True), (0.75, True), (0.75, False), (0.25, True), (0.25, False)] + [
    (0.25, False)
] * 2


def test_an_honest_confidence_has_no_calibration_error():
    """Three of four right at 0.75 and one of four at 0.25 is what was said."""
    assert expected_calibration_error(HONEST) == pytest.approx(0.0)


def test_a_boast_is_measured():
    """Always sure and half the time wrong is an error of a half."""
    assert expected_calibration_error([(1.0, True), (1.0, False)]) == pytest.approx(0.5)


def test_risk_grows_with_coverage():
    """By hand: the surest two are right, the third is wrong, the fourth right."""
    coverage, risk = risk_coverage([(0.6, True), (0.9, True), (0.7, False), (0.8, True)])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])


def test_the_order_of_equals_does_not_matter():
    """Answers of one confidence share their risk, in whatever order they come."""
    assert area_under_risk_coverage(HONEST) == area_under_risk_coverage(HONEST[::-1])


def test_nothing_answered_is_no_error():
    """Without answers the measures are 0, and there is nothing to draw."""
    assert expected_calibration_error([]) == area_under_risk_coverage([]) == 0


def test_both_pictures_are_drawn(tmp_path):
    """Two PNG files come out."""
    pytest.importorskip("matplotlib")
    for path in draw(HONEST, tmp_path / "plots"):
        assert path.read_bytes().startswith(b"\x89PNG")


def test_nothing_to_draw_is_said(tmp_path):
    """Without an answer there is one sentence instead of an empty picture."""
    pytest.importorskip("matplotlib")
    with pytest.raises(UserError, match="nothing to plot"):
        draw([], tmp_path)
