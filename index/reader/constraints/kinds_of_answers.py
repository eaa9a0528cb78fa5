"""Whether words are of another kind than the question asks for.

A time of day is no price and no place, and "yes" does not answer "which". "Who is Farida" is answered neither
by the rest of her name nor by another name beside it.
"""

from __future__ import annotations

import re

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.number_names import CURRENCY_SIGNS
from index.english.patterns import any_of
from index.reader.question.question_kinds import asked_person, asks_for_price, without_request
from index.types import Evidence, Range, overlap
from index.values.date_pattern import DATE

_HOUR = r"\d{1,2}(?:[:h]\d\d|\s?h\b|(?:[:.]\d\d)?\s?[ap]\.?m\b\.?)"
_TIMES = re.compile(rf"{_HOUR}(?:\s?(?:[-–—]|to|until|till)\s?{_HOUR})?", re.IGNORECASE)
_AMOUNT, _CURRENCY = r"\d+(?:[.,]\d+)*", rf"(?:[{CURRENCY_SIGNS}]|(?:euros?|dollars?|eur|usd|gbp)\b)"
_MONEY = re.compile(rf"[{CURRENCY_SIGNS}]\s?{_AMOUNT}|{_AMOUNT}\s?{_CURRENCY}", re.IGNORECASE)
_SHARE = re.compile(rf"(?:[^\W\d_]+\s)?{_AMOUNT}\s?%")
_ASKS_FOR_SHARE = re.compile(
    r"%|\b(?:percent(?:age)?|share|discount|commission|off|interest|tax|vat|count|weigh|cut|rate)",
    re.IGNORECASE,
)
_END_OF_TIME = re.compile(r"(?:un)?till?\b\D*", re.IGNORECASE)  # "until you are back"
_ASKS_FOR_END = re.compile(r"\b(?:until|till?|by when|end|clos|how long|last)", re.IGNORECASE)
_NAMES_A_TIME = re.compile(rf"\b{any_of(*MONTHS, *WEEKDAYS)}|\b(?:noon|midnight)\b", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"\W*whens?\b", re.IGNORECASE)
# How a question starts, and what cannot answer it.
_UNFITTING = (
    (re.compile(r"\W*(?:where|who)s?\b", re.IGNORECASE), (_TIMES, _MONEY, DATE)),
    (re.compile(r"\W*how many\b(?! (?:euros?|dollars?|pounds?)\b)", re.IGNORECASE), (_MONEY, DATE)),
    (re.compile(r"\W*(?:which|what) (?:\w+ )?version\b", re.IGNORECASE), (_TIMES, _MONEY, DATE)),
)
_YES_OR_NO = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)
_ASKS_FOR_THING = re.compile(
    r"\W*(?:which|what|who|whose|where|when|how (?:much|many|long|often))\b", re.IGNORECASE
)
_NEAR = 80  # characters between a name and words
_IN_NAMES = any_of("of", "the", "de", "von", "van", "der", "la", "le", "di", "da", "el", "al", "bin")
_WORD = r"[A-Z][\w.'’-]*"
_NAME = re.compile(rf"(?:{_IN_NAMES} )*{_WORD}(?: (?:{_IN_NAMES}|{_WORD}))*")
_ONLY_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}")
_NAMES = re.compile(rf"{_ONLY_NAME.pattern}(?:(?:, (?:and )?| and ){_ONLY_NAME.pattern}){{2,}}")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n\s*\n")
# Between two names of the same person, or a name and a title: "Spider (Omar Haddad)", "Omar is our Chair".
_ALIAS = re.compile(
    r"(?:[\W_]|\b(?:is|was|aka|alias|also|known|as|called|real|name|née|our|the|an?|new)\b)*", re.IGNORECASE
)


def is_of_other_kind(question: str, evidence: Evidence, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the document cannot answer a question for their kind."""
    words, asked = evidence.text_between(start, end), without_request(question)
    if _YES_OR_NO.fullmatch(words):
        return _ASKS_FOR_THING.match(asked) is not None
    is_no_price = _TIMES.fullmatch(words) or (_SHARE.fullmatch(words) and not _ASKS_FOR_SHARE.search(asked))
    if is_no_price and asks_for_price(asked):
        return True
    if _ASKS_WHEN.match(asked) and _END_OF_TIME.fullmatch(words) and not _ASKS_FOR_END.search(asked):
        return not _NAMES_A_TIME.search(words)
    unfitting = (kind for opening, kinds in _UNFITTING if opening.match(asked) for kind in kinds)
    if any(kind.fullmatch(words) for kind in unfitting):
        return True
    article, name = asked_person(asked)
    return not article and bool(name) and _is_only_a_name(name, evidence, start, end)


def _is_only_a_name(name: str, evidence: Evidence, start: int, end: int) -> bool:
    """Whether words are another part of a person's name, or the name of another person, next to the name.

    False if the text has the name without a capital: then it is a role, such as "captain".
    """
    first, last = evidence.in_context(start, end)
    context, words = evidence.context, evidence.context[first:last]
    if re.search(rf"\b{re.escape(name.lower())}\b", context):
        return False
    spelled = re.compile(rf"\b{re.escape(name)}\b(?!['’])", re.IGNORECASE)
    for found in spelled.finditer(context, max(0, first - _NEAR), min(len(context), last + _NEAR)):
        if not _ONLY_NAME.fullmatch(found[0]) or overlap(found.span(), (first, last)):
            return False
        before, after = context[found.end() : first], context[last : found.start()]
        if before == " " and _NAME.match(words):
            return True
        if after == " " and _NAME.fullmatch(words.split()[-1]):
            return True
        gap = before or after
        if _ONLY_NAME.fullmatch(words) and not _SENTENCE_END.search(gap):
            return not _ALIAS.fullmatch(gap) or _is_listed(context, found.span(), (first, last))
    return False


def _is_listed(context: str, name: Range, words: Range) -> bool:
    """Whether a name and words are in the same list of three or more names."""
    return any(
        overlap(names.span(), name) and overlap(names.span(), words) for names in _NAMES.finditer(context)
    )
