"""Comments in Markdown, of HTML, MDX, templates and notes, blanked out wherever they stand but in code.

The parser knows the comments that are a block of their own. People also begin them inside of a paragraph or a
list item, and write blank lines in them.
"""

from __future__ import annotations

import re

from index.documents.block_builder import MASK

_SIGN = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?P<fence>`{3,}|~{3,})[^\n`]*$|(?P<code>`+)"
    r"|(?P<comment><!--|\{/\*|^%%[ \t]*$|\{%-?[ \t]*comment\b[^%\n]*%\})",
    re.MULTILINE,
)
_BEGINNINGS = ("<!--", "{/*", "%%", "endcomment")
_ENDS = {  # by the first two signs of the beginning
    "<!": re.compile("-->"),
    "{/": re.compile(r"\*/\}"),
    "%%": re.compile(r"\n%%"),
    "{%": re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}"),
}
_LONGEST_CODE = 2000  # characters of code in a line


def without_comments(source: str) -> str:
    """A text with its comments masked, or blank where they are lines of their own. Line ends stay."""
    if not any(sign in source for sign in _BEGINNINGS):
        return source
    parts, kept, at = [], 0, 0
    missing: set[str] = set()
    while sign := _SIGN.search(source, at):
        at = sign.end()
        if sign["fence"]:
            closing = re.compile(rf"^[ \t>]*{sign['fence']}[`~]*[ \t]*$", re.MULTILINE).search(source, at)
            at = closing.end() if closing else len(source)
        elif sign["code"]:
            at = _end_of_code(source, sign)
        elif (kind := sign["comment"][:2]) not in missing:
            end = _ENDS[kind].search(source, at)
            if end is None:
                missing.add(kind)
                continue
            at = end.end()
            parts += [source[kept : sign.start()], _blanked(source, sign.start(), at)]
            kept = at
    return "".join([*parts, source[kept:]])


def _end_of_code(source: str, sign: re.Match[str]) -> int:
    """Where code in a line ends that a run of backticks begins, or the end of the run where none ends it."""
    marks = sign["code"]
    paragraph = source.find("\n\n", sign.end(), sign.end() + _LONGEST_CODE)
    limit = paragraph if paragraph >= 0 else sign.end() + _LONGEST_CODE
    closing = re.compile(rf"(?<!`){marks}(?!`)").search(source, sign.end(), limit)
    return closing.end() if closing else sign.end()


def _blanked(source: str, start: int, end: int) -> str:
    line = source.rfind("\n", 0, start) + 1
    after = source.find("\n", end)
    alone = not source[line:start].strip() and not source[end : after if after >= 0 else len(source)].strip()
    sign = " " if alone else MASK
    return "\n".join(sign * len(part) for part in source[start:end].split("\n"))
