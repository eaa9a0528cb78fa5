"""The Markdown parser: CommonMark with tables and strikethrough, and the offsets of blocks and markup.

Each block has the range of each of its lines, without the marks of the block's containers. The words of a
block are parsed separately; the result is their markup. No other file imports markdown-it-py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock as StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token as Token

from index.documents.blocks.block_builder import MASK, InlineMarkup
from index.documents.markdown.boxes import box
from index.documents.markdown.html_tags import is_tag, shown_for
from index.types import CELL_LINE_BREAK, Replacement

# Levels of nesting, at most; a list has two. Parsing a hostile text takes more time with each level.
_BLOCK_LEVELS, _INLINE_LEVELS = 30, 8
# The rules of the blocks whose lines are stored.
_LINE_BLOCKS = ("paragraph", "heading", "lheading", "table", "fence", "code", "html_block")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*\S", re.MULTILINE)
_DEFINITIONS = 100_000
_MASKED_ESCAPE = re.compile(rf"{MASK}(?=\|)")  # the escape of a pipe in a table
# The line end and colon between a term and its definition.
_DEFINED = re.compile(r"(?<![ \t])[ \t]*\n {0,3}:[ \t]{1,3}(?=\S)")
# Line breaks of HTML, one or several, with blanks around them.
_BREAKS = re.compile(r"(?<![ \t])[ \t]*(?:(?P<tag><br[ \t]*/?>)[ \t]*)++", re.IGNORECASE)
_MARKUP = re.compile(rf"[\\`*_~<&\[{MASK}]")

_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_InlineRule = Callable[[StateInline, bool], bool]


def parse_blocks(source: str, references: dict[str, Any], *, in_html: bool = False) -> list[Token]:
    """Return the tokens of the blocks of a text. `meta["lines"]` of a token has the ranges of its lines.

    Each line end of the text is "\\n". The definitions of links are added to `references`, by their labels.
    Inside HTML (`in_html`), there is no indented code, no quotation and no other HTML block.
    """
    tokens: list[Token] = []
    parser = _BLOCKS_IN_HTML if in_html else _BLOCKS
    parser.block.parse(source, parser, {"references": references}, tokens)
    return tokens


def definitions(text: str) -> dict[str, Any]:
    """Return the labels of all links that a long text defines, as `references` for parsing its parts."""
    found = (normalizeReference(match[1]) for match in islice(_DEFINITION.finditer(text), _DEFINITIONS))
    return {label: {"title": "", "href": ""} for label in found}


def parse_inline(words: str, references: dict[str, Any]) -> InlineMarkup:
    """Find the markup in the words of a block, whose lines are joined by "\\n"."""
    found = _parse_inline(words, references, _INLINE) if _MARKUP.search(words) else InlineMarkup()
    for mark in _DEFINED.finditer(words) if "\n" in words else ():
        # A second definition of the same term stays on a line of its own.
        below_term = words[words.rfind("\n", 0, mark.start()) + 1] != ":"
        found.replacements.append(Replacement(*mark.span(), ": " if below_term else "\n"))
    return found


def parse_message(words: str) -> InlineMarkup:
    """Find the markup in the words of a chat message: bold words and code, but no HTML."""
    return _parse_inline(words, {}, _IN_MESSAGES) if _MARKUP.search(words) else InlineMarkup()


def _parse_inline(words: str, references: dict[str, Any], parser: MarkdownIt) -> InlineMarkup:
    state = _InlineState(words, parser, {"references": references}, [])
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    found = state.found
    for token, start, end in state.delimiter_runs:
        if token.type != "text" or not token.content:
            found.replacements.append(Replacement(start, end, ""))
    found.replacements.sort()
    found.breaks += _breaks(words, found.replacements)
    return found


def _breaks(words: str, replacements: list[Replacement]) -> Iterator[Replacement]:
    """Yield the line breaks with the blanks around them, read as commas; at the words' ends, as nothing."""
    tags = {replacement.start for replacement in replacements}
    for found in _BREAKS.finditer(words):
        if found.start("tag") in tags:  # otherwise, the tag is in code
            inside = found.start() > 0 and found.end() < len(words)
            yield Replacement(*found.span(), CELL_LINE_BREAK if inside else "")


