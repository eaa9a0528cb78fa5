"""Whether confidences can be trusted: calibration error, risk and coverage, and the plots of both.

A prediction is a pair (confidence, whether the answer was right). The plots need matplotlib, which comes with
the extra `bench` and is imported only when a plot is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ExtraMissing, UserError, WrongUse

Prediction = tuple[float, bool]
_BINS = 10


@dataclass(frozen=True, slots=True)
class _Bin:
    """The predictions whose confidence lies in the same tenth of the range from 0 to 1."""

    count: int
    confidence: float  #: mean
    accuracy: float  #: share of right answers


def _bins(predictions: Sequence[Prediction]) -> list[_Bin]:
    """Return a bin for each tenth of confidence that contains a prediction, lowest first."""
    groups: dict[int, list[Prediction]] = {}
    for confidence, right in predictions:
        groups.setdefault(min(int(confidence * _BINS), _BINS - 1), []).append((confidence, right))
    return [
        _Bin(
            count=len(group),
            confidence=sum(confidence for confidence, _ in group) / len(group),
            accuracy=sum(right for _, right in group) / len(group),
        )
        for _, group in sorted(groups.items())
    ]


def expected_calibration_error(predictions: Sequence[Prediction]) -> float:
    """Return the mean |confidence - accuracy| over ten bins, weighted by their size (Naeini et al. 2015)."""
    total = sum(tenth.count * abs(tenth.confidence - tenth.accuracy) for tenth in _bins(predictions))
    return total / max(len(predictions), 1)


def risk_coverage(predictions: Sequence[Prediction]) -> tuple[np.ndarray, np.ndarray]:
    """Return coverage and risk for the k most confident predictions, k = 1, 2, …; each float64 [predictions].

    Coverage is the share of the predictions that are kept; risk is the share of wrong ones among the kept
    (El-Yaniv and Wiener 2010). Predictions of equal confidence each count as their mean error, so the order
    of the input does not matter.
    """
    confidence = np.array([confidence for confidence, _ in predictions], float)
    wrong = np.array([not right for _, right in predictions], float)
    order = np.argsort(-confidence, kind="stable")
    _, group = np.unique(-confidence[order], return_inverse=True)
    means = np.bincount(group, wrong[order]) / np.bincount(group) if len(order) else np.empty(0)
    counts = np.arange(1, len(order) + 1)
    return counts / max(len(order), 1), np.cumsum(means[group]) / counts


def area_under_risk_coverage(predictions: Sequence[Prediction]) -> float:
    """Return the mean risk over all coverages (El-Yaniv and Wiener 2010); 0 is best."""
    _, risk = risk_coverage(predictions)
    return float(risk.mean()) if len(risk) else 0.0


def prepare_drawing(folder: Path) -> None:
    """Create the folder for the plots. Raises ExtraMissing without matplotlib, WrongUse on failure."""
    if find_spec("matplotlib") is None:
        raise ExtraMissing("Drawing plots", "bench")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUse(f"The folder {folder} cannot be made: {error.strerror}.") from error


def draw(predictions: Sequence[Prediction], folder: Path) -> tuple[Path, Path]:
    """Create `folder`, draw `risk-coverage.png` and `reliability.png` in it, and return their paths.

    Raises ExtraMissing without matplotlib, WrongUse if the folder cannot be created, UserError without any
    prediction.
    """
    prepare_drawing(folder)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not predictions:
        raise UserError("There is nothing to plot: no question was answered.")
    paths = folder / "risk-coverage.png", folder / "reliability.png"
    for path, plot in zip(paths, (_plot_risk_coverage, _plot_reliability), strict=True):
        figure = Figure(figsize=(5, 4), dpi=150, layout="constrained")
        FigureCanvasAgg(figure)
        plot(figure.subplots(), predictions)
        figure.savefig(path)
    return paths


def _plot_risk_coverage(axes: Any, predictions: Sequence[Prediction]) -> None:
    coverage, risk = risk_coverage(predictions)
    area = area_under_risk_coverage(predictions)
    axes.plot(coverage, risk, color="#1f5fa8", linewidth=1.8)
    axes.fill_between(coverage, risk, color="#1f5fa8", alpha=0.15, linewidth=0)
    axes.set(xlabel="coverage (most confident answers first)", ylabel="risk (share of wrong answers)")
    axes.set(xlim=(0, 1), ylim=(0, max(0.05, 1.1 * float(risk.max()))))
    axes.set_title(f"Risk and coverage: area {area:.3f}, {len(predictions)} questions")
    axes.grid(alpha=0.3)


def _plot_reliability(axes: Any, predictions: Sequence[Prediction]) -> None:
    tenths = _bins(predictions)
    confidences, accuracies = [tenth.confidence for tenth in tenths], [tenth.accuracy for tenth in tenths]
    axes.plot([0, 1], [0, 1], color="0.5", linestyle="--", linewidth=1, label="perfect calibration")
    axes.plot(confidences, accuracies, color="#b5452c", marker="o")
    for tenth in tenths:
        position = (tenth.confidence, tenth.accuracy)
        axes.annotate(str(tenth.count), position, xytext=(5, -10), textcoords="offset points", fontsize=8)
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_title(f"Reliability: expected calibration error {expected_calibration_error(predictions):.3f}")
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
