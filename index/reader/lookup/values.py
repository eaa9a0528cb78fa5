"""The value of a line "Maintainers: Ada, Bo" whose key a question names: "who are the maintainers".

The network finds only a part of such a line, or all lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.passages.reading_text import trail_and_path
from index.reader.evidence.unique_range import EvidenceRange, unique_range
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Range

_LINE = re.compile(
    r"^[ \t]*(?:[-*+•>][ \t]+)?(?:\*\*|__)?(?P<key>[^\W\d_][^\n:*_.!?;,]{0,39}?)(?:\*\*|__)?"
    r":(?:\*\*|__)?[ \t]+(?P<value>\S[^\n]{0,118}?)[ \t]*\\?$",
    re.MULTILINE,
)
_MORE_SENTENCES = re.compile(r"[.!?] +[A-Z]\w+ \w")
_GOES_ON = re.compile(r"\r?\n[ \t]*[a-z(]")
_MOST_WORDS = 5  # in a key


def named_value(asked: AskedQuestion, evidence: Sequence[Evidence]) -> EvidenceRange | None:
    """Return the only value whose key a question names, with its evidence; None if there is none, or several.

    The key, the headings, the title and the path contain all content terms of the question, and the value is
    of the kind that it asks for.
    """
    if not asked.asks_plainly or asked.is_yes_or_no:
        return None
    return unique_range(
        (each, value)
        for each in evidence
        for key, value in _values(each)
        if _is_named(asked, each, key) and asked.may_be_answered_by(each.text_between(*value))
    )


def _is_named(asked: AskedQuestion, evidence: Evidence, key: str) -> bool:
    above = asked.terms_of(trail_and_path(evidence.passage))
    named = asked.terms_of(key)
    return asked.names(key) and bool(named & asked.content) and asked.content <= named | above


def _values(evidence: Evidence) -> Iterator[tuple[str, Range]]:
    """Yield the key of each line with a value in an evidence, and the range of the value in the document."""
    text = evidence.context
    for block in evidence.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        start, end = evidence.in_context(block.start, block.end)
        for line in _LINE.finditer(text, text.rfind("\n", 0, start) + 1, end):
            if len(line["key"].split()) > _MOST_WORDS or _MORE_SENTENCES.search(line["value"]):
                continue
            if line.end() < end and _GOES_ON.match(text, line.end()):
                continue
            yield line["key"], evidence.in_document(*line.span("value"))
