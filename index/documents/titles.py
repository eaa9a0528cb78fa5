"""What a document calls itself: the title in its front matter, or its first heading."""

from __future__ import annotations

_TITLE_LIMIT = 200
_TITLE_LINES = 40  # a title is looked for no further down than this


def title_of(text: str) -> str:
    """The title in front matter, else the first heading (Markdown or underlined), else nothing."""
    lines = text[: _TITLE_LINES * 400].splitlines()[:_TITLE_LINES]
    if lines and lines[0].strip() == "---":
        for line in lines[1:]:
            if line.strip() == "---":
                break
            key, _, value = line.partition(":")
            if key.lower() == "title" and (title := _tidy(value.strip().strip("\"'"))):
                return title
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        if heading := _heading(line):
            return _tidy(heading)
        if is_underline(below, line):
            return _tidy(line)
    return ""


def _heading(line: str) -> str:
    """The words of a Markdown heading, or nothing. No regular expression: a hostile line costs no more."""
    words = line.lstrip("#")
    if not 1 <= len(line) - len(words) <= 6 or not words[:1].isspace():
        return ""
    words = words.rstrip().rstrip("#").strip()
    return words if any(map(str.isalnum, words)) else ""


def is_underline(line: str, above: str) -> bool:
    """Whether `line` underlines the heading `above`: one sign over and over, about as wide."""
    mark, width = line.rstrip(), len(above.strip())
    return (
        len(mark) >= 3
        and mark[0] in "=-~^\"'*+#`:._"
        and mark == mark[0] * len(mark)
        and 0 < width <= len(mark) + 3
        and any(map(str.isalnum, above))
        and not above[:1].isspace()
    )


def _tidy(title: str) -> str:
    return " ".join(title.split())[:_TITLE_LIMIT]
