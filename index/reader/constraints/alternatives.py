"""Whether an answer is about the colour, season, level or deputy that a question names: the red lamp.

The network confuses such alternatives. So a text that names other colours, seasons of the year or levels, but
none of the question's, is not the answer. Neither is a sentence without the "deputy" or "vice" of the
question: that of a treasurer is another person. Such texts are only shown.
"""

from __future__ import annotations

import re

from index.english.patterns import any_of
from index.reader.evidence.ranges import section_text, sentence_at
from index.types import Evidence

# Words, each with its most common name. Gold and silver are omitted: they are as often metals or money.
_COLOURS = {
    **{name: name for name in ("red", "green", "blue", "yellow", "orange", "purple", "pink", "brown")},
    **{"white": "white", "black": "black", "grey": "grey"},
    **{"gray": "grey", "amber": "orange", "violet": "purple", "lilac": "purple"},
}
_SEASONS = {name: name for name in ("spring", "summer", "autumn", "winter")}  # "fall" is as often a verb
_LEVELS = {name: name for name in ("beginner", "intermediate", "advanced")}
_FAMILIES = (_COLOURS, _SEASONS, _LEVELS)
_PATTERNS = tuple(re.compile(rf"\b{any_of(*family)}s?\b", re.IGNORECASE) for family in _FAMILIES)
_OF_ALL = re.compile(
    r"\b(?:(?:all|every|any|each) (?:year|season|level)s?|year-round|otherwise|except)\b", re.IGNORECASE
)
_DEPUTY = re.compile(r"\b(?:deputy|vice|assistant|honorary|acting|trainee)(?=[ -][^\W\d_])", re.IGNORECASE)


def has_alternatives_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether the section at character `start` names the alternatives of a question, or no other ones.

    In a table, only the row and the headings count. A deputy must be in the sentence or in the headings.
    """
    deputies, asked = _DEPUTY.findall(question.lower()), alternatives(question)
    if not deputies and not any(asked):
        return True
    section = section_text(evidence, start, other_rows=False)
    text, headings = f"{evidence.passage.document} {section}", section.split("\n", 1)[0]
    sentence = f"{headings} {sentence_at(evidence, start)}".lower()
    is_of_all = _OF_ALL.search(text) is not None
    return all(name in sentence for name in deputies) and all(
        not own or not found or not own.isdisjoint(found) or (is_of_all and family is not _COLOURS)
        for own, found, family in zip(asked, alternatives(text), _FAMILIES, strict=True)
    )


def alternatives(text: str) -> list[frozenset[str]]:
    """Return the colours, the seasons and the levels that a text names, each by its most common name."""
    return [
        frozenset(family[name[0].lower().removesuffix("s")] for name in pattern.finditer(text))
        for family, pattern in zip(_FAMILIES, _PATTERNS, strict=True)
    ]
