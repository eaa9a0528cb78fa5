"""A passage → the text that the models and BM25 read, with the offset of each of its characters.

That text is the trail (title › heading › heading) on a line of its own, then each block on a line, with the
block's replacements instead of its markup. Quotes show the document's own text instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import PurePosixPath
from typing import NamedTuple

from index.documents.plain_text.broken_words import hyphen_breaks, parts_of_broken_words
from index.types import CELL_SEPARATOR, PROSE_KINDS, TRAIL_SEPARATOR, Block, Passage, Replacement

_MAX_TRAIL = 200  # characters of a trail that are read: its end, since the innermost headings say most
_MAX_FIRST_CELL = 100  # characters; a longer first cell does not introduce the parts of its row
_MAX_PATH = 80  # characters of a path that are embedded: its end, which is the file's name
_REPEATED_SIGN = re.compile(r"([^\w\s])(?:[ \t]*\1){3,}")
_PATH_WORD = re.compile(r"[^\W_]+")
_START, _END = attrgetter("start"), attrgetter("end")  # replacements are in order of both, without overlap


class Segment(NamedTuple):
    """A part of a reading text: what is read for characters `start` to `end` of the document."""

    read: str
    start: int
    end: int
    verbatim: bool  #: it is these characters, not a replacement of them


def block_segments(text: str, offset: int, block: Block) -> Iterator[Segment]:
    """Yield the segments of a block in order. `text` is the part of the document that starts at `offset`."""
    at = block.start
    for start, end, read in block.replacements:
        if at < start:
            yield Segment(text[at - offset : start - offset], at, start, True)
        if read:
            yield Segment(read, start, end, False)
        at = end
    if at < block.end:
        yield Segment(text[at - offset : block.end - offset], at, block.end, True)


def block_text(text: str, offset: int, block: Block) -> str:
    """The read text of a block. `text` is the part of the document that starts at `offset`."""
    if not block.replacements:
        return text[block.start - offset : block.end - offset]
    return "".join(segment.read for segment in block_segments(text, offset, block))


def first_cell(text: str, row: Block) -> str:
    """The read text of a row's first cell, with its group and column; empty if over 100 characters."""
    read = ""
    for segment in block_segments(text, 0, row):
        if read and not segment.verbatim and segment.read.startswith(CELL_SEPARATOR):
            break
        read += segment.read
    return read if len(read) <= _MAX_FIRST_CELL else ""


def clip_block(block: Block, start: int, end: int) -> Block:
    """The part of a block between two offsets of the document, with the replacements in it."""
    start, end = max(start, block.start), min(end, block.end)
    replacements = block.replacements
    first, last = bisect_left(replacements, start, key=_START), bisect_right(replacements, end, key=_END)
    return block._replace(start=start, end=end, replacements=replacements[first:last])


def with_whole_words(text: str, block: Block, offset: int = 0) -> Block:
    """The block with a replacement for each hyphen that breaks a word at a line end. Only prose is changed.

    `text` is the part of the document that starts at `offset`.
    """
    if block.kind not in PROSE_KINDS:
        return block
    joins = [
        Replacement(block.start + first, block.start + last, "")
        for first, last in hyphen_breaks(text[block.start - offset : block.end - offset])
    ]
    joins = [join for join in joins if not _overlaps(join, block.replacements)]
    return block._replace(replacements=tuple(sorted((*block.replacements, *joins)))) if joins else block


def _overlaps(join: Replacement, replacements: Sequence[Replacement]) -> bool:
    """Whether the range of `join` overlaps one of the replacements."""
    following = bisect_right(replacements, join.start, key=_END)
    return following < len(replacements) and replacements[following].start < join.end


def _passage_blocks(passage: Passage) -> tuple[Block, ...]:
    """The blocks of a passage; the whole passage as one paragraph if it has none."""
    return passage.blocks or (Block("paragraph", passage.start, passage.end),)


def trail_below_title(title: str, trail: Sequence[str]) -> tuple[str, ...]:
    """The headings of a trail that are not empty, without the first if it is the document's title."""
    headings = tuple(heading for heading in trail if heading)
    return headings[1:] if headings and headings[0].casefold() == title.casefold() else headings


