"""Whether a "Yes." below a question in the documents answers the question that is asked.

It does not if one of the two has a negation, and the other has none: "Does it work without internet? Yes."
does not say that it needs internet.
"""

from __future__ import annotations

import re

from index.documents.blocks.questions import ends_with_question_mark
from index.reader.evidence.ranges import range_text
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.question_kinds import is_negated
from index.types import Evidence

_YES_OR_NO = re.compile(r"\W*(?:yes|no)\b", re.IGNORECASE)
_OR_NOT = re.compile(r"\bor not?\b", re.IGNORECASE)


def has_negation_of(asked: AskedQuestion, evidence: Evidence, start: int) -> bool:
    """Whether a yes or no at character `start` is below a question that is negated like the one asked.

    Only questions for yes or no are examined, and only such answers to them that are below a question.
    """
    if not asked.is_yes_or_no or not _YES_OR_NO.match(evidence.context, start - evidence.start):
        return True
    question = _OR_NOT.sub("", _heading_above(evidence, start))
    return not ends_with_question_mark(question) or is_negated(question) == asked.is_negated


def _heading_above(evidence: Evidence, start: int) -> str:
    """Return the heading above a character, which may be outside of the context."""
    above = [block for block in evidence.blocks if block.kind == "heading" and block.end <= start]
    if not above:
        return "".join(evidence.passage.trail[-1:])
    return range_text(evidence, *evidence.in_context(above[-1].start, above[-1].end))
