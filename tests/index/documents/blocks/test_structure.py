"""The lines of a text: where they end, and which underline a heading."""

from __future__ import annotations

import pytest

from index.documents.blocks.structure import count_line_ends, is_underline
from tests.conftest import LINE_END


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_each_line_end_is_one(end: str):
    """Every way to end a line counts once, as in a split of the text."""
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