class _InlineState(StateInline):
    """The state of the inline parser, with the offsets of the markup that was found."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.found = InlineMarkup()
        self.delimiter_runs: list[tuple[Token, int, int]] = []
        self.label_end = 0

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        if ttype == "link_close":
            self.label_end = self.pos
        return super().push(ttype, tag, nesting)

    def replace(self, start: int, end: int, read: str = "") -> None:
        self.found.replacements.append(Replacement(start, end, read))


def _with_lines(rule: _BlockRule) -> _BlockRule:
    """Return the block rule, extended to store the ranges of the lines of each block that it finds."""

    def located(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not rule(state, first, last, silent):
            return False
        if not silent:
            lines = slice(first, state.line)
            starts = map(int.__add__, state.bMarks[lines], state.tShift[lines])
            state.tokens[count].meta = {"lines": list(zip(starts, state.eMarks[lines], strict=True))}
        return True

    return located


def _located(rule: _InlineRule, keep: Callable[[_InlineState, int], None]) -> _InlineRule:
    """Return the inline rule, extended to call `keep` with the start of the markup that it has found."""

    def located(state: Any, silent: bool) -> bool:
        start = state.pos
        if not rule(state, silent):
            return False
        if not silent and isinstance(state, _InlineState):  # the text of an image has another state
            keep(state, start)
        return True

    return located


def _keep_code(state: _InlineState, start: int) -> None:
    if state.tokens and (code := state.tokens[-1]).type == "code_inline" and not state.pending:
        first, last = start + len(code.markup), state.pos - len(code.markup)
        padded = last - first - len(code.content) == 2  # a blank at each end is not part of the code
        state.replace(start, first + padded)
        for escape in _MASKED_ESCAPE.finditer(state.src, first, last):
            state.replace(*escape.span())
        state.replace(last - padded, state.pos)


def _keep_link(state: _InlineState, start: int) -> None:
    state.replace(start, start + 1)
    state.replace(state.label_end, state.pos)
    opening = next(token for token in reversed(state.tokens) if token.type == "link_open")
    if str(opening.attrs.get("href", "")).startswith("#"):
        state.found.links.append((start, state.pos))


def _keep_image(state: _InlineState, start: int) -> None:
    alternative = state.tokens[-1].content
    if len(re.findall(r"[^\W\d_]{2,}", alternative)) >= 3:
        state.replace(start, start + 2)
        state.replace(start + 2 + len(alternative), state.pos)
    else:
        state.replace(start, state.pos)
    state.found.images.append((start, state.pos))


def _keep_autolink(state: _InlineState, start: int) -> None:
    state.replace(start, start + 1)
    state.replace(state.pos - 1, state.pos)


def _keep_tag(state: _InlineState, start: int) -> None:
    if is_tag(tag := state.src[start : state.pos]):
        state.replace(start, state.pos, shown_for(tag))


def _keep_character(state: _InlineState, start: int) -> None:
    token = state.tokens[-1]
    if token.type == "hardbreak" or (token.content == "\\ " and state.src.startswith("\n", state.pos)):
        state.replace(start, start + 1)
    elif token.content != state.src[start : state.pos]:
        state.replace(start, state.pos, token.content)


def _keep_delimiters(state: _InlineState, start: int) -> None:
    end = state.pos
    for token in reversed(state.tokens):
        if end <= start:
            break
        state.delimiter_runs.append((token, end - len(token.content), end))
        end -= len(token.content)


def _mask(state: StateInline, silent: bool) -> bool:
    """An inline rule: skip masked characters, and add a replacement for them."""
    start = state.pos
    if state.src[start] != MASK:
        return False
    while state.pos < state.posMax and state.src[state.pos] == MASK:
        state.pos += 1
    if not silent and isinstance(state, _InlineState):
        state.replace(start, state.pos)
    return True


_INLINE_KEEPERS = {
    "escape": _keep_character,
    "entity": _keep_character,
    "backticks": _keep_code,
    "strikethrough": _keep_delimiters,
    "emphasis": _keep_delimiters,
    "link": _keep_link,
    "image": _keep_image,
    "autolink": _keep_autolink,
    "html_inline": _keep_tag,
}


def _parser(levels: int) -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": levels}).enable(["table", "strikethrough"])


def _block_parser(*, in_html: bool = False) -> MarkdownIt:
    parser = _parser(_BLOCK_LEVELS)
    rules: dict[str, tuple[_BlockRule, list[str]]] = {
        rule.name: (rule.fn, rule.alt) for rule in parser.block.ruler.__rules__
    }
    for name in _LINE_BLOCKS:
        rule, alternatives = rules[name]
        parser.block.ruler.at(name, _with_lines(rule), {"alt": alternatives})
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "box", box, {"alt": interrupted})
    return parser.disable(["html_block", "code", "blockquote"]) if in_html else parser


def _inline_parser() -> MarkdownIt:
    parser = _parser(_INLINE_LEVELS)
    for method in ("normalizeLink", "normalizeLinkText"):
        setattr(parser, method, str)  # targets are not read
    inline: ParserInline = parser.inline
    rules: dict[str, _InlineRule] = {rule.name: rule.fn for rule in inline.ruler.__rules__}
    for name, keep in _INLINE_KEEPERS.items():
        inline.ruler.at(name, _located(rules[name], keep))
    inline.add_terminator_char(MASK)
    inline.ruler.after("text", "mask", _mask)
    inline.ruler2.disable("fragments_join")
    return parser


_BLOCKS, _BLOCKS_IN_HTML, _INLINE = _block_parser(), _block_parser(in_html=True), _inline_parser()
_IN_MESSAGES = _inline_parser().disable(["html_inline", "entity", "image", "link"])
