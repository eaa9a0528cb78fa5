"""A quote → the text that people read: without markup, each paragraph, item and row on a line.

Messages of a chat keep their lines. Prose keeps the line ends that its author intended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from index.citing.intended_line_ends import intended_line_ends
from index.passages.sentences import message_text_start
from index.reader.evidence.evidence_text import evidence_text
from index.reader.evidence.ranges import isolate
from index.types import Block, Evidence, Range, overlap

_BULLET = "• "  # before an item, instead of its own bullet
_BEFORE, _AFTER = "… ", " …"  # if the sentence starts before the quote, or goes on after it
_OMITTED = "…"  # on a line of its own, instead of the omitted items of a list
_INDENTATION = "  "  # of an item, for each list in which its own list is nested
_LINE_END = re.compile(r"[\r\n\u2028\u2029]")
_OWN_BULLET = re.compile(r"[-*+•‣◦▪●–—][ \t]+(?=\S)")  # a bullet that is part of a converted file's text


def shown_quote(
    evidence: Evidence, quote: Range, answer: Range, *, goes_on: tuple[bool, bool] = (False, False)
) -> tuple[str, Range | None]:
    """Return the text that people read of a quote, and the range of the answer in it (None: not in it).

    `quote` and `answer` are ranges of the context. `goes_on` says whether the quoted sentence, item or code
    starts before the quote, and whether it ends after the quote.

    Repeated spaces become one, except in code, which stays as it is. The names of a table's columns are
    before the cells of its rows, and not repeated above them. Items have bullets if there are other blocks or
    an introduction, and nested items are indented. The sign "…" replaces the omitted items of a list, after
    its introduction and at its end.
    """
    part = _without_repeated_header(isolate(evidence, *quote))
    marks = list(_marks(part, evidence))
    omits_first, omits_last = _omitted_items(part, evidence)
    first, last = (offset - quote[0] for offset in answer)
    shown = [_BEFORE] if goes_on[0] else []
    shown += _bullet_above(part, marks)
    inside: list[int] = []  # the indexes in `shown` of the signs that belong to the answer
    for sign in _signs(part, marks, _kept_line_ends(evidence, quote), omits_first=omits_first):
        if sign.is_space and (not shown or shown[-1][-1].isspace()):
            continue
        if 0 <= sign.start < last and first < sign.end:
            inside.append(len(shown))
        shown.append(sign.text)
    if goes_on[1]:
        shown.append(_AFTER)
    elif omits_last:
        shown.append(f"\n{_indentation(marks)}{_OMITTED}")
    text = "".join(shown)
    if not inside:
        return text, None
    start = len("".join(shown[: inside[0]]))
    return text, (start, start + len("".join(shown[inside[0] : inside[-1] + 1])))


def _kept_line_ends(evidence: Evidence, quote: Range) -> list[Range]:
    """The intended line ends of a quote's prose, with the blanks around them, as characters of the quote."""
    line_ends = (each for each in intended_line_ends(evidence) if overlap(each, quote))
    return [(start - quote[0], end - quote[0]) for start, end in line_ends]


class _Mark(NamedTuple):
    """The bullet and indentation of an item, shown instead of characters `start` to `end` of the quote."""

    start: int
    end: int
    shown: str


class _Sign(NamedTuple):
    """A short text that is shown, and the characters of the quote that it represents; -1: none of them."""

    text: str
    start: int = -1
    end: int = -1
    is_space: bool = False  #: a space or line end; only the first of several is shown


def _signs(
    part: Evidence, marks: Sequence[_Mark], kept_line_ends: Sequence[Range], *, omits_first: bool
) -> Iterator[_Sign]:
    """Yield the signs of a quote and its `marks`, in order.

    With `omits_first`, a sign for the omitted items is before the first sign of the quote's own text.
    `kept_line_ends` include the blanks around them.
    """
    read = evidence_text(part)
    code = _code(part)
    messages = list(_messages(part))
    following = iter(marks)
    next_mark = next(following, None)
    own_end = 0  # the end of the bullet that the last mark replaces
    signs = zip(read.text[read.head :], read.ranges[read.head :].tolist(), strict=True)
    for sign, (at, stop) in signs:
        if omits_first and at >= 0:
            yield _Sign(f"{_OMITTED}\n")
            omits_first = False
        if next_mark is not None and at >= next_mark.start:
            yield _Sign(next_mark.shown)
            own_end, next_mark = next_mark.end, next(following, None)
        if 0 <= at < own_end:
            continue
        is_space = at >= 0 and sign.isspace() and not _is_in(at, code)
        if is_space:
            is_kept = _is_in(at, kept_line_ends) or (_is_in(at, messages) and _LINE_END.fullmatch(sign))
            sign = "\n" if is_kept else " "
        yield _Sign(sign, at, stop, is_space)


