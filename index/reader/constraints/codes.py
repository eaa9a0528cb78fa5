"""Whether a passage is about the thing that a question names by a code: episode 3x04, locker b12.

The network confuses 3x06 with 3x04. So a text with codes of the same form, but without that of the question,
is not the answer. It is only shown.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.english.function_words import RANGE_MARK
from index.reader.constraints.numbers import BOUND
from index.reader.evidence.ranges import section_text
from index.types import Evidence

# A code ends with digits: a number that ends with letters is an ordinal, or has a unit of measurement.
_CODE = re.compile(r"(?<![\w.-])(?:\d{1,4})?[a-z]{1,3}\d{1,4}(?![\w-]|\.\w)", re.IGNORECASE)
_BEFORE_A_CODE = 12  # characters that may contain the words of a bound
_DIGITS = re.compile(r"\d+")
_OPEN = re.compile(r"\+|\W{1,3}(?:or|and) (?:newer|later|higher|above|up|older|lower|below)\b", re.IGNORECASE)
_TO = re.compile(rf"\s?{RANGE_MARK}\s?", re.IGNORECASE)


def has_codes_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether no code of the question is missing in the section at character `start`.

    In a table, only the row counts.
    """
    asked = _CODE.findall(question)
    if not asked:
        return True
    section = section_text(evidence, start, other_rows=False)
    return not any(lacks_code(code, section) for code in asked)


def lacks_code(code: str, text: str) -> bool:
    """Whether a text has codes of the form of `code`, but not `code` itself.

    A text with a range that includes the code, or with a bound, does not lack it.
    """
    form, own = _form(code), _numbers(code)
    found = [match for match in _CODE.finditer(text) if _form(match[0]) == form]
    if not found or own in [_numbers(match[0]) for match in found]:
        return False
    if any(_is_bound(match, text) for match in found):
        return False
    return not any(
        _numbers(before[0]) <= own <= _numbers(after[0])
        for before, after in pairwise(found)
        if _TO.fullmatch(text, before.end(), after.start())
    )


def _is_bound(code: re.Match[str], text: str) -> bool:
    """Whether a code in a text is a bound: "or later" comes after it, or "up to" before it."""
    before = text[max(0, code.start() - _BEFORE_A_CODE) : code.start()]
    return _OPEN.match(text, code.end()) is not None or BOUND.search(f"{before}1") is not None


def _form(code: str) -> str:
    return _DIGITS.sub("0", code).lower()


def _numbers(code: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(code)]
