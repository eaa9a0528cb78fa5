"""The lines of a text: their ends, and which lines underline a heading."""

from __future__ import annotations

import pytest

from index.documents.blocks.text_lines import count_line_ends, is_underline
from tests.conftest import LINE_END


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_each_line_end_is_one(end: str):
    """Each kind of line end counts once, as when the text is split at line ends."""
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
    """An underline is one sign repeated, at most three characters shorter than the heading."""
    assert is_underline(line, above) == expected
