"""Which documents call themselves old: "old-rules.txt", "Rules (archived)", "this page is outdated"."""

from __future__ import annotations

import re

_IS_OLD = (
    r"outdated|out[- ]of[- ]date|superseded|obsolete|archived|deprecated|replaced by"
    r"|not (?:kept up|up[- ]to[- ]date|current)"
    r"|kept (?:only )?for (?:history|reference|the record)"
    r"|no longer (?:valid|current|maintained|supported|updated|in (?:force|use)|appl(?:y|ies))"
)
_THIS = r"this|these|version|edition"
_THINGS = r"page|document|rules?|guide|handbook|manual|wiki|article|file|policy|information|instructions"
#: In the opening of a text: "This page is outdated", "(superseded by rules.md)", "status: archived".
_SAYS_IT_IS_OLD = re.compile(
    rf"\b(?:(?:{_THIS})\b[^.!?\n]{{0,60}}?\b(?:is|are|was|were|been)|the (?:{_THINGS}) (?:is|are|has been))\s"
    rf"(?:now |hereby |all |badly )?(?:{_IS_OLD})\b"
    rf"|[(\[][^()\[\]\n]{{0,60}}\b(?:{_IS_OLD})\b"
    rf"|^\W*(?:{_IS_OLD})\b"
    rf"|^(?:status|state)[ \t]*[:=]\s*\W?(?:{_IS_OLD})\b"
    r"|^(?:deprecated|archived|outdated|obsolete)[ \t]*[:=]\s*\W?(?:true|yes)",
    re.IGNORECASE | re.MULTILINE,
)
_OLD_NAME = re.compile(
    rf"(?:\b|_)(?:old(?:er)?|archived?|former|replaced|until 20\d\d|{_IS_OLD})(?:\b|_)", re.IGNORECASE
)


def is_called_old(names: str, opening: str = "") -> bool:
    """Whether a document is called old in its path, its title or its headings, or says so of itself in its
    first lines."""
    return bool(_OLD_NAME.search(names) or _SAYS_IT_IS_OLD.search(opening))
