"""Clean text: without control characters, and with white space as blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.types import CELL_LINE_BREAK

# Characters that nobody sees: control characters, soft hyphens, byte order marks, halves of surrogate pairs.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\xad\\ufeff\\ufffe\\uffff\\ud800-\\udfff]"
)
BULLETS = "•‣◦▪●○■➢"  #: signs that start items, and mostly have no other use
OTHER_ITEM_SIGNS = "□☐☑☒✓✔✗✘–—*-"  #: signs that start items, and also occur elsewhere
#: A regular expression for the start of a line that is an item of a list: a sign, a number or a letter.
ITEM_MARK = rf"(?:[{BULLETS}{OTHER_ITEM_SIGNS}]|\(?(?:\d{{1,3}}|[a-z]|[ivx]{{2,5}})[.)]|[A-Z]\))\s"
_LONGEST_BOLD_HEADING = 100  # characters
_LINE_ENDS = re.compile("\\r\\n|[\\r\\v\\f\\x85\\u2028\\u2029]")


def clean(text: str) -> str:
    """A text on one line, with each run of white space as one blank and without unseen characters."""
    return " ".join(_UNSEEN.sub("", text).split())


def clean_lines(text: str) -> str:
    """The cleaned lines of a text, without empty ones."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return "\n".join(line for line in map(clean, lines) if line)


def cell_text(lines: Iterable[str]) -> str:
    """The text of a table's cell: its cleaned lines with commas between them, without empty ones."""
    return CELL_LINE_BREAK.join(filter(None, map(clean, lines)))


def looks_like_heading(text: str) -> bool:
    """Whether a text in bold type is a heading: a line of 1 to 100 characters without ".,;:" at its end."""
    line = text.strip()
    return len(line) <= _LONGEST_BOLD_HEADING and "\n" not in line and line[-1:] not in ".,;:"


def clean_code(text: str) -> str:
    """Lines of code with their indentation, without blank lines at the ends."""
    lines = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).expandtabs(4).split("\n")
    return "\n".join(map(str.rstrip, lines)).strip("\n")
