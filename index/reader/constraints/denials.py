"""Whether words are denied just before them: "main" in "never against main"."""

from __future__ import annotations

import re

from index.types import Evidence

_BEFORE = 40  # characters in which the denial is looked for
_DENIED = re.compile(
    r"(?:\bnever|\bnot|n['’]t)\s+"
    r"(?:(?:use|take|against|into|via|with|by|to|from|on|at|in|for)\s+){0,2}(?:the\s+|an?\s+)?[*_`\"“]{0,2}$",
    re.IGNORECASE,
)


def is_denied(evidence: Evidence, start: int) -> bool:
    """Whether the words at character `start` of the document are what a text says not to use or to do.

    "Not only" and "not before" deny nothing.
    """
    first, _ = evidence.in_context(start, start)
    return _DENIED.search(evidence.context[max(0, first - _BEFORE) : first]) is not None
