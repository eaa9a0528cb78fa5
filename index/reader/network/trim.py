"""Trims white space, stray punctuation, and unpaired quotes or brackets from the ends of an answer."""

from __future__ import annotations

import re

from index.types import Range

_PUNCTUATION = frozenset(" \t\n\r\f\v\u00a0,;:-–—/\\|*_#~=<>")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d]|\.[^\W\d]\w*|\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Inc|Ltd|Co|Corp|etc|vs))$")
_OPTION = re.compile(r"--?[^\W\d]")  # an option of a program
_ENTITY = re.compile(r"&#?\w{1,31};$")  # an HTML entity: "6&euro;"
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»", '"': '"'}
_CLOSERS = frozenset(_PAIRS.values())


def trim(text: str, start: int, end: int) -> Range:
    """Return the range of `text[start:end]` without stray characters at its ends; it may be empty."""
    start = _trimmed_start(text, start, end)
    end = _before_open_bracket(text, start, end)
    while start < end and _is_end_stray(text[start:end]):
        end -= 1
    return _trimmed_start(text, start, end), end  # again, since a closing quote may have been cut


def _trimmed_start(text: str, start: int, end: int) -> int:
    while start < end and _is_start_stray(text[start:end]):
        if _OPTION.match(text, start, end) and not text[max(0, start - 1) : start].isalnum():
            break
        start += 1
    return start


def _before_open_bracket(text: str, start: int, end: int) -> int:
    """Return where a bracket opens that does not close before the end; else the end."""
    opened: list[int] = []
    for offset in range(start, end):
        if text[offset] == "(":
            opened.append(offset)
        elif text[offset] == ")" and opened:
            opened.pop()
    return opened[0] if opened and opened[0] > start else end


def _is_start_stray(answer: str) -> bool:
    """Whether the first character does not belong to the answer."""
    first = answer[0]
    if first in _PAIRS:
        return _PAIRS[first] not in answer[1:]
    if first == "-" and answer[1:2].isdigit():
        return False  # a negative number
    return first.isspace() or first in _PUNCTUATION or first in ".!?" or first in _CLOSERS


def _is_end_stray(answer: str) -> bool:
    """Whether the last character does not belong to the answer."""
    last, before = answer[-1], answer[:-1]
    if last == "’" and before[-1:].isalpha():
        return False  # an apostrophe: "the boys’"
    if last in _CLOSERS:
        return not any(opener in before for opener, closer in _PAIRS.items() if closer == last)
    if last == ";" and _ENTITY.search(answer):
        return False
    if last == ".":
        return not _ABBREVIATION.search(before)
    return last.isspace() or last in _PUNCTUATION or last in "!?" or last in _PAIRS
