"""A quote → what people read of it: without markup, each paragraph, item and row on a line.

Messages of a chat keep their lines, and so does prose whose lines are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from index.citing.meant_lines import meant_line_ends
from index.passages.sentences import after_head
from index.reader.evidence_text import evidence_text, isolate
from index.types import Block, Evidence, Range, overlap

BULLET = "• "  #: before an item, in the place of its own bullet
_BEFORE, _AFTER = "… ", " …"  # where the text goes on
_LEFT_OUT = "…"  # on a line of its own, in the place of items of a list
_INDENTATION = "  "  # of an item, for each list that its own stands in
_LINE_END = re.compile(r"[\r\n\u2028\u2029]")
_OWN_BULLET = re.compile(r"[-*+•‣◦▪●–—][ \t]+(?=\S)")  # that a converted file has in its text


def shown_quote(
    evidence: Evidence, quote: Range, answer: Range, *, goes_on: tuple[bool, bool] = (False, False)
) -> tuple[str, Range | None]:
    """What is read of a quote, and where the answer stands in that; `goes_on`: whether the sentence, item or
    code that is quoted begins before it, and ends after it.

    Quote and answer are characters of the context. Spaces are not repeated, but in code, which stays as it
    is. The names of a table's columns stand in its rows, not also above them. Items among other blocks, or
    below what introduces them, have bullets, and are indented where they stand in others. A sign stands for
    items that are left out between what introduces a list and its items, and at its end.
    """
    part = _without_repeated_header(isolate(evidence, *quote))
    marks = list(_marks(part, evidence))
    is_cut, has_more = _left_out(part, evidence)
    first, last = (offset - quote[0] for offset in answer)
    shown = [_BEFORE] if goes_on[0] else []
    shown += _bullet_above(part, marks)
    inside: list[int] = []  # the numbers of the signs that stand for the answer
    for sign in _signs(part, marks, _kept_line_ends(evidence, quote), is_cut=is_cut):
        if sign.is_space and (not shown or shown[-1][-1].isspace()):
            continue
        if 0 <= sign.start < last and first < sign.end:
            inside.append(len(shown))
        shown.append(sign.text)
    if goes_on[1]:
        shown.append(_AFTER)
    elif has_more:
        shown.append(f"\n{_indentation(marks)}{_LEFT_OUT}")
    text = "".join(shown)
    if not inside:
        return text, None
    start = len("".join(shown[: inside[0]]))
    return text, (start, start + len("".join(shown[inside[0] : inside[-1] + 1])))


def _kept_line_ends(evidence: Evidence, quote: Range) -> list[Range]:
    """The line ends of a quote that are meant, with the blanks around them, as characters of it."""
    line_ends = (each for each in meant_line_ends(evidence) if overlap(each, quote))
    return [(start - quote[0], end - quote[0]) for start, end in line_ends]


class _Mark(NamedTuple):
    """What is shown in the place of characters `start` to `end` of the quote, before the words of an item."""

    start: int
    end: int
    shown: str


class _Sign(NamedTuple):
    """A sign that is shown, and the characters of the quote that it stands for; -1 for none of them."""

    text: str
    start: int = -1
    end: int = -1
    is_space: bool = False  #: of several one is shown


def _signs(
    part: Evidence, marks: Sequence[_Mark], broken: Sequence[Range], *, is_cut: bool
) -> Iterator[_Sign]:
    """The signs of a quote and its `marks`, in order. One stands for items before it, where it `is_cut`.

    `broken` are the line ends that are kept, with the blanks around them.
    """
    read = evidence_text(part)
    code = _code(part)
    messages = list(_messages(part))
    following = iter(marks)
    next_mark = next(following, None)
    own_end = 0  # of the bullet that the last mark stands for
    signs = zip(read.text[read.head :], read.ranges[read.head :].tolist(), strict=True)
    for sign, (at, stop) in signs:
        if is_cut and at >= 0:
            yield _Sign(f"{_LEFT_OUT}\n")
            is_cut = False
        if next_mark is not None and at >= next_mark.start:
            yield _Sign(next_mark.shown)
            own_end, next_mark = next_mark.end, next(following, None)
        if 0 <= at < own_end:
            continue
        is_space = at >= 0 and sign.isspace() and not _is_in(at, code)
        if is_space:
            is_kept = _is_in(at, broken) or (_is_in(at, messages) and _LINE_END.fullmatch(sign))
            sign = "\n" if is_kept else " "
        yield _Sign(sign, at, stop, is_space)


def _is_in(at: int, ranges: Iterable[Range]) -> bool:
    return any(start <= at < end for start, end in ranges)


def _bullet_above(part: Evidence, marks: Sequence[_Mark]) -> list[str]:
    """The bullet of the item that the first one stands in, where others beside it have bullets."""
    is_inside = part.blocks and part.blocks[0].lead and marks and marks[0].shown.startswith(_INDENTATION)
    return [BULLET] if is_inside and any(mark.shown == BULLET for mark in marks) else []


def _indentation(marks: Sequence[_Mark]) -> str:
    """The blanks before the last mark, as far as its item is indented."""
    mark = marks[-1].shown if marks else ""
    return mark[: len(mark) - len(mark.lstrip())]


def _left_out(part: Evidence, evidence: Evidence) -> tuple[bool, bool]:
    """Whether items of the list that a quote begins or ends with are left out: before its first item, where
    what introduces the list is shown there, and after its last. A single item stands for itself."""
    items = [block for block in part.blocks if block.kind == "item"]
    if len(items) < 2:
        return False, False
    first, last = part.blocks[0], part.blocks[-1]
    before = [block for block in evidence.blocks if block.end <= first.start]
    after = [block for block in evidence.blocks if block.start >= last.end]
    is_cut = bool(first.lead) and _goes_on(first, reversed(before))
    return is_cut, _goes_on(last, after)


def _goes_on(item: Block, others: Iterable[Block]) -> bool:
    """Whether an item has another of its list among blocks that are beside it, nearest first."""
    beside = takewhile(lambda block: block.kind == "item", others)
    return item.kind == "item" and any(_list_of(block) == _list_of(item) for block in beside)


def _list_of(item: Block) -> tuple[str, tuple[str, ...]]:
    return item.lead, item.trail


def _code(part: Evidence) -> list[Range]:
    """The blocks of code of a quote."""
    code = (block for block in part.blocks if block.kind == "code")
    return [(block.start - part.start, block.end - part.start) for block in code]


def _messages(part: Evidence) -> Iterator[Range]:
    """Yield the messages of a chat that tell their time; the lines of others may be cut to a page's width."""
    for block in part.blocks:
        moved = block._replace(start=block.start - part.start, end=block.end - part.start)
        if after_head(part.context, moved) > moved.start:
            yield moved.start, moved.end


