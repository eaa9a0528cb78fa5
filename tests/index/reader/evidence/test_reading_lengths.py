"""Lengths of a context in characters that are read, against counting them one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.documents.blocks.text_lines import count_characters
from index.documents.markdown.markdown import blocks
from index.passages.reading_text import block_text
from index.reader.evidence.reading_lengths import ReadingLengths
from index.types import Evidence, Hit, Passage

PIECES = [
    "word ",
    "x",
    "[a link](https://example.org/long)",
    "&amp;",
    "`code`",
    "\n",
    "\r\n",
    "- item\n",
    " ",
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def evidence_of(text: str, *, structure: bool = True) -> Evidence:
    found = tuple(blocks(text)) if structure else ()
    return Evidence(
        Hit(Passage("a.md", "A", 0, len(text), text, 1, None, (), found), 1.0, 1.0, 1.0), text, 0, found
    )


@given(text=TEXT)
def test_a_block_is_as_long_as_its_reading_text(text: str):
    """Links count without their targets, and each entity and line end counts once."""
    evidence = evidence_of(text)
    for block in evidence.blocks:
        read = block_text(text, 0, block)
        assert ReadingLengths(evidence).between(block.start, block.end) == count_characters(
            read, 0, len(read)
        )


@given(text=TEXT, data=st.data())
def test_the_furthest_ends_are_those_that_a_search_finds(text: str, data: st.DataObject):
    """`after` and `before` go as far as the count allows, and do not stop between CR and LF."""
    lengths = ReadingLengths(evidence_of(text, structure=data.draw(st.booleans())))
    at, count = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 30))
    ends = range(len(text) + 1)
    assert lengths.after(at, count) == max(end for end in ends if lengths.between(at, end) <= count)
    assert lengths.before(at, count) == min(start for start in ends if lengths.between(start, at) <= count)
    assert ReadingLengths(evidence_of(text, structure=False)).between(0, at) == len(text[:at]) - text[
        :at
    ].count("\r\n") - (text[at - 1 : at + 1] == "\r\n")
