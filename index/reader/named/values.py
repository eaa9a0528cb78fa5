"""The value of a line "Maintainers: Ada, Bo" whose key a question names: "who are the maintainers".

The network marks a part of such a line, or gives all lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.passages.reading_text import text_above
from index.reader.asked_for import AskedFor, Terms
from index.reader.question_kinds import asks_how_to, asks_why, is_negated, is_yes_or_no
from index.types import Evidence, Range

_LINE = re.compile(
    r"^[ \t]*(?:[-*+•>][ \t]+)?(?:\*\*|__)?(?P<key>[^\W\d_][^\n:*_.!?;,]{0,39}?)(?:\*\*|__)?"
    r":(?:\*\*|__)?[ \t]+(?P<value>\S[^\n]{0,118}?)[ \t]*\\?$",
    re.MULTILINE,
)
_MORE_SENTENCES = re.compile(r"[.!?] +[A-Z]\w+ \w")
_GOES_ON = re.compile(r"\r?\n[ \t]*[a-z(]")
_MOST_WORDS = 5  # of a key


def named_value(question: str, evidence: Sequence[Evidence], terms: Terms) -> tuple[Evidence, Range] | None:
    """The one value whose key a question names, and where it stands; the question has no word that the key,
    the headings, the title and the path lack."""
    if asks_why(question) or asks_how_to(question) or is_negated(question) or is_yes_or_no(question):
        return None
    asked = AskedFor(question, terms)
    found = {
        (each.passage.document, *value): each
        for each in reversed(evidence)
        for key, value in _values(each)
        if _is_named(asked, each, key) and asked.may_be_answered_by(_text(each, value))
    }
    if len(found) != 1:
        return None
    [((_, start, end), each)] = found.items()
    return each, (start, end)


def _is_named(asked: AskedFor, evidence: Evidence, key: str) -> bool:
    passage = evidence.passage
    above = asked.terms_of(text_above(passage.document, passage.title, passage.trail))
    named = asked.terms_of(key)
    return asked.has_name(key) and bool(named & asked.content) and asked.content <= named | above


def _values(evidence: Evidence) -> Iterator[tuple[str, Range]]:
    """Yield the key and the value, as characters of the document, of each such line of an evidence."""
    text, offset = evidence.context, evidence.start
    for block in evidence.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        for line in _LINE.finditer(text, text.rfind("\n", 0, block.start - offset) + 1, block.end - offset):
            if len(line["key"].split()) > _MOST_WORDS or _MORE_SENTENCES.search(line["value"]):
                continue
            if line.end() < block.end - offset and _GOES_ON.match(text, line.end()):
                continue
            yield line["key"], (offset + line.start("value"), offset + line.end("value"))


def _text(evidence: Evidence, value: Range) -> str:
    return evidence.context[value[0] - evidence.start : value[1] - evidence.start]
