"""The title of a document, found in its text: in the front matter, or in the first heading.

The first heading is that of a section, and no title, where another of its level or above follows it and it is
not of the highest level or text stands above it: "Rooms are free. ## Room 1 … ## Room 2 …".
Headings are Markdown's, as CommonMark defines them, and lines that are underlined in any other way. Only the
start of a text is read.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from index.documents.blocks.as_read import as_read
from index.documents.blocks.structure import is_restructured_text, is_underline
from index.documents.markdown.front_matter import FrontMatter, find_front_matter
from index.types import Block

_TITLE_LIMIT = 200  # characters
_LINES_READ = 40  # of what follows the front matter
_CHARACTERS_READ = 400 * _LINES_READ
# The title of front matter that is not valid; a colon in a title makes it so.
_TITLE_LINE = re.compile(r"^title[ \t]*[:=](.*)$", re.IGNORECASE | re.MULTILINE)
_TITLE_KEYWORD = re.compile(r"^#\+title:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(r"[*_`\[<&\\~{]")
_HTML_HEADING = re.compile(r"<h1\b[^<>]{0,300}>\s*(?:<[^<>]{0,300}>\s*){0,5}\Z", re.IGNORECASE)
# A short line that is no sentence and no list item, alone at the start of a text.
_FIRST_LINE = re.compile(
    r"(?![^\n]*[|\t])(?!\d+[.)][ \t])(?=[^\W_])[^\n]{0,79}[^\W_][\"'”’»)\]]?[ \t]*(?=\n[ \t]*\n)"
)
_CONTENTS = re.compile(r"\W*(?:table of )?contents\W*|\W*toc\W*", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*$")
_RAW_HTML = re.compile(r" {0,3}<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_NO_HEADING = re.compile(r"\s*(?:[-*+][ \t]|[|>])")  # a list item, a table or a quotation
# Nor are these headings, where the line below them is shorter: a numbered item, code, and a sentence.
_NO_WIDE_HEADING = re.compile(r"\s*\d+[.)][ \t]|    |.*[.,;:]\s*$")


def title_of(text: str) -> str:
    """The title in the front matter, else the text of the first heading, else an empty string."""
    start = "\n".join(text[:_CHARACTERS_READ].splitlines())
    if front_matter := find_front_matter(start):
        if title := _tidy(_front_matter_title(front_matter)):
            return title
        start = start[front_matter.end :]
    headings = _headings(start.split("\n"))
    first = next(headings, None)
    if first is None or first.line >= _LINES_READ:
        return ""
    is_section = first.is_below_text and any(each.level <= first.level for each in headings)
    return "" if is_section else _tidy(first.text)


def title_as_read(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """The title of a Markdown text, without its markup: that of `title_of`, or HTML before it."""
    title = title_of(text)
    start = text[:_CHARACTERS_READ]
    if title and not _MARKUP.search(title) and "<h1" not in start.lower():
        return title
    for block in find_blocks(start):
        if block.kind != "heading":
            continue
        heading = _tidy(start[block.start : block.end])
        is_html = _HTML_HEADING.search(start, max(0, block.start - 400), block.start)
        if is_html or (heading and title.startswith(heading)):
            return _tidy(as_read(start, block.start, block.end, block.replacements))
    return title


def wiki_title(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """The title of a wiki's page: the bold words that its first paragraph has for it, if any."""
    from index.documents.markup.mediawiki import page_title  # which answering does not need

    return _tidy(page_title(text))


