"""What a question asks for, by its words: a date, a time, a version, a person, a place, a price, a worth.

English alone. In a table every word of the question counts, wherever it stands, since its row and its column
are named by the others. Words and headings are taken as a date or a version only where the question begins
by asking so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from index.english.function_words import any_of
from index.english.verbs import AUXILIARIES


class QuestionKind(Enum):
    """What a question asks for somewhere in it, and the pattern of the words that ask for it."""

    # What something did cost tells no list of prices.
    PRICE = r"^(?!.*\bdid\b).*\b(?:how (?:much|expensive)|costs?|price)\b"
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
# "Can anyone tell me the fee" asks what the fee is, and not whether anyone can.
_REQUEST = re.compile(
    rf"{_OPENING}(?:(?:can|could|would|will|does|do)\s+)?(?:you|u|some(?:one|body)|any(?:one|body))\s+"
    r"(?:(?:please|pls|maybe|happen to)\s+)?"
    r"(?:(?:tell|show|remind)\s+(?:me|us)|(?:give|send)\s+(?:me|us)(?=\s+the\b)|know|remember)\s+"
    r"(?:(?:of|about)\s+)?(?!if\b|whether\b)",
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
    """What a question asks for somewhere in it: several kinds for "when", none for "which"."""
    return [kind for kind, pattern in _KINDS if pattern.search(question)]


def is_yes_or_no(question: str) -> bool:
    """Whether a question begins as those do that are answered by yes or no."""
    return _YES_OR_NO.match(without_request(question).strip()) is not None


def without_request(question: str) -> str:
    """A question without the words at its beginning that ask somebody to answer it."""
    found = _REQUEST.match(question)
    return question[found.end() :] if found else question


def asks_why(question: str) -> bool:
    """Whether a question asks for a reason, somewhere in it."""
    return _WHY.search(question) is not None


def asks_how_to(question: str) -> bool:
    """Whether a question asks for a way to do something, somewhere in it."""
    return _HOW_TO.search(question) is not None


def is_negated(question: str) -> bool:
    """Whether a question has a negation, as in "which rooms have no projector"."""
    return _NEGATION.search(question) is not None


def asks_plainly(question: str) -> bool:
    """Whether a question asks for no reason, for no way to do something, and for nothing that is not so."""
    return not (asks_why(question) or asks_how_to(question) or is_negated(question))


def asks_for_past(question: str) -> bool:
    """Whether a question asks for what was, or what is called old, somewhere in it."""
    return _PAST.search(question) is not None


def asks_when(question: str) -> bool:
    """Whether a question begins by asking for a date or a time of day."""
    return _ASKS_WHEN.match(without_request(question)) is not None


def asks_since(question: str) -> bool:
    """Whether a question begins by asking since when, or since which version."""
    return _SINCE.match(without_request(question)) is not None


def after_asking_for_date(question: str) -> str | None:
    """What stands after the words by which a question begins to ask for a date; None: it asks for none."""
    return _after(_ASKS_FOR_DATE, question)


def after_asking_for_version(question: str) -> str | None:
    """What stands after the words by which a question begins to ask for a version; None: it asks for none."""
    return _after(_ASKS_FOR_VERSION, question)


def after_when(question: str) -> str | None:
    """What stands after "when" or "since when", by which a question begins; None: it does not."""
    return _after(_WHEN, question)


def _after(pattern: re.Pattern[str], question: str) -> str | None:
    question = without_request(question)
    found = pattern.match(question)
    return question[found.end() :] if found else None
