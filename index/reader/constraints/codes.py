"""Whether a passage is about the thing that a question names by a code: episode 3x04, locker b12.

The network takes 3x06 for 3x04. So a text that has codes of the same form, and never that of the question, is
shown, and not given as the answer.
"""

from __future__ import annotations

import re
from itertools import pairwise

from index.reader.constraints.numbers import BOUND
from index.reader.evidence_text import section_text
from index.types import Evidence

# Digits after letters: what ends with letters is an ordinal, or a number with its unit.
_CODE = re.compile(r"(?<![\w.-])(?:\d{1,4})?[a-z]{1,3}\d{1,4}(?![\w-]|\.\w)", re.IGNORECASE)
_BEFORE_A_CODE = 12  # characters, which have the words of a bound
_DIGITS = re.compile(r"\d+")
_OPEN = re.compile(r"\+|\W{1,3}(?:or|and) (?:newer|later|higher|above|up|older|lower|below)\b", re.IGNORECASE)
_TO = re.compile(r"\s?(?:[-–—]|to|until|through)\s?", re.IGNORECASE)


def has_codes_of(question: str, evidence: Evidence, start: int) -> bool:
    """Whether the section that holds character `start` lacks no code of the question; in a table the row."""
    asked = _CODE.findall(question)
    if not asked:
        return True
    section = section_text(evidence, start, other_rows=False)
    return not any(lacks_code(code, section) for code in asked)


def lacks_code(code: str, text: str) -> bool:
    """Whether a text has codes of that form, but neither this one nor a range or a bound that may hold it."""
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
    """Whether a text says of a code "or later", or "up to" and the like before it."""
    before = text[max(0, code.start() - _BEFORE_A_CODE) : code.start()]
    return _OPEN.match(text, code.end()) is not None or BOUND.search(f"{before}1") is not None


def _form(code: str) -> str:
    return _DIGITS.sub("0", code).lower()


def _numbers(code: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(code)]