def trail_and_path(passage: Passage) -> str:
    """The title and headings of a passage, and the words of its document's path."""
    return " ".join((passage_trail(passage), *_PATH_WORD.findall(passage.document)))


def title_and_path(passage: Passage) -> str:
    """The title of a passage's document, and the words of its path."""
    return trail_and_path(replace(passage, trail=()))


def passage_trail(passage: Passage) -> str:
    """The read text of a passage's title and headings."""
    return trail_text(passage.document, passage.title, passage.trail)


def trail_text(document: str, title: str, trail: Sequence[str]) -> str:
    """The read text of a title and a trail of headings: "Handbook › Leave › Sick leave".

    A title that is only the name of the file is omitted, and a long trail loses its first words.
    """
    own_title = "" if title == PurePosixPath(document).name else title
    text = TRAIL_SEPARATOR.join(filter(None, (own_title, *trail_below_title(title, trail))))
    return _last_words(text, _MAX_TRAIL)


def body_text(passage: Passage) -> str:
    """The read text of a passage without its trail: the lead of its first block, then its blocks."""
    blocks = _passage_blocks(passage)
    lines = [block_text(passage.text, passage.start, block) for block in blocks]
    return "\n".join([blocks[0].lead, *lines] if blocks[0].lead else lines)


def reading_text(passage: Passage) -> str:
    """The read text of a passage: its trail, then its blocks."""
    return _with_trail(passage_trail(passage), passage)


def _with_trail(trail: str, passage: Passage) -> str:
    """The trail on a line of its own unless it is empty, then the read text of the passage's blocks."""
    body = body_text(passage)
    return f"{trail}\n{body}" if trail else body


def path_words(document: str) -> str:
    """The words of a file's name and of its folder: "guild rules" for "game/guild/rules-2.md".

    Words with digits are omitted, since dates and numbers mean little to an encoder; BM25 indexes them. So
    are single letters.
    """
    path = PurePosixPath(document)
    words = _PATH_WORD.findall(f"{path.parent.name} {path.stem}")
    text = " ".join(word for word in words if len(word) > 1 and word.isalpha())
    return _last_words(text, _MAX_PATH)


def _last_words(text: str, size: int) -> str:
    """The text; of one longer than `size` characters, the last words that fit."""
    return text if len(text) <= size else text[-size:].partition(" ")[2]


def embedded_trail(document: str, title: str, trail: Sequence[str]) -> str:
    """The text that the encoder reads before a passage's blocks: the words of the path, then the trail."""
    return TRAIL_SEPARATOR.join(filter(None, (path_words(document), trail_text(document, title, trail))))


def embedded_text(passage: Passage) -> str:
    """The text of a passage that the encoder reads: path, trail and blocks, with repeated signs once."""
    trail = embedded_trail(passage.document, passage.title, passage.trail)
    return without_repeated_signs(_with_trail(trail, passage))


def without_repeated_signs(text: str) -> str:
    """The text, with one sign instead of four or more equal signs in a row.

    Each sign of `==========` would be a token of its own without any meaning.
    """
    return _REPEATED_SIGN.sub(r"\1", text)


def indexed_text(passage: Passage) -> str:
    """The text whose terms BM25 counts: the file's path, the read text, and the parts of broken words."""
    return " ".join([passage.document, reading_text(passage), *parts_of_broken_words(passage.text)])


def merge_blocks(passages: Sequence[Passage]) -> tuple[Block, ...]:
    """The blocks of adjacent passages in order, without overlap. The passages themselves may overlap."""
    blocks: list[Block] = []
    for passage in passages:
        for block in _passage_blocks(passage):
            if not blocks or block.start >= blocks[-1].end:
                blocks.append(block)
            elif block.end > blocks[-1].end:
                last = blocks.pop()
                joined = sorted({*last.replacements, *block.replacements})
                blocks.append(last._replace(end=block.end, replacements=tuple(joined)))
    return tuple(blocks)
