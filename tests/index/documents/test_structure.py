"""The lines of a text: where they end, and which underline a heading."""

from __future__ import annotations

import time

import pytest

from index.documents.structure import LINE_END, count_line_ends, is_underline


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_each_line_end_is_one(end: str):
    """Every way to end a line counts once, in both ways to count."""
    text = f"A{end}{end}B"
    assert LINE_END.split(text) == ["A", "", "B"]
    assert count_line_ends(text, 0, len(text)) == 2


@pytest.mark.parametrize(
    ("line", "above", "expected"),
    [
        ("====", "Head", True),
        ("====", "Heading", True),
        ("====", "Headings", False),
        ("==", "He", False),
        ("==-=", "Head", False),
        ("====", " Head", False),
        ("====", "====", False),
        ("aaaa", "Head", False),
        ("====", "", False),
    ],
)
def test_underlines(line: str, above: str, expected: bool):
    """An underline is one sign over and over, and reaches to within three characters of the heading's end."""
    assert is_underline(line, above) == expected


@pytest.mark.parametrize(
    "line", ["# a" + " " * 15_000 + "!", "#" * 15_000, "# " + "a #" * 5_000, "-" * 15_000]
)
def test_a_hostile_line_costs_no_time(line: str):
    """No line is slow to tell from an underline."""
    begun = time.process_time()
    is_underline(line, line)
    assert time.process_time() - begun < 0.5
