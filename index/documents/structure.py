"""The structure of a text: its lines and its blocks, as character offsets.

A block is a heading (Markdown's, or one that is underlined), a paragraph, a list item or a line of code. The
rules look at signs, not at a language's words. Nothing is copied out of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029])?")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_ITEM = re.compile(r"\s*(?:[-*+•‣]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_SPEAKER = re.compile(r"[A-Z][\w.'-]*(?: [\w.'&-]+){0,3}: ")
_FENCES = ("```", "~~~")


BlockKind = Literal["heading", "paragraph", "code"]  #: a list item counts as a paragraph
# Of lines that are a block each, the kind of that block by the kind of the line.
_SINGLE_LINES: dict[str, BlockKind] = {"heading": "heading", "code": "code", "fence": "code"}


def count_line_ends(text: str, start: int, end: int) -> int:
    """How many line ends `text[start:end]` has. This is several times as fast as `LINE_END`."""
    pairs = text.count("\r\n", start, end)
    return sum(text.count(sign, start, end) for sign in "\r\n\u2028\u2029") - pairs


def characters(text: str, start: int, end: int) -> int:
    """How many characters `text[start:end]` has. A line end is a single character, also CR LF.

    So limits of length cut a text at the same words, whatever its line ends.
    """
    return end - start - text.count("\r\n", start, end)


def skip_characters(text: str, start: int, count: int) -> int:
    """The offset `count` characters after `start`, as `characters` counts; never between CR and LF."""
    end = start + count
    while (missing := count - characters(text, start, end)) > 0:
        end += missing
    return end + (text[end - 1 : end + 1] == "\r\n")


def skip_characters_back(text: str, end: int, count: int) -> int:
    """The offset `count` characters before `end`, or 0; never between CR and LF."""
    start = max(0, end - count)
    while start and (missing := count - characters(text, start, end)) > 0:
        start = max(0, start - missing)
    return start - (start > 0 and text[start - 1 : start + 1] == "\r\n")


class Block(NamedTuple):
    """Characters `start` to `end` of a text, with white space at their ends."""

    kind: BlockKind
    start: int
    end: int


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text in order.

    A heading is the line above its underline, which is in no block; nor are blank lines. Every line of code
    is a block of its own, and so are the fences around it.
    """
    lines: list[tuple[int, int]] = []  # the first two and the last of the paragraph that is not complete yet
    fence = ""  # the one that opened the code that is not closed yet
    for match in _LINE.finditer(text):
        start, end = match.span()
        line = text[start:end].strip()
        kind = _line_kind(text, start, end, lines, fence)
        if kind == "fence":
            fence = "" if fence else line[:3]
        elif kind == "underline":
            yield Block("heading", *lines.pop())
            continue
        if lines and kind != "continuation":
            yield Block("paragraph", lines[0][0], lines[-1][1])
            lines = []
        if block_kind := _SINGLE_LINES.get(kind):
            yield Block(block_kind, start, end)
        elif kind != "blank":
            lines[2:] = [(start, end)]
    if lines:
        yield Block("paragraph", lines[0][0], lines[-1][1])


def _line_kind(
    text: str, start: int, end: int, paragraph: list[tuple[int, int]], fence: str
) -> Literal["blank", "fence", "code", "heading", "underline", "beginning", "continuation"]:
    """What the line `text[start:end]` is, after the lines of `paragraph` or in code that `fence` opened."""
    line = text[start:end].strip()
    if not line:
        return "blank"
    if line.startswith(fence or _FENCES):
        return "fence"
    if fence:
        return "code"
    if _HEADING.match(text, start, end):
        return "heading"
    if len(paragraph) == 1 and is_underline(line, text[slice(*paragraph[0])]):
        return "underline"
    if paragraph and not _starts_paragraph(text, start, end, paragraph[-1]):
        return "continuation"
    return "beginning"


def is_underline(line: str, above: str) -> bool:
    """Whether `line` underlines the heading `above`: one character repeated, about as wide."""
    mark, width = line.rstrip(), len(above.strip())
    return (
        len(mark) >= 3
        and mark[0] in "=-~^\"'*+#`:._"
        and mark == mark[0] * len(mark)
        and 0 < width <= len(mark) + 3
        and any(map(str.isalnum, above))
        and not above[:1].isspace()
    )


def _starts_paragraph(text: str, start: int, end: int, line_above: tuple[int, int]) -> bool:
    """Whether the line `text[start:end]` does not continue the one above: a list item, or another speaker."""
    if _ITEM.match(text, start, end):
        return True
    return bool(_SPEAKER.match(text, start, end) and _SPEAKER.match(text, *line_above))
