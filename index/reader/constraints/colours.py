"""Whether an answer is about the colour that a question names: the red lamp, the orange board.

The network confuses colours. So a text with other colours, but without any of the question's, is not the
answer. It is only shown.
"""

from __future__ import annotations

import re

from index.english.patterns import any_of
from index.reader.evidence.ranges import section_text
from index.types import Evidence

# Gold and silver are omitted: they are as often metals, medals or money.
_NAMES = {
    **{name: name for name in ("red", "green", "blue", "yellow", "orange", "purple", "pink", "brown")},
    **{"white": "white", "black": "black", "grey": "grey"},
    **{"gray": "grey", "amber": "orange", "violet": "purple", "lilac": "purple"},
}
_COLOUR = re.compile(rf"\b{any_of(*_NAMES)}s?\b", re.IGNORECASE)


def has_colours_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether the section at character `start` names a colour of the question, or no colour at all.

    In a table, only the row and the headings count.
    """
    asked = colours(question)
    if not asked:
        return True
    found = colours(f"{evidence.passage.document} {section_text(evidence, start, other_rows=False)}")
    return not found or bool(asked & found)


def colours(text: str) -> frozenset[str]:
    """Return the colours that a text names, each by its most common name."""
    return frozenset(_NAMES[name[0].lower().removesuffix("s")] for name in _COLOUR.finditer(text))
