"""What a question asks for, by its words: a date, a time, a version, a person, a place, a price, a worth.

For English only. For tables, the words that ask may be anywhere in the question, since its other words name
the row and the column. For dates and versions in sentences and headings, the question has to start with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from index.english.function_words import SOMEBODY
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES

_PRICE = r"\b(?:how (?:much|expensive)|costs?|price)\b"


class QuestionKind(Enum):
    """A kind of answer, and the pattern of the words that ask for it anywhere in a question."""

    # A list of prices does not say what something did cost, nor a column "buy" what one gets for it.
    PRICE = rf"^(?!.*\bdid\b).*{_PRICE}"
    PURCHASE = rf"^(?!.*\b(?:did|gets?|earn(?:s|ed)?|sell(?:s|ing)?|refunds?)\b).*{_PRICE}"
    WORTH = r"\bworth\b(?! (?:it|\w+ing)\b)"
    DATE = r"\bwhens?\b|\b(?:what|which) da(?:te|y)s?\b"
    TIME = r"\bwhens?\b|\bwhat time\b"
    PERSON = r"\bwho(?:s|m)?\b"
    PLACE = r"\bwheres?\b"
    DURATION = r"\bhow long\b"
    COUNT = r"\bhow many\b"


_KINDS = [(kind, re.compile(kind.value, re.IGNORECASE)) for kind in QuestionKind]
_YES_OR_NO = re.compile(any_of(*AUXILIARIES) + r"\b", re.IGNORECASE)
_WHY = re.compile(r"\bwhy\b", re.IGNORECASE)
_HOW_TO = re.compile(r"\bhow (?:do|does|can|to)\b", re.IGNORECASE)
_NEGATION = re.compile(
    rf"\b(?:not?|cannot|never|without)\b|n['’]t\b|\b(?:{any_of(*AUXILIARIES, 'need')}|ca|wo|ai)nt\b",
    re.IGNORECASE,
)
_OPENING = r"\W*(?:(?:and|so|hey|hi|ok)\W+)?"
# "Can anyone tell me the fee" asks for the fee, not whether anyone can tell it.
_REQUEST = re.compile(
    rf"{_OPENING}(?:(?:can|could|would|will|does|do)\s+)?{any_of('you', 'u', SOMEBODY)}\s+"
    r"(?:(?:please|pls|maybe|happen to)\s+)?"
    r"(?:(?:tell|show|remind)\s+(?:me|us)|(?:give|send)\s+(?:me|us)(?=\s+the\b)|know|remember)\s+"
    r"(?:(?:of|about)\s+)?(?!if\b|whether\b)",
    re.IGNORECASE,
)
_WHO_IS = re.compile(
    r"\W*(?:who is|who['’]?s|who was) (?P<article>(?:the|a|an|our|your) )?(?P<name>[^?!.,]*[^\s?!.,])\W*",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|earlier|archived?|used to|original(?:ly)?|history|ago|before|until"
    r"|since|changed?|last (?:year|season|term|month)|was|were|did|deprecated)\b"
    r"|\b(?<!how )(?<!year )(?<!years )(?<!yr )old(?:er)?\b",
    re.IGNORECASE,
)
_ASKS_FOR_DATE = re.compile(
    rf"{_OPENING}(?:whens?|(?:on )?(?:what|which) (?:date|day)|what(?: is|['’]s|s| was) the date)\b",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(
    rf"{_OPENING}(?:since |until |till |by |from )?"
    r"(?:whens?\b|(?:at |on |in |by )?(?:what|which) (?:time|date|day|days|hours?)\b)",
    re.IGNORECASE,
)
_ASKS_FOR_VERSION = re.compile(
    rf"{_OPENING}(?:(?:since|in|from|with|as of) )?"
    r"(?:which|what) (?:version|release|update|patch)s?\b(?! of\b)",
    re.IGNORECASE,
)
_WHEN = re.compile(rf"{_OPENING}(?:since )?whens?\b", re.IGNORECASE)
_SINCE = re.compile(rf"{_OPENING}(?:since|as of)\b", re.IGNORECASE)


def kinds_of(question: str) -> Sequence[QuestionKind]:
    """Return the kinds of answers that a question asks for: date and time for "when", none for "which"."""
    return [kind for kind, pattern in _KINDS if pattern.search(question)]


def asks_for_price(question: str) -> bool:
    """Whether a question asks what something costs, anywhere in it."""
    return QuestionKind.PRICE in kinds_of(question)


def is_yes_or_no(question: str) -> bool:
    """Whether a question starts like one that is answered by yes or no."""
    return _YES_OR_NO.match(without_request(question).strip()) is not None


def without_request(question: str) -> str:
    """Return a question without the words at its start that ask somebody to answer it."""
    found = _REQUEST.match(question)
    return question[found.end() :] if found else question


def asks_why(question: str) -> bool:
    """Whether a question asks for a reason, anywhere in it."""
    return _WHY.search(question) is not None


def asks_how_to(question: str) -> bool:
    """Whether a question asks for a way to do something, anywhere in it."""
    return _HOW_TO.search(question) is not None


def is_negated(question: str) -> bool:
    """Whether a question contains a negation, as in "which rooms have no projector"."""
    return _NEGATION.search(question) is not None


def asks_plainly(question: str) -> bool:
    """Whether a question asks neither for a reason nor for a way to do something, and has no negation."""
    return not (asks_why(question) or asks_how_to(question) or is_negated(question))


def asks_for_past(question: str) -> bool:
    """Whether a question asks about the past, or for something that it calls old, anywhere in it."""
    return _PAST.search(question) is not None


def asks_when(question: str) -> bool:
    """Whether a question starts by asking for a date or a time of day."""
    return _ASKS_WHEN.match(without_request(question)) is not None


def asked_person(question: str) -> tuple[str, str]:
    """Return the article and the name in a question that only asks who somebody is: ("the ", "treasurer").

    Both are empty for other questions, and the article if there is none.
    """
    found = _WHO_IS.fullmatch(question)
    return (found["article"] or "", found["name"]) if found else ("", "")


def asks_since(question: str) -> bool:
    """Whether a question starts with "since" or "as of": "since when", "since which version"."""
    return _SINCE.match(without_request(question)) is not None


def after_asking_for_date(question: str) -> str | None:
    """Return the text after the words that ask for a date; None if the question does not start so."""
    return _after(_ASKS_FOR_DATE, question)


def after_asking_for_version(question: str) -> str | None:
    """Return the text after the words that ask for a version; None if the question does not start so."""
    return _after(_ASKS_FOR_VERSION, question)


def after_when(question: str) -> str | None:
    """Return the text after "when" or "since when"; None if the question does not start with them."""
    return _after(_WHEN, question)


def _after(pattern: re.Pattern[str], question: str) -> str | None:
    question = without_request(question)
    found = pattern.match(question)
    return question[found.end() :] if found else None
