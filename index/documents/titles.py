"""The title of a document, found in its text: in the front matter, or in the first heading."""

from __future__ import annotations

from index.documents.structure import is_underline

_TITLE_LIMIT = 200  # characters
_LINES_READ = 40
_CHARACTERS_READ = 400 * _LINES_READ


def title_of(text: str) -> str:
    """The title in the front matter, else the first heading (Markdown or underlined), else an empty string.

    Only the first 40 lines are read.
    """
    lines = text[:_CHARACTERS_READ].splitlines()[:_LINES_READ]
    if lines and lines[0].strip() == "---":
        for line in lines[1:]:
            if line.strip() == "---":
                break
            key, _, value = line.partition(":")
            if key.lower() == "title" and (title := _tidy(value.strip().strip("\"'"))):
                return title
    for line, line_below in zip(lines, [*lines[1:], ""], strict=False):
        if heading := _heading_text(line):
            return _tidy(heading)
        if is_underline(line_below, line):
            return _tidy(line)
    return ""


def _heading_text(line: str) -> str:
    """The words of a Markdown heading, or an empty string for any other line."""
    # No regular expression: its time might grow with the square of a hostile line.
    words = line.lstrip("#")
    if not 1 <= len(line) - len(words) <= 6 or not words[:1].isspace():
        return ""
    words = words.rstrip().rstrip("#").strip()
    return words if any(map(str.isalnum, words)) else ""


def _tidy(title: str) -> str:
    return " ".join(title.split())[:_TITLE_LIMIT]