def _is_in(at: int, ranges: Iterable[Range]) -> bool:
    """Whether one of the ranges contains character `at`."""
    return any(start <= at < end for start, end in ranges)


def _bullet_above(part: Evidence, marks: Sequence[_Mark]) -> list[str]:
    """The bullet of the item in which the first item is nested, if other items of the outer list have one."""
    is_nested = part.blocks and part.blocks[0].lead and marks and marks[0].shown.startswith(_INDENTATION)
    return [_BULLET] if is_nested and any(mark.shown == _BULLET for mark in marks) else []


def _indentation(marks: Sequence[_Mark]) -> str:
    """The indentation of the last mark's item."""
    mark = marks[-1].shown if marks else ""
    return mark[: len(mark) - len(mark.lstrip())]


def _omitted_items(part: Evidence, evidence: Evidence) -> tuple[bool, bool]:
    """Whether a quote omits items of its list, as (before its first item, after its last item).

    Items before the first one count only if the introduction of the list is shown. A single item is quoted
    for itself, so it omits nothing.
    """
    items = [block for block in part.blocks if block.kind == "item"]
    if len(items) < 2:
        return False, False
    first, last = part.blocks[0], part.blocks[-1]
    before = [block for block in evidence.blocks if block.end <= first.start]
    after = [block for block in evidence.blocks if block.start >= last.end]
    omits_first = bool(first.lead) and _continues_list(first, reversed(before))
    return omits_first, _continues_list(last, after)


def _continues_list(item: Block, others: Iterable[Block]) -> bool:
    """Whether the next items of `others`, nearest first, include an item of the same list as `item`."""
    neighbours = takewhile(lambda block: block.kind == "item", others)
    own_list = item.lead, item.trail
    return item.kind == "item" and any((block.lead, block.trail) == own_list for block in neighbours)


def _code(part: Evidence) -> list[Range]:
    """The ranges of a quote that are code."""
    code = (block for block in part.blocks if block.kind == "code")
    return [part.in_context(block.start, block.end) for block in code]


def _messages(part: Evidence) -> Iterator[Range]:
    """Yield the ranges of a quote that are messages of a chat with a head (author and time).

    The lines of other messages may be wrapped to a page's width.
    """
    for block in part.blocks:
        moved = part.block_in_context(block)
        if message_text_start(part.context, moved) > moved.start:
            yield moved.start, moved.end


def _without_repeated_header(part: Evidence) -> Evidence:
    """The evidence without the header of a table if it also has rows, in which the names of columns are."""
    kinds = {block.kind for block in part.blocks}
    if not {"header", "row"} <= kinds:
        return part
    return replace(part, blocks=tuple(block for block in part.blocks if block.kind != "header"))


def _marks(part: Evidence, evidence: Evidence) -> Iterator[_Mark]:
    """Yield the marks before the words of items: indentation, and a bullet if its text or markup has one.

    A single item without an introduction is shown without either.
    """
    items = [block for block in part.blocks if block.kind == "item"]
    if len(part.blocks) == 1 and not part.blocks[0].lead:
        for block in items:
            if own := _own_bullet(part, block):
                yield _Mark(*own, "")
        return
    columns = [_column(evidence, block.start) for block in items]
    depths = {column: depth for depth, column in enumerate(sorted(set(columns)))}
    for block, column in zip(items, columns, strict=True):
        indentation = _INDENTATION * depths[column]
        if bullet := _after_markup(part, block) or _own_bullet(part, block):
            yield _Mark(*bullet, indentation + _BULLET)
        elif indentation:
            yield _Mark(*part.in_context(block.start, block.start), indentation)


def _after_markup(part: Evidence, item: Block) -> Range | None:
    """The empty range between an item's bullet and its words if the bullet is markup; otherwise None."""
    for start, end, read in item.replacements[:1]:
        if start == item.start and not read and part.text_between(start, end)[-1:].isspace():
            return part.in_context(end, end)
    return None


def _own_bullet(part: Evidence, item: Block) -> Range | None:
    """The bullet in the text of an item, as characters of the quote; None if there is none."""
    found = _OWN_BULLET.match(part.context, *part.in_context(item.start, item.end))
    return found.span() if found else None


def _column(evidence: Evidence, start: int) -> int:
    """The column, from 0, in which an item starts; 0 if there is other text before it on its line."""
    before = _LINE_END.split(evidence.text_between(evidence.start, start))[-1].expandtabs()
    return len(before) if not before.strip(" >") else 0
