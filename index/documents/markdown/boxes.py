"""A rule of the Markdown parser for boxes: notes, warnings and tabs, as site builders write them.

A box is `::: name title` up to `:::`, `!!! name "title"` with the indented lines below it, or a tag such as
`{% name title="title" %}` or `{{< tab "title" >}}` up to its closing tag. The content of a box is ordinary
Markdown; other tags are skipped. For a box between the fences of code, this file has only the expression
`FENCED_BOX`; markdown.py reads the box.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.documents.blocks.block_builder import MASK

if TYPE_CHECKING:
    from index.documents.markdown.parser import StateBlock

# The directives of MyST that are boxes; the title follows.
_DIRECTIVE = (
    r"\{(?:admonition|attention|caution|card|danger|dropdown|error|grid-item-card|hint|important|note|seealso"
    r"|tab-item|tip|topic|warning)\}"
)
#: The text after a fence if a box is between the fences: a directive of MyST, or mdBook's `admonish`.
FENCED_BOX = re.compile(
    rf"[ \t]*(?:{_DIRECTIVE}[ \t]*(?P<title>[^\n]*)"
    r'|admonish(?![\w-])(?:[^\n]*?(?:[ \t]|\btitle=)"(?P<words>[^"\n]*)")?)'
)
OPTION = re.compile(r"[ \t]*:[\w-]{1,40}:(?:[ \t]|$)")  #: a line below a directive with an option of it
_COLONS = re.compile(
    rf":{{3,}}[ \t]*(?P<opening>{_DIRECTIVE}[ \t]*(?P<argument>[^\n]{{0,300}})|\{{[\w:-]+\}}[^\n]*"
    r'|\{(?:[^}"\n]*\btitle="(?P<attribute>[^"\n]*)")?[^}\n]*\}'
    r"|[\w-]++(?:\[(?P<title>[^\]\n]{0,300})\]|[ \t]++(?P<words>[^{\n]{0,300}))?)?+"
    rf"(?:\{{[^\n]*)?[ \t{MASK}]*$",
)
_INDENTED = re.compile(
    r'(?:(?:!!!|\?\?\?\+?)(?:[ \t]++[\w-]++){1,8}|===(?=[ \t]+"))[ \t]*+(?:"(?P<title>[^"\n]*)")?[ \t]*$'
)
_TAG = re.compile(
    r'\{%-?[ \t]*(?P<end>end)?(?P<name>\w+)(?:[^%\n]*\btitle="(?P<title>[^"%\n]+)")?[^%\n]*%\}[ \t]*$'
)
# Tags of Hugo on lines of their own. The title is a named argument, or the quoted argument of some tags.
_SHORTCODES = tuple(
    rf"\{{\{{[<%][ \t]*{tag}[^\n]{{0,300}}?[%>]\}}\}}[ \t]*$"
    for tag in (
        r'(?P<name>[\w-]+)[ \t][^\n]{0,300}?\b(?:title|name|header|label)="(?P<title>[^"\n]{1,300})"',
        r'(?P<name>tab|details|expand|notice)(?:[ \t]+[\w-]+)?[ \t]+"(?P<title>[^"\n]{1,300})"',
        r"(?P<end>/)[ \t]*(?P<name>[\w-]+)",
    )
)
_SHORTCODE_LINES = [re.compile(rf"^ {{0,3}}{tag}", re.MULTILINE) for tag in _SHORTCODES]
_FURTHEST_END = 50_000  # characters


def box(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Parse the line `first` if it starts or ends a box, and skip it if it is another tag.

    Return whether it is one of these. This is a block rule of markdown-it-py: if `silent`, nothing is parsed.
    """
    start, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if state.src[start : start + 1] not in ":!?={" or start == end or state.is_code_block(first):
        return False
    for pattern, parse in _BOXES:
        if found := pattern.match(state.src, start, end):
            if not silent:
                state.line = first + 1
                parse(state, found, last)
            return True
    return False


def shortcodes_of_boxes(source: str) -> set[int]:
    """Return the offsets of the Hugo tags on lines of their own that start or end a box with a title."""
    *titled, ends = ([*pattern.finditer(source)] for pattern in _SHORTCODE_LINES)
    starts = [tag for tags in titled for tag in tags]
    names = {tag["name"] for tag in starts} & {tag["name"] for tag in ends}
    return {source.find("{", tag.start()) for tag in (*starts, *ends) if tag["name"] in names}


def _parse_colons(state: StateBlock, found: re.Match[str], last: int) -> None:
    if not found["opening"]:
        _close(state, "box")
    elif state.src.find("\n:::", found.end(), found.end() + _FURTHEST_END) > 0:
        titles = (name for name in ("argument", "attribute", "title", "words") if found[name])
        _open(state, "box", found.span(next(titles, "words")))
        while found["opening"][0] == "{" and state.line < last and _is_option(state, state.line):
            state.line += 1


def _is_option(state: StateBlock, line: int) -> bool:
    return OPTION.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]) is not None


def _parse_tag(state: StateBlock, found: re.Match[str], last: int) -> None:
    name = found["name"]
    if found["end"]:
        _close(state, name)
    elif found["title"] and re.compile(rf"\{{%-?[ \t]*end{name}\b").search(
        state.src, found.end(), found.end() + _FURTHEST_END
    ):
        _open(state, name, found.span("title"))


def _parse_shortcode(state: StateBlock, found: re.Match[str], last: int) -> None:
    if "end" in found.re.groupindex:
        _close(state, found["name"])
    else:
        _open(state, found["name"], found.span("title"))


def _parse_indented(state: StateBlock, found: re.Match[str], last: int) -> None:
    _open(state, "box", found.span("title"))
    first = line = state.line
    outside, after = state.blkIndent, state.lineMax
    while line < last and (state.isEmpty(line) or state.sCount[line] >= outside + 4):
        line += 1
    state.blkIndent, state.lineMax = outside + 4, line  # no paragraph continues below the box
    state.md.block.tokenize(state, first, line)
    state.blkIndent, state.lineMax, state.line = outside, after, line
    _close(state, "box")


def _open(state: StateBlock, name: str, title: tuple[int, int]) -> None:
    state.push("box_open", "", 0).meta = {"name": name, "lines": [title] if title[0] >= 0 else []}


def _close(state: StateBlock, name: str) -> None:
    state.push("box_close", "", 0).meta = {"name": name, "lines": []}


_BOXES = (
    (_COLONS, _parse_colons),
    (_INDENTED, _parse_indented),
    (_TAG, _parse_tag),
    *((re.compile(tag), _parse_shortcode) for tag in _SHORTCODES),
)
