"""Question headings of real documentation, each with the block that answers and other blocks of its document.

They come as two files: `documents.jsonl.xz`, documents whole, and `pairs.jsonl.xz`, the questions with the
character offsets of their blocks. Markup is taken out by a few rules, so that a block looks as a passage does
when it is read; a clumsy remainder now and then does no harm to training.
"""

from __future__ import annotations

import html
import json
import lzma
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from index.documents.structure import blocks
from index.training.data import CharSpan

TRAIL_SEPARATOR = " › "
_LEAST, _MOST = 60, 2500  # characters of another block of the document
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, flags), replacement)
    for pattern, flags, replacement in (
        (r"<!--.*?-->", re.DOTALL, ""),
        (r"!\[([^\]\n]*)\]\([^)\n]*\)", 0, r"\1"),  # images
        (r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])", 0, r"\1"),  # links
        (r"(?::[\w:+-]+:)?`([^`<\n]+?)\s*<[^`>\n]*>`_{0,2}", 0, r"\1"),  # links of reStructuredText
        (r":[\w:+-]+:`~?([^`\n]+)`", 0, r"\1"),  # its roles
        (r"^[ \t]*\.\. [\w:-]+::[ \t]*", re.MULTILINE, ""),  # its directives
        (r"^[ \t]*(?:```|~~~|:::).*$\n?", re.MULTILINE, ""),  # fences
        (r"\{\{.*?\}\}|\{%.*?%\}", 0, ""),  # templates
        (r"</?[a-zA-Z][^<>\n]*>", 0, ""),  # tags
        (r"(?<![\w\\])(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", 0, r"\2"),  # emphasis
        (r"``?([^`\n]+)``?", 0, r"\1"),  # code in a line
        (r"^[ \t]*#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE, r"\1"),  # marks of headings
        (r"^[ \t]*([=~^\"'`#*+-])\1{3,}[ \t]*$\n?", re.MULTILINE, ""),  # underlines of headings
        (r"^[ \t]*>[ \t]?", re.MULTILINE, ""),  # quotations
        (r"\n{2,}", 0, "\n"),
    )
)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+.*$\n?", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|(.+)\|[ \t]*$", re.MULTILINE)
_HEADING_MARKS = re.compile(r"[ \t]*(#{1,6})")


@dataclass(frozen=True, slots=True)
class FaqExample:
    """A question with the block that answers it, and other blocks of its document that do not."""

    name: str  #: the pair's identifier
    question: str
    trail: tuple[str, ...]  #: title and headings above the block; the last is the heading that asks
    block: str
    others: tuple[tuple[str, str], ...]  #: trail as it is read, and text

    @property
    def trail_text(self) -> str:
        """The trail as it is read."""
        return TRAIL_SEPARATOR.join(self.trail)


def read_faq(folder: Path, split: str = "train") -> list[FaqExample]:
    """The examples of a split ("train" or "dev") of the files in `folder`, in the order of the file."""
    documents = {row["id"]: row["text"] for row in _rows(folder / "documents.jsonl.xz")}
    pairs = [row for row in _rows(folder / "pairs.jsonl.xz") if row["split"] == split]
    sections = {name: _sections(documents[name]) for name in {row["document"] for row in pairs}}
    return [
        _example(row, documents[row["document"]], sections[row["document"]])
        for row in pairs
        if not row["generic"]
    ]


class _Section(NamedTuple):
    """A stretch between two headings: the trail above it, what is read of it, and its characters."""

    trail: str
    text: str
    span: CharSpan


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _example(row: Mapping[str, Any], text: str, sections: Sequence[_Section]) -> FaqExample:
    start, end = row["answer_start"], row["answer_end"]
    others = tuple(
        (section.trail, section.text)
        for section in sections
        if section.span[1] <= row["heading_start"] or section.span[0] >= end
    )
    headings = [plain_text(heading) for heading in row["heading_path"]]
    return FaqExample(
        row["id"], row["question"], (*headings, row["question"]), plain_text(text[start:end]), others
    )


def plain_text(text: str) -> str:
    """Markdown, reStructuredText or HTML without its markup; a table row with its cells apart."""
    text = _TABLE_RULE.sub("", text)
    text = _TABLE_ROW.sub(lambda row: " · ".join(cell.strip() for cell in row[1].split("|")), text)
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return html.unescape(text).strip()


def _sections(text: str) -> list[_Section]:
    """The stretches of some length between the headings of a text."""
    found: list[tuple[str, CharSpan]] = []
    above: list[tuple[int, str]] = []
    underlines: list[str] = []  # the signs that underline headings, highest level first
    start = 0
    for block in blocks(text):
        if block.kind != "heading":
            continue
        found.append((TRAIL_SEPARATOR.join(name for _, name in above), (start, block.start)))
        heading = text[block.start : block.end].strip()
        start = block.end
        level = _level(heading, underlines)
        above = [*((number, name) for number, name in above if number < level), (level, plain_text(heading))]
    found.append((TRAIL_SEPARATOR.join(name for _, name in above), (start, len(text))))
    sections = [_Section(trail, plain_text(text[slice(*span)]), span) for trail, span in found if trail]
    return [section for section in sections if _LEAST <= len(section.text) <= _MOST]


def _level(heading: str, underlines: list[str]) -> int:
    """The level of a heading: how many signs open it, or the rank of the sign that underlines it."""
    if marks := _HEADING_MARKS.match(heading):
        return len(marks[1])
    sign = heading.splitlines()[-1][-1:]
    if sign not in underlines:
        underlines.append(sign)
    return underlines.index(sign) + 1
