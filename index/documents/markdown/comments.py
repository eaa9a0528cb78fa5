"""Comments and struck-out text in Markdown outside of code → masked.

Comments are those of HTML, MDX, templates and notes. The parser recognises comments that are a block of their
own; people also start them inside a paragraph or a list item, and write blank lines in them. Struck-out text,
between ~~signs~~ or in tags, is no longer valid, so it is not read either.
"""

from __future__ import annotations

import re

from index.documents.blocks.block_builder import MASK
from index.documents.markdown.fences import OPENING

_SIGN = re.compile(
    rf"{OPENING}[^\n`]*$|(?P<code>`+)"
    r"|(?P<comment><!--|\{/\*|^%%[ \t]*$|\{%-?[ \t]*comment\b[^%\n]*%\})"
    r"|(?<![~\\/])~~(?P<struck>(?![~\s])(?:[^~|\n]|~(?!~)|\n(?![ \t>]*(?:[-+*#\n]|\d{1,9}[.)]))){1,2000}+)"
    r"(?<=[^\s/])~~(?!~)"
    r"|(?i:<(?P<tag>del|s|strike)(?:[ \t][^<>\n]{0,300})?>)",
    re.MULTILINE,
)
_OPENINGS = ("<!--", "{/*", "%%", "endcomment", "~~", "</del", "</s>", "</strike")
_ENDS = {  # by the first two characters of the opening, or by the name of the tag
    "<!": re.compile("-->"),
    "{/": re.compile(r"\*/\}"),
    "%%": re.compile(r"\n%%"),
    "{%": re.compile(r"\{%-?[ \t]*endcomment[ \t]*-?%\}"),
    **{tag: re.compile(rf"</{tag}[ \t]*>", re.IGNORECASE) for tag in ("del", "s", "strike")},
}
_LONGEST_CODE = 2000  # characters of inline code


def without_comments(source: str) -> str:
    """Return the text with comments and struck-out text masked, except for line ends.

    Comments on lines of their own become blanks.
    """
    lowered = source.lower()
    if not any(sign in lowered for sign in _OPENINGS):
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
    """Return the end of the comment or struck-out text that `sign` opens, or 0 if it is not closed.

    Kinds that have no further closing sign are added to `missing`, so that no search is repeated.
    """
    if sign["struck"]:
        return sign.end()
    kind = sign["tag"].lower() if sign["tag"] else sign["comment"][:2]
    end = None if kind in missing else _ENDS[kind].search(source, sign.end())
    if end is None:
        missing.add(kind)
    return end.end() if end else 0


def _end_of_code(source: str, sign: re.Match[str]) -> int:
    """Return the end of the inline code that backticks open, or their own end if it is not closed."""
    marks = sign["code"]
    paragraph = source.find("\n\n", sign.end(), sign.end() + _LONGEST_CODE)
    limit = paragraph if paragraph >= 0 else sign.end() + _LONGEST_CODE
    closing = re.compile(rf"(?<!`){marks}(?!`)").search(source, sign.end(), limit)
    return closing.end() if closing else sign.end()


def _hidden(source: str, start: int, end: int, *, is_comment: bool) -> str:
    """Return as many masks as `source[start:end]` is long, or blanks for a comment on lines of its own."""
    line = source.rfind("\n", 0, start) + 1
    after = source.find("\n", end)
    alone = not source[line:start].strip() and not source[end : after if after >= 0 else len(source)].strip()
    sign = " " if alone and is_comment else MASK
    return "\n".join(sign * len(part) for part in source[start:end].split("\n"))
