"""The text of a document → its title, from the front matter or the first heading.

The first heading is only the title of a section if its level is not 1 or text is above it, and if a later
heading has the same or a higher level: "Rooms are free. ## Room 1 … ## Room 2 …". Then there is no title.
Headings are those of CommonMark, and lines with other kinds of underline. Only the start of a text is read.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from index.documents.blocks.replacements import apply_replacements
from index.documents.blocks.text_lines import is_restructured_text, is_underline
from index.documents.blocks.yaml_fields import yaml_fields
from index.documents.markdown.front_matter import FrontMatter, find_front_matter
from index.types import Block

_TITLE_LIMIT = 200  # characters
_LINES_READ = 40  # after the front matter
_CHARACTERS_READ = 400 * _LINES_READ
# The title in front matter that is not valid YAML, TOML or JSON, for example because the title has a colon.
_TITLE_LINE = re.compile(r"^title[ \t]*[:=](.*)$", re.IGNORECASE | re.MULTILINE)
_TITLE_KEYWORD = re.compile(r"^#\+title:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(r"[*_`\[<&\\~{]")
_HTML_HEADING = re.compile(r"<h1\b[^<>]{0,300}>\s*(?:<[^<>]{0,300}>\s*){0,5}\Z", re.IGNORECASE)
# A short line alone at the start of a text, which is no sentence, no list item and no row of a table.
_FIRST_LINE = re.compile(
    r"(?![^\n]*[|\t])(?!\d+[.)][ \t])(?=[^\W_])[^\n]{0,79}[^\W_][\"'”’»)\]]?[ \t]*(?=\n[ \t]*\n)"
)
_CONTENTS = re.compile(r"\W*(?:table of )?contents\W*|\W*toc\W*", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*$")
_RAW_HTML = re.compile(r" {0,3}<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_NO_HEADING = re.compile(r"\s*(?:[-*+][ \t]|[|>])")  # a list item, a table or a quotation
# A numbered item, code or a sentence: no underline much shorter than such a line makes it a heading.
_NO_WIDE_HEADING = re.compile(r"\s*\d+[.)][ \t]|    |.*[.,;:]\s*$")


def title_of(text: str) -> str:
    """Return the title in the front matter, else the text of the first heading, else an empty string."""
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


def markdown_title(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """Return the title of a Markdown text without markup: that of `title_of`, or an `h1` of HTML before it.

    `find_blocks` yields the blocks of a text.
    """
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
            return _tidy(apply_replacements(start, block.start, block.end, block.replacements))
    return title


def wiki_title(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """Return the title of a wiki page: the bold words in its first paragraph that name it; else empty."""
    from index.documents.markup.mediawiki import page_title  # not needed for answering

    return _tidy(page_title(text))


def plain_title(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """Return the title of a plain text: a short line alone above its first heading, else that of `title_of`.

    The title of reStructuredText is its first heading, that of a manual page its name, that of a wiki page
    the one of `wiki_title`, and that of a chat with times the one of the text before the first message.
    """
    from index.documents.markup.manual_page import is_manual_page, page_name
    from index.documents.markup.mediawiki import is_mediawiki
    from index.documents.plain_text.chats import find_chat  # not needed for answering

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
    """Return the short line alone at the start of a text, if it has one and a title or heading; else ""."""
    start = "\n".join(text[:_CHARACTERS_READ].lstrip("\ufeff\r\n").splitlines())
    first = None if title else next(_headings(start.split("\n")), None)
    if not title and (first is None or first.line >= _LINES_READ):
        return ""
    found = _FIRST_LINE.match(start)
    return _tidy(found[0]) if found and any(map(str.isalpha, found[0])) else ""


def first_heading(text: str, find_blocks: Callable[[str], Iterator[Block]]) -> str:
    """Return the title of a text in another format: what Org's `#+title:` says, else the first heading."""
    start = text[:_CHARACTERS_READ]
    if keyword := _TITLE_KEYWORD.search(start):
        return _tidy(keyword[1])
    for block in find_blocks(start):
        if block.kind == "heading":
            return _tidy(apply_replacements(start, block.start, block.end, block.replacements))
    return ""


def _front_matter_title(front_matter: FrontMatter) -> str:
    """Return the title that front matter states; empty if it states none that is a string."""
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


def _parse_yaml(source: str) -> dict[str, str]:
    """Return the fields of a YAML text that are strings. Raises ValueError."""
    fields = yaml_fields(source)
    return {key.value: value.value for key, value in fields if key.id == value.id == "scalar"}


class _Heading(NamedTuple):
    """A heading in the lines of a text."""

    line: int  #: number of its line, from 0
    level: int  #: as in Markdown, 1 to 6
    text: str
    is_below_text: bool  #: whether text that is no heading is above it, or its level is not 1


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield the headings in the lines of a text, in order."""
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
    """Whether the line below a line makes it a heading; `above` is the line before it."""
    by_commonmark = not above.strip() and _UNDERLINE.match(below) and not _NO_WIDE_HEADING.match(line)
    is_heading = (by_commonmark or is_underline(below, line)) and not _NO_HEADING.match(line)
    return bool(is_heading) and any(map(str.isalnum, line))


def _without_code(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, but empty ones instead of code between fences or tags and of HTML comments."""
    fence = closing_tag = ""  # of the open code; empty outside of it
    in_comment = False
    for line in lines:
        if fence:
            if _ends_fence(line, fence):
                fence = ""
        elif closing_tag := closing_tag or _raw_closing_tag(line):
            if closing_tag in line.lower():
                closing_tag = ""
        elif in_comment or line.lstrip().startswith("<!--"):
            in_comment = "-->" not in line
        elif opening := _FENCE.match(line):
            fence = opening[1]
        else:
            yield line
            continue
        yield ""


def _ends_fence(line: str, fence: str) -> bool:
    """Whether a line ends the code that `fence` opened: it has only the same sign, at least as often."""
    mark = line.strip()
    return len(mark) >= len(fence) and not mark.strip(fence[0]) and not line.startswith("    ")


def _raw_closing_tag(line: str) -> str:
    """Return the start of the tag that closes the raw HTML that a line opens; empty if it opens none."""
    raw = _RAW_HTML.match(line)
    return f"</{raw[1].lower()}" if raw else ""


def _heading_text(line: str) -> str:
    """Return the words of a Markdown heading; empty for any other line."""
    # No regular expression: its time might grow with the square of the length of a hostile line.
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
    """Return a title on a single line; empty if it has no letter or digit, or names a table of contents."""
    title = " ".join(title.encode("utf-8", "replace").decode().split())[:_TITLE_LIMIT]
    return title if any(map(str.isalnum, title)) and not _CONTENTS.fullmatch(title) else ""
