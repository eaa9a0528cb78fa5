"""Whether an answer is about the colour that a question names: the red lamp, the orange board.

The network takes one colour for another. So what names other colours, and none of the question's, is shown
and not given as its answer.
"""

from __future__ import annotations

import re

from index.english.function_words import any_of
from index.reader.evidence_text import section_text
from index.types import Evidence

# Gold and silver are as often metals, medals and money.
_NAMES = {
    **{name: name for name in ("red", "green", "blue", "yellow", "orange", "purple", "pink", "brown")},
    **{"white": "white", "black": "black", "grey": "grey"},
    **{"gray": "grey", "amber": "orange", "violet": "purple", "lilac": "purple"},
}
_COLOUR = re.compile(rf"\b{any_of(*_NAMES)}s?\b", re.IGNORECASE)


def has_colours_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether the section that holds character `start` has a colour of the question, or none at all.

    Of a table the row alone counts, with the headings.
    """
    asked = colours(question)
    if not asked:
        return True
    told = colours(f"{evidence.passage.document} {section_text(evidence, start, other_rows=False)}")
    return not told or bool(asked & told)


def colours(text: str) -> frozenset[str]:
    """The colours that a text names, of several names for one the commonest."""
    return frozenset(_NAMES[name[0].lower().removesuffix("s")] for name in _COLOUR.finditer(text))