def plain_title(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """The title of a plain text: that of `title_of`, or, above the heading that this is, a short line alone.

    Of reStructuredText it is the first heading, of a manual page its name, of a wiki's page what is bold
    before its sections, and of a chat that of what stands before the first message.
    """
    from index.documents.markup.manual_page import is_manual_page, page_name
    from index.documents.markup.mediawiki import is_mediawiki
    from index.documents.plain_text.chats import find_chat  # which answering does not need

    chat = find_chat(text)
    if chat and chat.stamped:
        return title_of(text[chat.start : chat.first])
    if is_restructured_text(text):
        return first_heading(text, find_blocks)
    if is_mediawiki(text):
        return wiki_title(text, find_blocks)
    if is_manual_page(text):
        return _tidy(page_name(text.strip().splitlines()[0]))
    title = title_of(text)
    return _first_line(text, title) or title


def _first_line(text: str, title: str) -> str:
    """The short line that a text begins with, above its title or first heading; empty where it has none."""
    start = "\n".join(text[:_CHARACTERS_READ].lstrip("\ufeff\r\n").splitlines())
    first = None if title else next(_headings(start.split("\n")), None)
    if not title and (first is None or first.line >= _LINES_READ):
        return ""
    found = _FIRST_LINE.match(start)
    return _tidy(found[0]) if found and any(map(str.isalpha, found[0])) else ""


def first_heading(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """The title of a text in another format of text: its first heading, or what Org's keyword says."""
    start = text[:_CHARACTERS_READ]
    if keyword := _TITLE_KEYWORD.search(start):
        return _tidy(keyword[1])
    for block in find_blocks(start):
        if block.kind == "heading":
            return _tidy(as_read(start, block.start, block.end, block.replacements))
    return ""


def _front_matter_title(front_matter: FrontMatter) -> str:
    source = front_matter.source
    parsers: Mapping[str, Callable[[str], Any]] = {
        "YAML": _parse_yaml,
        "TOML": tomllib.loads,
        "JSON": json.loads,
    }
    try:
        table = parsers[front_matter.kind](source)
        titles = [value for key, value in dict(table).items() if str(key).lower() == "title"]
    except (ValueError, TypeError, RecursionError):
        titles = [line.strip().strip("\"'") for line in _TITLE_LINE.findall(source)]
    return next((title for title in titles if isinstance(title, str)), "")


def _parse_yaml(source: str) -> Any:
    """YAML with every scalar as text. Raises ValueError."""
    import yaml  # only some documents have front matter

    try:
        return yaml.load(source, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


class _Heading(NamedTuple):
    """A heading that is found in the lines of a text."""

    line: int  #: on which it stands, from 0
    level: int  #: as in Markdown
    text: str
    is_below_text: bool  #: words that are no heading stand above it, or may stand there: its level is not 1


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield the headings in some lines, in order."""
    above, is_below_text, skipped = "", False, -1
    for number, (line, below) in enumerate(pairwise([*_without_code(lines), ""])):
        marks = line.lstrip(" ")
        words, level = _heading_text(line), len(marks) - len(marks.lstrip("#"))
        if not words and _is_underlined(above, line, below):
            words, level, skipped = line, 1 if below.strip()[0] == "=" else 2, number + 1
        if words:
            yield _Heading(number, level, words, is_below_text or level > 1)
        elif number != skipped and line[:1].isalnum():
            is_below_text = True
        above = line


def _is_underlined(above: str, line: str, below: str) -> bool:
    """Whether a line is a heading by the line below it."""
    wide = not above.strip() and _UNDERLINE.match(below) and not _NO_WIDE_HEADING.match(line)
    is_heading = (wide or is_underline(below, line)) and not _NO_HEADING.match(line)
    return bool(is_heading) and any(map(str.isalnum, line))


def _without_code(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, in place of code between fences or tags and of HTML comments empty ones."""
    code = _Code()
    for line in lines:
        yield "" if code.holds(line) else line


class _Code:
    """What is no text of the lines that go by: code between fences or tags, and comments."""

    def __init__(self) -> None:
        self._fence = ""  # that opened code
        self._closing_tag = ""
        self._in_comment = False

    def holds(self, line: str) -> bool:
        """Whether the next line is no text."""
        if self._fence:
            self._end_fence(line)
            return True
        return self._is_between_tags(line) or self._is_in_comment(line) or self._opens_fence(line)

    def _end_fence(self, line: str) -> None:
        mark = line.strip()
        if len(mark) >= len(self._fence) and not mark.strip(self._fence[0]) and not line.startswith("    "):
            self._fence = ""

    def _is_between_tags(self, line: str) -> bool:
        if not self._closing_tag and (raw := _RAW_HTML.match(line)):
            self._closing_tag = f"</{raw[1].lower()}"
        if not self._closing_tag:
            return False
        if self._closing_tag in line.lower():
            self._closing_tag = ""
        return True

    def _is_in_comment(self, line: str) -> bool:
        if not self._in_comment and not line.lstrip().startswith("<!--"):
            return False
        self._in_comment = "-->" not in line
        return True

    def _opens_fence(self, line: str) -> bool:
        if opening := _FENCE.match(line):
            self._fence = opening[1]
        return opening is not None


def _heading_text(line: str) -> str:
    """The words of a Markdown heading, or an empty string for any other line."""
    # No regular expression: its time might grow with the square of a hostile line.
    marks = line.lstrip(" ")
    words = marks.lstrip("#")
    if len(line) - len(marks) > 3 or not 1 <= len(marks) - len(words) <= 6 or not words[:1].isspace():
        return ""
    words = words.rstrip()
    unclosed = words.rstrip("#")
    if not unclosed or unclosed[-1].isspace():
        words = unclosed
    return words if any(map(str.isalnum, words)) else ""


def _tidy(title: str) -> str:
    """A title on a line; empty where it has no words, or is that of a table of contents."""
    title = " ".join(title.encode("utf-8", "replace").decode().split())[:_TITLE_LIMIT]
    return title if any(map(str.isalnum, title)) and not _CONTENTS.fullmatch(title) else ""
