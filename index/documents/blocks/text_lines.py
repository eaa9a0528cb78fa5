"""Line ends and underlines of a text, and its length in characters whatever its line ends are."""

from __future__ import annotations

import re

_DIRECTIVE = re.compile(r"^\.\. (?:[\w-]+::|_[^:\n]{1,100}:)", re.MULTILINE)
_CHARACTERS_SEARCHED = 1 << 16


def count_line_ends(text: str, start: int, end: int) -> int:
    """Return the number of line ends in `text[start:end]`, several times as fast as a regular expression."""
    pairs = text.count("\r\n", start, end)
    return sum(text.count(sign, start, end) for sign in "\r\n\u2028\u2029") - pairs


def count_characters(text: str, start: int, end: int) -> int:
    """Return the number of characters in `text[start:end]`, where each CR LF counts as one.

    With it, a limit of length cuts a text at the same word for every kind of line end.
    """
    return end - start - text.count("\r\n", start, end)


def skip_characters(text: str, start: int, count: int) -> int:
    """Return the offset `count` characters after `start`, as `count_characters` counts them.

    It is never between CR and LF.
    """
    end = start + count
    while (missing := count - count_characters(text, start, end)) > 0:
        end += missing
    return end + (text[end - 1 : end + 1] == "\r\n")


def is_underline(line: str, above: str) -> bool:
    """Whether `line` underlines the heading `above`: one sign repeated, at most 3 characters shorter."""
    mark, width = line.rstrip(), len(above.strip())
    return (
        len(mark) >= 3
        and mark[0] in "=-~^\"'*+#`:._"
        and mark == mark[0] * len(mark)
        and 0 < width <= len(mark) + 3
        and any(map(str.isalnum, above))
        and not above[:1].isspace()
    )


def is_restructured_text(text: str) -> bool:
    """Whether a plain text is reStructuredText: its first 65,536 characters contain a directive or target."""
    return bool(_DIRECTIVE.search(text, 0, _CHARACTERS_SEARCHED))
