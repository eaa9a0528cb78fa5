"""What Markdown does not tell, blanked out wherever it stands but in code: comments, and what is struck out.

Comments are those of HTML, MDX, templates and notes. The parser knows those that are a block of their own;
people also begin them inside of a paragraph or a list item, and write blank lines in them. What is struck
out, in ~~signs~~ or in tags, no longer holds, so that it is read as little as a comment.
"""

from __future__ import annotations

import re

from index.documents.blocks.block_builder import MASK

_SIGN = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?P<fence>`{3,}|~{3,})[^\n`]*$|(?P<code>`+)"
    r"|(?P<comment><!--|\{/\*|^%%[ \t]*$|\{%-?[ \t]*comment\b[^%\n]*%\})"
    r"|(?<![~\\/])~~(?P<struck>(?![~\s])(?:[^~|\n]|~(?!~)|\n(?![ \t>]*(?:[-+*#\n]|\d{1,9}[.)]))){1,2000}+)"
    r"(?<=[^\s/])~~(?!~)"
    r"|(?i:<(?P<tag>del|s|strike)(?:[ \t][^<>\n]{0,300})?>)",
    re.MULTILINE,
)
_BEGINNINGS = ("<!--", "{/*", "%%", "endcomment", "~~", "</del", "</s>", "</strike")
_ENDS = {  # by the first two signs of the beginning, or by the tag
    "<!": re.compile("-->"),
    "{/": re.compile(r"\*/\}"),
    "%%": re.compile(r"\n%%"),
    "{%": re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}"),
    **{tag: re.compile(rf"</{tag}[ \t]*>", re.IGNORECASE) for tag in ("del", "s", "strike")},
}
_LONGEST_CODE = 2000  # characters of code in a line


def without_comments(source: str) -> str:
    """A text with its comments and what is struck out masked. Line ends stay.

    Comments that are lines of their own are blank.
    """
    lowered = source.lower()
    if not any(sign in lowered for sign in _BEGINNINGS):
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
        elif end := _end_of_hidden(source, sign, missing):
            is_comment = sign["comment"] is not None
            parts += [source[kept : sign.start()], _hidden(source, sign.start(), end, is_comment=is_comment)]
            kept = at = end
    return "".join([*parts, source[kept:]])


def _end_of_hidden(source: str, sign: re.Match[str], missing: set[str]) -> int:
    """Where a comment or what is struck out ends that a sign begins, or 0 where nothing ends it.

    `missing` gets the kinds of which there is no end any more, so that none is sought twice.
    """
    if sign["struck"]:
        return sign.end()
    kind = sign["tag"].lower() if sign["tag"] else sign["comment"][:2]
    end = None if kind in missing else _ENDS[kind].search(source, sign.end())
    if end is None:
        missing.add(kind)
    return end.end() if end else 0


def _end_of_code(source: str, sign: re.Match[str]) -> int:
    """Where code in a line ends that a run of backticks begins, or the end of the run where none ends it."""
    marks = sign["code"]
    paragraph = source.find("\n\n", sign.end(), sign.end() + _LONGEST_CODE)
    limit = paragraph if paragraph >= 0 else sign.end() + _LONGEST_CODE
    closing = re.compile(rf"(?<!`){marks}(?!`)").search(source, sign.end(), limit)
    return closing.end() if closing else sign.end()


def _hidden(source: str, start: int, end: int, *, is_comment: bool) -> str:
    """Signs that are read as nothing, as many; blanks for a comment that is lines of its own."""
    line = source.rfind("\n", 0, start) + 1
    after = source.find("\n", end)
    alone = not source[line:start].strip() and not source[end : after if after >= 0 else len(source)].strip()
    sign = " " if alone and is_comment else MASK
    return "\n".join(sign * len(part) for part in source[start:end].split("\n"))
