"""Finds the line ends of prose that the author intended, and not those that wrap a line to the page's width.

The line end between "Yours" and "Greta" is intended: "Greta" has room after "Yours" on the same line. If the
next line starts with a lower-case letter, the sentence may go on and the line may have been wrapped early by
chance. Then the line end is intended only if the line is short or ends a sentence. If each line of a
paragraph ends a sentence, no line end is intended: some people write the source of prose like this, and a
page shows it as one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.types import PROSE_KINDS, Evidence, Range

_LINE_END = re.compile(r"[ \t]*(?:\r\n|[\r\n\u2028\u2029])[ \t>]*")
_SENTENCE_END = re.compile(r"[.!?…][*_`'\"”’)]{0,4}\Z")
_MARKS = "*_`'\"‘“(["  # before the first letter of a word
_LONGEST_END = 5  # characters
_NARROWEST_PAGE = 50  # characters; people and programs wrap prose to no narrower width
_SHORT = 0.6  # of the page's width; a line that was wrapped is longer


def intended_line_ends(evidence: Evidence) -> Iterator[Range]:
    """Yield the intended line ends of an evidence's prose, with the blanks around them, in order.

    They are ranges of the context. The width of the page is that of the longest line without its last word,
    since the last word, such as an address, may be too long for any line.
    """
    text = evidence.context
    blocks = [
        list(_lines(text, *evidence.in_context(block.start, block.end)))
        for block in evidence.blocks
        if block.kind in PROSE_KINDS
    ]
    widths = [text.rfind(" ", *line) - line[0] for lines in blocks for line in lines]
    width = max(widths, default=0)
    for lines in blocks:
        if all(_ends_sentence(text, *line) for line in lines):
            continue
        for line, following in pairwise(lines):
            if _is_intended(text, line, following, width):
                yield line[1], following[0]


def _is_intended(text: str, line: Range, following: Range, width: int) -> bool:
    """Whether a line ends early: the first word of the following line has room on it.

    If the sentence may go on, the line must be short, too. `width` is the width of the page; a line that ends
    a sentence or is followed by a capital is compared with at least the narrowest width.
    """
    word = text[slice(*following)].partition(" ")[0]
    length = line[1] - line[0]
    if word.lstrip(_MARKS)[:1].islower() and not _ends_sentence(text, *line):  # the sentence may go on
        return length + 1 + len(word) <= width and length <= _SHORT * width
    return length + 1 + len(word) <= max(width, _NARROWEST_PAGE)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a line ends with the sign of a sentence's end, which quotation marks may follow."""
    return _SENTENCE_END.search(text[max(start, end - _LONGEST_END) : end]) is not None


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the lines of a block, without blanks and the ">" of quotations around them."""
    for found in _LINE_END.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end
