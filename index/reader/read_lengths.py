"""How long stretches of an evidence's context are as people read them: the targets of links count nothing."""

from __future__ import annotations

import numpy as np

from index.types import Evidence


class ReadLengths:
    """Lengths of an evidence's context, in characters that are read.

    Of markup that is replaced, only what is read in its place counts, and that never more than the markup
    does: so plain text is as long as it is, and a row is no longer for the names of its columns. A line end
    counts once, also CR LF, so that limits of length cut a text at the same words.
    """

    def __init__(self, evidence: Evidence) -> None:
        context = evidence.context
        counts = np.ones(len(context), np.int32)
        for block in evidence.blocks:
            for start, end, shown in block.replacements:
                counts[max(0, start - evidence.start + len(shown)) : max(0, end - evidence.start)] = 0
        at = context.find("\r\n")
        while at >= 0:
            counts[at] = 0
            at = context.find("\r\n", at + 2)
        self._before = np.concatenate([[0], np.cumsum(counts)])  # int [characters + 1]

    def between(self, start: int, end: int) -> int:
        """How many characters are read between two characters of the context."""
        return int(self._before[end] - self._before[start])

    def after(self, start: int, count: int) -> int:
        """The last character of the context up to which no more than `count` are read from `start` on."""
        return int(np.searchsorted(self._before, self._before[start] + count, side="right")) - 1

    def before(self, end: int, count: int) -> int:
        """The first character of the context from which no more than `count` are read up to `end`."""
        return int(np.searchsorted(self._before, self._before[end] - count, side="left"))
