"""A rule of the Markdown parser for boxes: notes, warnings, tabs, as site builders write them.

`::: name title` up to `:::`, `!!! name "title"` with what is indented below it, and a tag such as
`{% name title="title" %}` or `{{< tab "title" >}}` up to its end. The content of a box is ordinary Markdown;
other tags are skipped.
A box that is written as code, between fences, is named here and read in markdown.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.documents.blocks.block_builder import MASK

if TYPE_CHECKING:
    from index.documents.markdown.parser import StateBlock

# The directives of MyST that are boxes, each with its title behind it.
_DIRECTIVE = (
    r"\{(?:admonition|attention|caution|card|danger|dropdown|error|grid-item-card|hint|important|note|seealso"
    r"|tab-item|tip|topic|warning)\}"
)
#: Behind a fence: that what stands between the fences is a box. The other is that of mdBook.
FENCED_BOX = re.compile(
    rf"[ \t]*(?:{_DIRECTIVE}[ \t]*(?P<title>[^\n]*)"
    r'|admonish(?![\w-])(?:[^\n]*?(?:[ \t]|\btitle=)"(?P<words>[^"\n]*)")?)'
)
OPTION = re.compile(r"[ \t]*:[\w-]{1,40}:(?:[ \t]|$)")  #: a line below a directive that sets something of it
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
# Tags of Hugo, on lines of their own: a title has a name, or is the first that a tab or what folds is given.
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
    """Take the line `first` where it begins or ends a box; as every rule of markdown-it-py's block parser."""
    start, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if state.src[start : start + 1] not in ":!?={" or start == end or state.is_code_block(first):
        return False
    for pattern, take in _BOXES:
        if found := pattern.match(state.src, start, end):
            if not silent:
                state.line = first + 1
                take(state, found, last)
            return True
    return False


def shortcodes_of_boxes(source: str) -> set[int]:
    """Where the tags of Hugo start that begin or end a box with a title, on a line of their own."""
    *titled, ends = ([*pattern.finditer(source)] for pattern in _SHORTCODE_LINES)
    begins = [tag for tags in titled for tag in tags]
    names = {tag["name"] for tag in begins} & {tag["name"] for tag in ends}
    return {source.find("{", tag.start()) for tag in (*begins, *ends) if tag["name"] in names}


def _take_colons(state: StateBlock, found: re.Match[str], last: int) -> None:
    if not found["opening"]:
        _close(state, "box")
    elif state.src.find("\n:::", found.end(), found.end() + _FURTHEST_END) > 0:
        titles = (name for name in ("argument", "attribute", "title", "words") if found[name])
        _open(state, "box", found.span(next(titles, "words")))
        while found["opening"][0] == "{" and state.line < last and _is_option(state, state.line):
            state.line += 1


def _is_option(state: StateBlock, line: int) -> bool:
    return OPTION.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]) is not None


def _take_tag(state: StateBlock, found: re.Match[str], last: int) -> None:
    name = found["name"]
    if found["end"]:
        _close(state, name)
    elif found["title"] and re.compile(rf"\{{%-?[ \t]*end{name}\b").search(
        state.src, found.end(), found.end() + _FURTHEST_END
    ):
        _open(state, name, found.span("title"))


def _take_shortcode(state: StateBlock, found: re.Match[str], last: int) -> None:
    if "end" in found.re.groupindex:
        _close(state, found["name"])
    else:
        _open(state, found["name"], found.span("title"))


def _take_indented(state: StateBlock, found: re.Match[str], last: int) -> None:
    _open(state, "box", found.span("title"))
    first = line = state.line
    outside, after = state.blkIndent, state.lineMax
    while line < last and (state.isEmpty(line) or state.sCount[line] >= outside + 4):
        line += 1
    state.blkIndent, state.lineMax = outside + 4, line  # no paragraph goes on below the box
    state.md.block.tokenize(state, first, line)
    state.blkIndent, state.lineMax, state.line = outside, after, line
    _close(state, "box")


def _open(state: StateBlock, name: str, title: tuple[int, int]) -> None:
    state.push("box_open", "", 0).meta = {"name": name, "lines": [title] if title[0] >= 0 else []}


def _close(state: StateBlock, name: str) -> None:
    state.push("box_close", "", 0).meta = {"name": name, "lines": []}


_BOXES = (
    (_COLONS, _take_colons),
    (_INDENTED, _take_indented),
    (_TAG, _take_tag),
    *((re.compile(tag), _take_shortcode) for tag in _SHORTCODES),
)
