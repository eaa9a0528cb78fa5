"""The edges of an answer: white space, stray punctuation and unpaired quotes or brackets are cut off."""

from __future__ import annotations

import re

from index.types import Range

_PUNCTUATION = frozenset(" \t\n\r\f\v\u00a0,;:-–—/\\|*_#~=<>")
_ABBREVIATION = re.compile(r"(?:\b[^\W\d]|\.[^\W\d]\w*|\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Inc|Ltd|Co|Corp|etc|vs))$")
_OPTION = re.compile(r"--?[^\W\d]")  # of a program
_ENTITY = re.compile(r"&#?\w{1,31};$")  # of HTML: "6&euro;"
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»", '"': '"'}
_CLOSERS = frozenset(_PAIRS.values())


def trim(text: str, start: int, end: int) -> Range:
    """The part of `text[start:end]` that is left when its edges are cut; it may be empty."""
    start = _without_stray_start(text, start, end)
    end = _before_open_bracket(text, start, end)
    while start < end and _strays_at_end(text[start:end]):
        end -= 1
    return _without_stray_start(text, start, end), end  # its closing quote may have been cut


def _without_stray_start(text: str, start: int, end: int) -> int:
    while start < end and _strays_at_start(text[start:end]):
        if _OPTION.match(text, start, end) and not text[max(0, start - 1) : start].isalnum():
            break
        start += 1
    return start


def _before_open_bracket(text: str, start: int, end: int) -> int:
    """Where a bracket opens that does not close before the end; else the end."""
    opened: list[int] = []
    for place in range(start, end):
        if text[place] == "(":
            opened.append(place)
        elif text[place] == ")" and opened:
            opened.pop()
    return opened[0] if opened and opened[0] > start else end


def _strays_at_start(piece: str) -> bool:
    """Whether the first character of `piece` does not belong to an answer."""
    first = piece[0]
    if first in _PAIRS:
        return _PAIRS[first] not in piece[1:]
    if first == "-" and piece[1:2].isdigit():
        return False  # a negative number
    return first.isspace() or first in _PUNCTUATION or first in ".!?" or first in _CLOSERS


def _strays_at_end(piece: str) -> bool:
    """Whether the last character of `piece` does not belong to an answer."""
    last, before = piece[-1], piece[:-1]
    if last == "’" and before[-1:].isalpha():
        return False  # an apostrophe: "the boys’"
    if last in _CLOSERS:
        return not any(opener in before for opener, closer in _PAIRS.items() if closer == last)
    if last == ";" and _ENTITY.search(piece):
        return False
    if last == ".":
        return not _ABBREVIATION.search(before)
    return last.isspace() or last in _PUNCTUATION or last in "!?" or last in _PAIRS
