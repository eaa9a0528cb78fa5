"""The values of the fields of a PDF's form, next to their labels."""

from __future__ import annotations

from index.documents.converted.pdf.form_fields import Field, with_fields
from index.documents.converted.pdf.lines import Line, Word


def test_no_word_of_a_line_is_lost_whichever_way_it_is_read():
    """A check box is in the middle of a line whose words are read from right to left."""
    lefts = {"one": 300.0, "two": 250.0, "three": 100.0, "four": 50.0}
    words = [Word(text, left, left + 30, 110.0, 100.0, after_gap=False) for text, left in lefts.items()]
    line = Line("one two three four", 50.0, 330.0, 110.0, 100.0, 10.0, bold=False, words=tuple(words))
    [filled] = with_fields([line], [Field("☒", "", (200.0, 99.0, 212.0, 111.0), True)])
    assert sorted(filled.text.split()) == sorted(["☒", *lefts])
