"""Whether words are of another kind than the question asks for: a time of day for a price, a part of the name
that "who is" asks about, or yes to "which"."""

from __future__ import annotations

import re

from index.english.patterns import any_of
from index.reader.question.question_kinds import QuestionKind, kinds_of, without_request
from index.types import Evidence

_HOUR = r"\d{1,2}(?:[:h]\d\d|(?:[:.]\d\d)?\s?[ap]\.?m\b\.?)"
_TIMES = re.compile(rf"{_HOUR}(?:\s?(?:[-–—]|to|until|till)\s?{_HOUR})?", re.IGNORECASE)
_YES_OR_NO = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)
_ASKS_FOR_THING = re.compile(
    r"\W*(?:which|what|who|whose|where|when|how (?:much|many|long|often))\b", re.IGNORECASE
)
_WHO_IS = re.compile(r"\W*who(?:['’]?s| is| was)\s+(?P<name>[^\s?!.,][^?!.,]*?)\W*", re.IGNORECASE)
_LONGEST_NAME = 80  # characters
_IN_NAMES = any_of("of", "the", "de", "von", "van", "der", "la", "le", "di", "da", "el", "al", "bin", "and")
_NAME = re.compile(rf"(?:{_IN_NAMES} )*[A-Z][\w.'’-]*(?: (?:{_IN_NAMES}|[A-Z][\w.'’-]*))*")


def is_of_other_kind(question: str, evidence: Evidence, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the document cannot answer a question for their kind."""
    words, asked = evidence.text_between(start, end), without_request(question)
    if _YES_OR_NO.fullmatch(words):
        return _ASKS_FOR_THING.match(asked) is not None
    if _TIMES.fullmatch(words):
        return QuestionKind.PRICE in kinds_of(asked)
    return _is_rest_of_name(asked, evidence, start, end)


def _is_rest_of_name(question: str, evidence: Evidence, start: int, end: int) -> bool:
    """Whether words are the rest of the name that "who is" asks about: "Aziz" for "who is Farida"."""
    who_is = _WHO_IS.fullmatch(question)
    words = evidence.text_between(start, end)
    if who_is is None or not _NAME.fullmatch(words):
        return False
    name = re.escape(who_is["name"])
    first, last = evidence.in_context(start, end)
    before, after = evidence.context[max(0, first - _LONGEST_NAME) : first], evidence.context[last:]
    return (
        re.search(rf"\b{name}[ ]\Z", before, re.IGNORECASE) is not None
        or re.match(rf"[ ]{name}\b", after, re.IGNORECASE) is not None
    )
