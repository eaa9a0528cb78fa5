"""Draw the plot of scale.py: the cost of an index by its size, on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

# The palette of Okabe and Ito, whose colours people with colour-blindness can distinguish, too.
_BLACK, _BLUE, _RED, _GREEN, _PINK = "0.1", "#0072b2", "#d55e00", "#009e73", "#cc79a7"
_LEAST_HIT = 0.99  # the goal for hit@10


class _Line(NamedTuple):
    label: str
    column: str
    colour: str
    style: str = "-"


_COSTS = {
    ("A question to an open index", "milliseconds"): (
        _Line("total, 95th percentile", "95th percentile ms", _BLACK, ":"),
        _Line("total, median", "whole ms", _BLACK),
        _Line("encoding the question", "encode ms", _GREEN),
        _Line("nearest vectors", "dense ms", _BLUE),
        _Line("words (BM25)", "BM25 ms", _RED),
        _Line("fusion, passages", "fuse ms", _PINK),
    ),
    ("Writing an index, and its first question", "seconds"): (
        _Line("writing, vectors given", "write s", _BLUE),
        _Line("a fresh process answers", "cold s", _RED),
        _Line("of that, opening the index", "open s", _RED, ":"),
    ),
    ("Memory and disk", "MB"): (
        _Line("on disk", "disk MB", _GREEN),
        _Line("writing, peak", "write peak MB", _BLUE),
        _Line("a fresh process answers, peak", "cold peak MB", _RED),
        _Line("of that, anonymous", "own MB", _RED, ":"),
    ),
}


def draw(rows: Sequence[dict[str, Any]], path: Path) -> Path:
    """Draw the rows of scale.json, one for each size, into a PNG file; return its path."""
    figure = Figure(figsize=(11, 8), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    *costs, quality = figure.subplots(2, 2).flat
    for axes, ((title, unit), lines) in zip(costs, _COSTS.items(), strict=True):
        _draw_costs(axes, rows, lines)
        _finish(axes, rows, title, unit)
    _draw_quality(quality, rows)
    _finish(quality, rows, "Share of the ten nearest vectors that are found", "share, against exact search")
    figure.savefig(path)
    return path


def _draw_costs(axes, rows: Sequence[dict[str, Any]], lines: Sequence[_Line]) -> None:
    for line in lines:
        values = [row[line.column] for row in rows]
        marker = "o" if line.style == "-" else ""
        axes.plot(
            *([row["passages"] for row in rows], values),
            **{"color": line.colour, "linestyle": line.style, "linewidth": 1.6},
            **{"marker": marker, "markersize": 4, "label": line.label},
        )
    drawn = [row[line.column] for row in rows for line in lines]
    axes.set_yscale("log")
    axes.set_ylim(10 ** math.floor(math.log10(min(drawn))), 10 ** math.ceil(math.log10(6 * max(drawn))))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.legend(fontsize=8, framealpha=0.9, loc="upper left")


def _draw_quality(axes, rows: Sequence[dict[str, Any]]) -> None:
    values = [row["hit@10"] for row in rows]
    axes.plot([row["passages"] for row in rows], values, color=_BLUE, marker="o", markersize=4, linewidth=1.6)
    axes.axhline(_LEAST_HIT, color="0.4", linestyle="--", linewidth=1)
    axes.set_ylim(min(_LEAST_HIT, *values) - 0.01, 1.002)
    offset = {"xytext": (0, -11), "textcoords": "offset points", "fontsize": 8}
    axes.annotate(f"goal: {_LEAST_HIT}", (rows[0]["passages"], _LEAST_HIT), **offset)


def _finish(axes, rows: Sequence[dict[str, Any]], title: str, unit: str) -> None:
    """Set the title and the axis of sizes, and mark the size from which passages are synthetic."""
    sizes = [row["passages"] for row in rows]
    axes.set_title(title, loc="left", fontweight="bold", fontsize=11)
    axes.set(xlabel="passages", ylabel=unit)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [_short(size) for size in sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.3)
    real = max(row["real"] for row in rows)
    if real < sizes[-1]:
        axes.axvline(real, color="0.5", linestyle="--", linewidth=0.8)
        position = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 7.5}
        axes.annotate("real text", (real, 0.02), xytext=(-4, 0), ha="right", color="0.35", **position)
        axes.annotate("synthetic", (real, 0.02), xytext=(4, 0), ha="left", color="0.35", **position)


def _short(size: int) -> str:
    return f"{size / 1e6:g} M" if size >= 1_000_000 else f"{size / 1e3:g} k" if size >= 1_000 else str(size)