def _without_repeated_header(part: Evidence) -> Evidence:
    """The evidence without the names of columns that its rows have too."""
    kinds = {block.kind for block in part.blocks}
    if not {"header", "row"} <= kinds:
        return part
    return replace(part, blocks=tuple(block for block in part.blocks if block.kind != "header"))


def _marks(part: Evidence, evidence: Evidence) -> Iterator[_Mark]:
    """Yield what is shown before the words of items: indentation, and a bullet for each that is written or is
    markup. An item alone has neither."""
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
            yield _Mark(*bullet, indentation + BULLET)
        elif indentation:
            yield _Mark(block.start - part.start, block.start - part.start, indentation)


def _after_markup(part: Evidence, item: Block) -> Range | None:
    """Where the words of an item begin after a bullet that is markup, and is not read; None: it has none."""
    for start, end, shown in item.replacements[:1]:
        if start == item.start and not shown and part.text_between(start, end)[-1:].isspace():
            return end - part.start, end - part.start
    return None


def _own_bullet(part: Evidence, item: Block) -> Range | None:
    """The bullet that is read with an item, as characters of the quote."""
    found = _OWN_BULLET.match(part.context, item.start - part.start, item.end - part.start)
    return found.span() if found else None


def _column(evidence: Evidence, start: int) -> int:
    """The column in which an item begins, from 0; also where something else stands before it."""
    before = _LINE_END.split(evidence.context[: start - evidence.start])[-1].expandtabs()
    return len(before) if not before.strip(" >") else 0
