"""Whether confidences can be trusted: each measure against a count by hand, and the plots."""

from __future__ import annotations

import pytest

from index.errors import UserError, WrongUse
from index.evaluation.reliability import (
    area_under_risk_coverage,
    draw,
    expected_calibration_error,
    prepare_drawing,
    risk_coverage,
)

CALIBRATED = [(0.75, True), (0.75, True), (0.75, True), (0.75, False), (0.25, True), (0.25, False)] + [
    (0.25, False)
] * 2


def test_calibrated_confidences_have_no_calibration_error():
    """Three of four right at 0.75 and one of four right at 0.25 agree with the confidences."""
    assert expected_calibration_error(CALIBRATED) == pytest.approx(0.0)


def test_overconfidence_is_measured():
    """A confidence of 1 with half the answers wrong is an error of a half."""
    assert expected_calibration_error([(1.0, True), (1.0, False)]) == pytest.approx(0.5)


def test_risk_grows_with_coverage():
    """By hand: the two most confident are right, the third is wrong, the fourth right."""
    coverage, risk = risk_coverage([(0.6, True), (0.9, True), (0.7, False), (0.8, True)])
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])


def test_the_order_of_equal_confidences_does_not_matter():
    """Predictions of equal confidence share their risk, in whatever order they come."""
    assert area_under_risk_coverage(CALIBRATED) == area_under_risk_coverage(CALIBRATED[::-1])


def test_measures_of_no_predictions_are_0():
    """Without answers, both measures are 0."""
    assert expected_calibration_error([]) == area_under_risk_coverage([]) == 0


def test_both_plots_are_drawn(tmp_path):
    """Two PNG files are written, and their folder is created."""
    pytest.importorskip("matplotlib")
    paths = draw(CALIBRATED, tmp_path / "plots")
    assert len(paths) == 2
    for path in paths:
        assert path.read_bytes().startswith(b"\x89PNG")


def test_no_predictions_cannot_be_drawn(tmp_path):
    """Without an answer there is an error instead of an empty plot."""
    pytest.importorskip("matplotlib")
    with pytest.raises(UserError, match=r"^There is nothing to plot: no question was answered\.$"):
        draw([], tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """A file at the path of the folder for the plots is wrong use."""
    pytest.importorskip("matplotlib")
    (tmp_path / "plots").write_text("a file")
    with pytest.raises(WrongUse, match=r"^The folder .*plots cannot be made: File exists\.$"):
        prepare_drawing(tmp_path / "plots")


def test_without_matplotlib_the_extra_is_named(python, tmp_path):
    """Where matplotlib is not installed, the error names the extra that brings it."""
    code = (
        "import sys; sys.modules['matplotlib'] = None  # as if it were not installed\n"
        "from pathlib import Path\n"
        "from index.errors import ExtraMissing\n"
        "from index.evaluation.reliability import draw\n"
        "try:\n"
        "    draw([(0.5, True)], Path(sys.argv[1]))\n"
        "except ExtraMissing as error:\n"
        "    print(error.extra, error)\n"
    )
    result = python(code, str(tmp_path / "plots"))
    assert result.stdout.startswith("bench Drawing plots needs packages that are not installed"), (
        result.stderr
    )
    assert not (tmp_path / "plots").exists()
