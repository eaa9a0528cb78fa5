"""Code between fences in Markdown: the ranges of a text that dialects do not change.

A fence here may be indented or in a list or quotation. A box between fences contains Markdown, so only the
code in it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.markdown.boxes import FENCED_BOX
from index.types import Range

#: A line that opens code, up to the marks of its fence.
OPENING = r"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?P<fence>`{3,}|~{3,})"
_FENCE = re.compile(rf"{OPENING}(?P<info>[^\n`]*)$", re.MULTILINE)
_DEEPEST = 8  # boxes in each other; a deeper one is read as code


def fenced_code(source: str) -> Iterator[Range]:
    """Yield the range of each block of code with its fences, in order. Unclosed code ends with the text."""
    start = 0
    open_fences: list[str] = []  # those of boxes, outermost first, then that of code
    in_code = False
    for line in _FENCE.finditer(source):
        fence, info = line["fence"], line["info"]
        closed = [] if info.strip(" \t~") else [fence.startswith(opening) for opening in open_fences]
        if any(closed):
            if in_code:
                yield start, line.end()
            del open_fences[closed.index(True) :]
            in_code = False
        elif not in_code:
            start = line.start()
            in_code = len(open_fences) == _DEEPEST or FENCED_BOX.match(info) is None
            open_fences.append(fence)
    if in_code:
        yield start, len(source)
