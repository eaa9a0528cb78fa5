"""Rich Text Format: its paragraphs and the rows of its tables. The one door of striprtf.

Headings are not told from paragraphs; notes, comments, headers and footers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from striprtf.striprtf import rtf_to_text

from index.documents.converted.builder import TextBuilder
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\.|(?P<brace>[{}])|[^\\{}]+|\\",
    re.IGNORECASE | re.DOTALL,
)
_NOT_SHOWN = ("deleted", "mvf", "v")  # deleted, moved elsewhere, hidden: properties of characters
_ANY_NOT_SHOWN = re.compile(rf"\\(?:{'|'.join(_NOT_SHOWN)})(?![a-z])")
_CHARACTER_LIST = """
    bullet emdash emspace endash enspace ldblquote line lquote page par qmspace rdblquote rquote sect tab u
"""
_CHARACTERS = frozenset(_CHARACTER_LIST.split())  # control words that stand for one


def read(data: bytes) -> FileText:
    """An .rtf file. Raises SkippedFile for a file that is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SkippedFile("is no RTF")
    source = _as_shown(data.decode("latin-1"))
    text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    builder = TextBuilder()
    for is_row, lines in groupby(_lines(text), _is_row):
        if is_row:
            builder.table([line.strip().removesuffix("|").split("|") for line in lines])
        else:
            for line in lines:
                builder.paragraph(line)
    return builder.finish()


def _as_shown(source: str) -> str:
    """The source without the characters that are marked as deleted or hidden; its formatting stays whole.

    The marks hold until they are taken back, and to the end of their group (RTF 1.9.1, "Font (Character)
    Formatting Properties").
    """
    return "".join(_shown(source)) if _ANY_NOT_SHOWN.search(source) else source


def _shown(source: str) -> Iterator[str]:
    groups: list[frozenset[str]] = []  # the marks that hold around each group that is open
    marks = frozenset[str]()
    at = 0
    while token := _TOKEN.match(source, at):
        at = token.end()
        word, value = token["word"], token["value"]
        if token["brace"] == "{":
            groups.append(marks)
        elif token["brace"]:
            marks = groups.pop() if groups else frozenset()
        elif word in _NOT_SHOWN:
            marks = marks - {word} if value == "0" else marks | {word}
        elif word == "plain":
            marks = frozenset()
        elif word == "bin":  # bytes that are no source
            at += max(0, int(value or 0))
        is_formatting = token["brace"] or token[0] == "\\*" or (word and word not in _CHARACTERS)
        if is_formatting or not marks:
            yield source[token.start() : at]


def _lines(text: str) -> Iterator[str]:
    yield from (line for line in text.split("\n") if line.strip(" |"))


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, each of whose cells ends with a bar."""
    return line.rstrip().endswith("|")
