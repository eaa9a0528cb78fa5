"""How far confidences can be trusted: the measures, and the two pictures of them.

A judged answer is a pair (confidence, whether it was right). matplotlib is imported only to draw; it comes
with `pip install munshi[bench]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import UserError

Judged = tuple[float, bool]
_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in one tenth."""

    count: int
    confidence: float  #: mean
    right: float  #: share


def bins(judged: Sequence[Judged]) -> list[Bin]:
    """The tenths of confidence that hold an answer, lowest first."""
    groups: dict[int, list[Judged]] = {}
    for confidence, right in judged:
        groups.setdefault(min(int(confidence * _BINS), _BINS - 1), []).append((confidence, right))
    return [
        Bin(
            len(group),
            sum(one for one, _ in group) / len(group),
            sum(right for _, right in group) / len(group),
        )
        for _, group in sorted(groups.items())
    ]


def expected_calibration_error(judged: Sequence[Judged]) -> float:
    """Mean distance of confidence and share right over ten bins, by their size (Naeini et al. 2015)."""
    return sum(one.count * abs(one.confidence - one.right) for one in bins(judged)) / max(len(judged), 1)


def risk_coverage(judged: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Coverage and risk, each [answers]: the share answered, surest first, and the share wrong among these.

    Answers of equal confidence share the mean of their group, so the order of the input does not matter.
    """
    confidence = np.array([one for one, _ in judged], float)
    wrong = np.array([not right for _, right in judged], float)
    order = np.argsort(-confidence, kind="stable")
    _, group = np.unique(-confidence[order], return_inverse=True)
    means = np.bincount(group, wrong[order]) / np.bincount(group) if len(order) else np.empty(0)
    counts = np.arange(1, len(order) + 1)
    return counts / max(len(order), 1), np.cumsum(means[group]) / counts


def area_under_risk_coverage(judged: Sequence[Judged]) -> float:
    """The mean risk over all coverages (El-Yaniv and Wiener 2010); 0 is best."""
    _, risk = risk_coverage(judged)
    return float(risk.mean()) if len(risk) else 0.0


def draw(judged: Sequence[Judged], folder: Path) -> tuple[Path, Path]:
    """Draw `risk-coverage.png` and `reliability.png` in `folder`. Raises UserError without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UserError("Plots need matplotlib: run `pip install matplotlib`, then try again.") from error
    if not judged:
        raise UserError("There is nothing to plot: no question was answered.")
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "risk-coverage.png", folder / "reliability.png"
    for path, picture in zip(paths, (_draw_risk_coverage, _draw_reliability), strict=True):
        figure = Figure(figsize=(5, 4), dpi=150, layout="constrained")
        FigureCanvasAgg(figure)
        picture(figure.subplots(), judged)
        figure.savefig(path)
    return paths


def _draw_risk_coverage(axes, judged: Sequence[Judged]) -> None:
    coverage, risk = risk_coverage(judged)
    axes.plot(coverage, risk, color="#1f5fa8", linewidth=1.8)
    axes.fill_between(coverage, risk, color="#1f5fa8", alpha=0.15, linewidth=0)
    axes.set(xlabel="share of questions answered, surest first", ylabel="share of these that are wrong")
    axes.set(xlim=(0, 1), ylim=(0, max(0.05, 1.1 * float(risk.max()))))
    axes.set_title(f"Risk and coverage: area {area_under_risk_coverage(judged):.3f}, {len(judged)} questions")
    axes.grid(alpha=0.3)


def _draw_reliability(axes, judged: Sequence[Judged]) -> None:
    found = bins(judged)
    axes.plot([0, 1], [0, 1], color="0.5", linestyle="--", linewidth=1, label="as sure as right")
    axes.plot([one.confidence for one in found], [one.right for one in found], color="#b5452c", marker="o")
    for one in found:
        axes.annotate(
            str(one.count),
            (one.confidence, one.right),
            xytext=(5, -10),
            textcoords="offset points",
            fontsize=8,
        )
    axes.set(xlabel="confidence given", ylabel="share right", xlim=(0, 1), ylim=(0, 1.02))
    axes.set_title(f"Reliability: expected calibration error {expected_calibration_error(judged):.3f}")
    axes.legend(loc="upper left")
    axes.grid(alpha=0.3)
