"""Which line ends of prose are meant, and not where a line was cut to the width of the page.

"Yours" above "Greta" is meant: the next word had room behind it. Before a small letter the sentence may go
on, in a line that ended early by chance: there it has to be short, unless it ends a sentence. Where each line
ends a sentence, as some write the source of prose, a page would show them as one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.types import PROSE, Evidence, Range

_LINE_END = re.compile(r"[ \t]*(?:\r\n|[\r\n\u2028\u2029])[ \t>]*")
_SENTENCE_END = re.compile(r"[.!?…][*_`'\"”’)]{0,4}\Z")
_MARKS = "*_`'\"‘“(["  # before the first letter of a word
_LONGEST_END = 5  # characters
_NARROWEST_PAGE = 50  # characters to which prose is cut by hand or by a program
_SHORT = 0.6  # of the width; a line that was cut to the page is longer


def meant_line_ends(evidence: Evidence) -> Iterator[Range]:
    """Yield the line ends of an evidence's prose that are meant, with the blanks around them.

    They are characters of its context, in order. The page is as wide as the longest line without its last
    word, which may be too long for any line, such as an address; none is narrower than prose is ever cut to.
    """
    text = evidence.context
    blocks = [
        list(_lines(text, block.start - evidence.start, block.end - evidence.start))
        for block in evidence.blocks
        if block.kind in PROSE
    ]
    widths = [text.rfind(" ", *line) - line[0] for lines in blocks for line in lines]
    width = max(widths, default=0)
    for lines in blocks:
        if all(_ends_sentence(text, *line) for line in lines):
            continue
        for line, below in pairwise(lines):
            if _is_meant(text, line, below, width):
                yield line[1], below[0]


def _is_meant(text: str, line: Range, below: Range, width: int) -> bool:
    """Whether a line ends before it had to, on a page as wide as that."""
    word = text[slice(*below)].partition(" ")[0]
    length = line[1] - line[0]
    if word.lstrip(_MARKS)[:1].islower() and not _ends_sentence(text, *line):  # it may go on
        return length + 1 + len(word) <= width and length <= _SHORT * width
    return length + 1 + len(word) <= max(width, _NARROWEST_PAGE)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a line ends with the end of a sentence."""
    return _SENTENCE_END.search(text[max(start, end - _LONGEST_END) : end]) is not None


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the lines of a block, without the blanks and the signs of quotations around them."""
    for found in _LINE_END.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end
