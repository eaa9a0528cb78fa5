"""The lengths of ranges of an evidence's context as people read them: without the targets of links."""

from __future__ import annotations

import numpy as np

from index.types import Evidence


class ReadingLengths:
    """Lengths of ranges of an evidence's context, in characters that are read.

    Markup has the length of the text that replaces it, but at most its own length: the column names that are
    read before the cells of a row do not make the row longer. A line end has length 1, also CR LF, so limits
    of length cut a text at the same words whatever its line ends are.
    """

    def __init__(self, evidence: Evidence) -> None:
        context = evidence.context
        counts = np.ones(len(context), np.int32)
        for block in evidence.blocks:
            for start, end, read in block.replacements:
                counts[max(0, start - evidence.start + len(read)) : max(0, end - evidence.start)] = 0
        at = context.find("\r\n")
        while at >= 0:
            counts[at] = 0
            at = context.find("\r\n", at + 2)
        self._before = np.concatenate([[0], np.cumsum(counts)])  # int [characters + 1]

    def between(self, start: int, end: int) -> int:
        """Return the number of characters that are read between two offsets of the context."""
        return int(self._before[end] - self._before[start])

    def after(self, start: int, count: int) -> int:
        """Return the last offset of the context with at most `count` read characters from `start` to it."""
        return int(np.searchsorted(self._before, self._before[start] + count, side="right")) - 1

    def before(self, end: int, count: int) -> int:
        """Return the first offset of the context with at most `count` read characters from it to `end`."""
        return int(np.searchsorted(self._before, self._before[end] - count, side="left"))
