"""Which line ends of prose are meant, and not where a line was cut to the width of the page.

"Yours" above "Greta" is meant: the next word had room behind it. Before a small letter the sentence may go
on, in a line that ended early by chance: there it has to be short. Where each line ends a sentence, as some
write the source of prose, a page would show them as one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.types import PROSE, Evidence, Range

_LINE_END = re.compile(r"[ \t]*(?:\r\n|[\r\n\u2028\u2029])[ \t>]*")
_SENTENCE_END = re.compile(r"[.!?…][*_`'\"”’)]{0,4}\Z")
_LONGEST_END = 5  # characters
_SHORT = 0.6  # of the width; a line that was cut to the page is longer


def meant_line_ends(evidence: Evidence) -> Iterator[Range]:
    """Yield the line ends of an evidence's prose that are meant, with the blanks around them.

    They are characters of its context, in order. The page is as wide as the longest line without its last
    word, which may be too long for any line, such as an address.
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
        if all(_SENTENCE_END.search(text[max(start, end - _LONGEST_END) : end]) for start, end in lines):
            continue
        for (start, end), (below, last) in pairwise(lines):
            word = text[below:last].partition(" ")[0]
            is_short = not word[:1].islower() or end - start <= _SHORT * width
            if is_short and end - start + 1 + len(word) <= width:
                yield end, below


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the lines of a block, without the blanks and the signs of quotations around them."""
    for found in _LINE_END.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end
