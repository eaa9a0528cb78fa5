"""Text → blocks: hand-written cases, and properties over any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.documents.structure import LINE_END, blocks, is_underline

PIECES = [
    "A line. ", "# Heading", "Head\n====", "- item", "1. one", "(a) two", "```", "~~~\n", "\n", "\r", "\r\n", "\u2028", "\u2029", "\n\n",
    " \t ", "\u00a0", "\x85", "\x0b", "\x0c", "Madan: Yes. ", "\ufeff", "\u200d", "---", "===", "a", "\x00",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)


@given(text=ANY_TEXT)
@example(text="Head\n====\n====")
@example(text="```\n\n")
def test_blocks_hold_everything_in_order(text: str):
    """Blocks are in order and apart, none is blank, and outside of them stand only blanks and underlines."""
    all_blocks = list(blocks(text))
    assert all(text[block.start : block.end].strip() for block in all_blocks)
    ends = [0, *(block.end for block in all_blocks)]
    starts = [*(block.start for block in all_blocks), len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    outside = [text[end:start].strip() for end, start in zip(ends, starts, strict=True)]
    lines = LINE_END.split(text)
    underlines = {line.strip() for above, line in pairwise(lines) if is_underline(line.strip(), above)}
    assert set(outside) <= {"", *underlines}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", [("paragraph", "One\ntwo."), ("paragraph", "Three.")]),
        ("# One\nTwo.", [("heading", "# One"), ("paragraph", "Two.")]),
        ("Two.\n## One", [("paragraph", "Two."), ("heading", "## One")]),
        ("One\n===\nTwo.", [("heading", "One"), ("paragraph", "Two.")]),
        ("#hashtag", [("paragraph", "#hashtag")]),
        ("####### seven", [("paragraph", "####### seven")]),
        ("A paragraph\nof two lines\n---", [("paragraph", "A paragraph\nof two lines\n---")]),
        ("Fruit:\n- figs\n  and plums\n2) pears", [("paragraph", "Fruit:"), ("paragraph", "- figs\n  and plums"), ("paragraph", "2) pears")]),
        ("Mary: Where?\nJohn: Here", [("paragraph", "Mary: Where?"), ("paragraph", "John: Here")]),
        ("Note: this line\nruns on.", [("paragraph", "Note: this line\nruns on.")]),
        ("Look:\n```\n# no heading\n\n~~~\n```\nEnd.", [("paragraph", "Look:"), ("code", "```"), ("code", "# no heading"), ("code", "~~~"), ("code", "```"), ("paragraph", "End.")]),
        ("Head\n~~~~\ncode", [("paragraph", "Head"), ("code", "~~~~"), ("code", "code")]),
        ("", []),
    ],
)  # fmt: skip
def test_blocks(text: str, expected: list[tuple[str, str]]):
    """Headings, paragraphs, items, speakers and lines of code are told apart by their signs."""
    assert [(block.kind, text[block.start : block.end].strip()) for block in blocks(text)] == expected


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_each_line_end_is_one(end: str):
    """Every way to end a line counts once, and a blank line between two of them ends a paragraph."""
    assert LINE_END.split(f"A{end}{end}B") == ["A", "", "B"]
    assert len(list(blocks(f"A{end}B"))) == 1
    assert len(list(blocks(f"A{end}{end}B"))) == 2


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
