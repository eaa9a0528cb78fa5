"""A long text of Markdown or another markup → parts of bounded length, which are parsed one at a time.

This bounds the memory that parsing needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

PART_CHARACTERS = 1 << 18  #: length of a part, at most, unless it would end in code
_LONGEST_CODE = 1 << 22  # characters after a limit that are searched for the end of code
_LINE = r"(?:\r\n|[\n\r\u2028\u2029])"
# A fence; a heading; a line after a blank one that starts no list item, quotation or indented code.
_LANDMARK = re.compile(
    rf"(?:(?<=[\n\r\u2028\u2029])|\A)"
    rf"(?:[ \t>]*(?P<fence>`{{3,}}|~{{3,}})[^\n\r`]*|(?P<heading>#{{1,6}}[ \t]))"
    rf"|(?:{_LINE}[ \t]*){_LINE}(?P<blank>)(?=[^\s>*+0-9-])"
)


def split_text(text: str, start: int = 0, *, fences: bool = True) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the parts of a text from `start` on, without gaps between them.

    `fences`: the text has code between Markdown's fences, and is not cut in such code.
    """
    while len(text) - start > PART_CHARACTERS:
        end = _cut(text, start, fences=fences)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int, *, fences: bool) -> int:
    """Return the end of the part that starts at `start`.

    It is the end of the code in which the part would end; else the start of the last heading or paragraph;
    else the end of a line or word. A heading after the first quarter of the part is preferred.
    """
    limit = start + PART_CHARACTERS
    last = _last_landmarks(text, start, limit, fences=fences)
    if last.fence:
        closing = re.compile(rf"[\n\r\u2028\u2029][ \t>]*{last.fence}[{last.fence[0]}]*[ \t]*{_LINE}")
        if found_end := closing.search(text, limit, limit + _LONGEST_CODE):
            return found_end.end()
    if last.heading > start + PART_CHARACTERS // 4:
        return last.heading
    cut = max(last.heading, last.paragraph)
    return cut if cut > start else _line_end(text, start, limit)


class _Landmarks(NamedTuple):
    """The last offsets in a range of a text where it may be cut."""

    fence: str  #: the fence that opened the code in which the range ends; empty if it does not end in code
    heading: int  #: start of the last heading outside of code; 0 if there is none
    paragraph: int  #: start of the last paragraph outside of code; 0 if there is none


def _last_landmarks(text: str, start: int, limit: int, *, fences: bool) -> _Landmarks:
    fence = ""
    heading = paragraph = 0
    for found in _LANDMARK.finditer(text, start, limit):
        if mark := found["fence"]:
            if not fence:
                fence = mark if fences else ""
            elif mark.startswith(fence) and not found[0].strip(" \t>" + mark[0]):
                fence = ""
        elif fence or found.end() <= start + 1:
            continue
        elif found["heading"]:
            heading = max(start, found.start())
        else:
            paragraph = found.end()
    return _Landmarks(fence, heading, paragraph)


def _line_end(text: str, start: int, limit: int) -> int:
    """Return the last end of a line before `limit`, else of a word, else `limit`; never between CR and LF.

    Only the second half of a part is searched.
    """
    for sign in "\n", "\r", "\u2028", " ":
        if (found := text.rfind(sign, start + PART_CHARACTERS // 2, limit)) > 0:
            limit = found + 1
            break
    return limit + (text[limit - 1 : limit + 1] == "\r\n")
