"""The relevance of an evidence → the sentence, item, list, row or code of it that answers, or is shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents.blocks.questions import asks, ends_with_colon
from index.passages.reading_text import clipped
from index.passages.sentences import stripped
from index.reader.blocks.exchanges import Message, exchange, messages_between, reply_to
from index.reader.blocks.rows import ROW_BEHIND_WEIGHT, rows_behind
from index.reader.evidence_text import (
    evidence_blocks,
    evidence_sentences,
    holds_comment,
    stretch_text,
    units_between,
    without_introductions,
)
from index.reader.network.relevance import Relevance
from index.reader.read_lengths import ReadLengths
from index.types import HEADS, Block, Evidence, Range

MAX_SECTION_CHARACTERS = 600  #: of a section or a list that is given whole as an answer
MAX_BLOCK_CHARACTERS = 500  #: of an answer that the sentences, items and code around the best are a part of
# Beside prose and lists a row is chosen by its relevance plus this times its coverage (between the rows of a
# table see rows.py). Chosen from 2, 4, 8 and 16 on the questions of tests/benchmarks/real.py.
_ROW_COVERAGE_WEIGHT = 16.0
# The most relevant part of an answer is chosen by its relevance plus this times its coverage. Chosen from
# 0, 2, 4, 8, 12 and 16 on the same questions and on chat-like questions about real FAQs.
_PART_COVERAGE_WEIGHT = 4.0
_ALL = 0.999  # of the question's terms, as sums are rounded
_NEARLY_BEST = 2.0  # the relevance of an item that is no further behind the best of its list answers too


def answering_block(read: Relevance) -> Range:
    """What a passage answers with, as characters of the document: whole blocks, where they are not too long.

    Under a heading that asks, all that stands there answers. Otherwise it is the sentence, the item or the
    code with the highest relevance, and what stands around that in its passage; of a table the row alone. Of
    a passage without text it is empty.
    """
    evidence, passage = read.evidence, read.evidence.passage
    inside = _blocks_inside(read)
    if not inside:
        return passage.start, passage.start
    if passage.trail and asks(passage.trail[-1]):
        whole = (inside[0].start, inside[-1].end)
        if _length(evidence, *whole) <= MAX_SECTION_CHARACTERS and not _commented(evidence, *whole):
            return whole
    block = _best_block(read, inside)
    if block.kind == "row":
        return block.start, block.end
    if block.kind == "message":
        return _with_exchange(read, block)
    best = _list(read, inside, block) if block.kind == "item" else _sentence(read, block)
    return _with_neighbours(read, best, MAX_BLOCK_CHARACTERS, _between_tables(evidence, best))


def _with_exchange(read: Relevance, message: Block) -> Range:
    """A message with those around it that belong to it; of a long one the best sentence with its own."""
    evidence, passage = read.evidence, read.evidence.passage
    whole = message.start, message.end
    kept = whole if _length(evidence, *whole) <= MAX_BLOCK_CHARACTERS else _sentence(read, message)
    messages = messages_between(evidence, passage.start, passage.end)
    start, end = exchange(messages, message.start, (passage.start, passage.end))
    grown = _with_neighbours(read, kept, MAX_BLOCK_CHARACTERS, _between_tables(evidence, kept))
    inside = (max(start, grown[0]), min(end, grown[1]))
    return inside[0], _without_space(evidence, inside[1])


def _without_space(evidence: Evidence, end: int) -> int:
    """The end of a stretch of the document without the space before it."""
    return evidence.start + len(evidence.context[: end - evidence.start].rstrip())


def shown_block(read: Relevance, limit: int, taken: Sequence[Range] = ()) -> Range:
    """The most relevant part of a passage, and what stands around it there, up to so many characters.

    It ends where what is `taken` of the document begins, unless the part itself stands there.
    """
    passage = read.evidence.passage
    inside = _blocks_inside(read)
    if not inside:
        return passage.start, passage.start
    kept = _sentence(read, _best_block(read, inside))
    begin = max([passage.start, *(end for _, end in taken if end <= kept[0])])
    end = min([passage.end, *(start for start, _ in taken if start >= kept[1])])
    return _with_neighbours(read, kept, limit, (begin, end))


def most_relevant_part(read: Relevance, start: int, end: int) -> Range | None:
    """The sentence, item, row or code of what answers that is most relevant; None if that is all.

    Where some have a version or an identifier that the question names, it is one of those; where the only one
    with all that the question names is a block of its own, such as an item, it is that.
    A question, such as somebody's in a chat, holds the words of the question and answers nothing: what comes
    after it does, and of a chat somebody else's reply. Who says something, and when, is no part of it.
    """
    evidence = read.evidence
    units = units_between(evidence, start, end)
    messages = messages_between(evidence, start, end)
    if len(units) < 2:
        return messages[0].words if messages else None
    units = [unit for unit in units if evidence.start + unit[0] in read.named] or units
    best = max(units, key=lambda unit: _part_score(read, unit))
    if complete := _complete_block(read, units):
        best = complete
    if said := _said(read, messages, units, (evidence.start + best[0], evidence.start + best[1])):
        return said
    later = (unit for unit in units if unit >= best and not asks(evidence.context[slice(*unit)]))
    first, last = next(later, best)
    return evidence.start + first, evidence.start + last


def most_relevant_start(read: Relevance) -> int:
    """Where the most relevant part of a passage begins in its document."""
    passage = read.evidence.passage
    part = most_relevant_part(read, passage.start, passage.end)
    return part[0] if part else passage.start


def _said(read: Relevance, messages: Sequence[Message], units: Sequence[Range], best: Range) -> Range | None:
    """What is said in the message that holds the best part; where that asks, in the reply. None: in none."""
    own = next((each for each in messages if each.start <= best[0] < each.end), None)
    if own is None:
        return None
    reply = reply_to(messages, own) if own.asks else None
    if reply is None:
        return max(best[0], own.text), best[1]
    first = read.evidence.start
    inside = [unit for unit in units if reply.start <= first + unit[0] < reply.end]
    start, end = max(inside, key=lambda unit: _part_score(read, unit), default=(0, 0))
    return (max(first + start, reply.text), first + end) if inside else reply.words


def _complete_block(read: Relevance, units: Sequence[Range]) -> Range | None:
    """The unit that alone covers all of the question, if it is a whole block and introduces nothing."""
    first = read.evidence.start
    complete = [unit for unit in units if read.coverage.get(first + unit[0], 0.0) > _ALL]
    blocks = {(block.start - first, block.end - first) for block in evidence_blocks(read.evidence)}
    if len(complete) != 1 or complete[0] not in blocks:
        return None
    return None if ends_with_colon(stretch_text(read.evidence, *complete[0])) else complete[0]


def _part_score(read: Relevance, unit: Range) -> float:
    coverage = read.coverage.get(read.evidence.start + unit[0], 0.0)
    return read.of(*unit) + _PART_COVERAGE_WEIGHT * coverage


def _blocks_inside(read: Relevance) -> list[Block]:
    """The blocks of a passage that can answer, cut to the passage, without the space around them."""
    evidence, passage = read.evidence, read.evidence.passage
    clips = [
        clipped(block, passage.start, passage.end)
        for block in evidence_blocks(evidence)
        if passage.start < block.end and block.start < passage.end and block.kind not in HEADS
    ]
    return [
        clip._replace(start=evidence.start + start, end=evidence.start + end)
        for clip in clips
        for start, end in stripped(evidence.context, clip.start - evidence.start, clip.end - evidence.start)
    ]


def _best_block(read: Relevance, blocks: Sequence[Block]) -> Block:
    behind = rows_behind(blocks, read.block_coverage)
    return max(
        blocks,
        key=lambda block: _block_score(read, block) - ROW_BEHIND_WEIGHT * behind.get(block.start, 0.0),
    )


def _block_score(read: Relevance, block: Block) -> float:
    start = read.evidence.start
    coverage = read.block_coverage.get(block.start, 0.0)
    return read.of(block.start - start, block.end - start) + _ROW_COVERAGE_WEIGHT * coverage


def _list(read: Relevance, blocks: Sequence[Block], best: Block) -> Range:
    """The best item, or with the others of its list that answer nearly as well all of the list."""
    first = last = blocks.index(best)
    while first > 0 and blocks[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "item":
        last += 1
    nearly = _block_score(read, best) - _NEARLY_BEST
    answering = sum(_block_score(read, item) >= nearly for item in blocks[first : last + 1])
    start, end = blocks[first].start, blocks[last].end
    short = _length(read.evidence, start, end) <= MAX_SECTION_CHARACTERS
    if answering > 1 and short and not _commented(read.evidence, start, end):
        return start, end
    return best.start, best.end


def _sentence(read: Relevance, block: Block) -> Range:
    """The best sentence of a paragraph or quotation; another block whole."""
    evidence = read.evidence
    if block.kind not in ("paragraph", "quotation", "message"):
        return block.start, block.end
    first, last = block.start - evidence.start, block.end - evidence.start
    sentences = [each for each in evidence_sentences(evidence) if first <= each[0] and each[1] <= last]
    if not sentences:
        return block.start, block.end
    start, end = max(sentences, key=lambda sentence: read.of(*sentence))
    return evidence.start + start, evidence.start + end


def _between_tables(evidence: Evidence, kept: Range) -> Range:
    """From the last table before a part of a passage to the first after it that nothing introduces."""
    passage = evidence.passage
    tables = [
        block for block in evidence_blocks(evidence) if block.kind in ("row", "header") and not block.lead
    ]
    begin = max([passage.start, *(table.end for table in tables if table.end <= kept[0])])
    end = min([passage.end, *(table.start for table in tables if table.start >= kept[1])])
    return begin, end


def _with_neighbours(read: Relevance, kept: Range, limit: int, within: Range) -> Range:
    """A part of a passage with what stands around it there `within`, up to so many characters.

    What is added are whole sentences, items, rows and code, those after the part first; nothing beyond what
    is commented out. Nor does it end with a sentence that introduces what is not in it.
    """
    evidence = read.evidence
    first, last = kept[0] - evidence.start, kept[1] - evidence.start
    units = [
        unit
        for unit in units_between(evidence, *within)
        if not holds_comment(evidence, min(first, unit[0]), max(last, unit[1]))
    ]
    beginnings = _beginnings(read, units, first)
    start, end = _grown((first, last), units, beginnings, ReadLengths(evidence), limit)
    added = without_introductions(evidence, [unit for unit in units if last < unit[1] <= end])
    return evidence.start + start, evidence.start + (added[-1][1] if added else last)


def _beginnings(read: Relevance, units: Sequence[Range], kept: int) -> set[int]:
    """Where what is given before a part may begin, of the units of its passage.

    That is with a block, with a sentence of the part's own block, or with one that introduces what follows.
    """
    evidence = read.evidence
    blocks = [block.start - evidence.start for block in _blocks_inside(read)]
    own = max((start for start in blocks if start <= kept), default=kept)
    inside = (unit for unit in units if unit[0] >= own or ends_with_colon(stretch_text(evidence, *unit)))
    return {*blocks, *(unit[0] for unit in inside)}


def _grown(
    kept: Range, units: Sequence[Range], beginnings: set[int], lengths: ReadLengths, limit: int
) -> Range:
    """A range with the units after it, then those before it, as far as they fit into so many characters.

    It begins with itself or at one of the `beginnings`.
    """
    start, end = kept
    for unit in units:
        if unit[0] >= end and lengths.between(start, unit[1]) > limit:
            break
        end = max(end, unit[1]) if unit[0] >= end else end
    for unit in reversed(units):
        if unit[1] <= start and lengths.between(unit[0], end) > limit:
            break
        start = min(start, unit[0]) if unit[1] <= kept[0] and unit[0] in beginnings else start
    return start, end


def _commented(evidence: Evidence, start: int, end: int) -> bool:
    """Whether anything between two offsets of the document is commented out."""
    return holds_comment(evidence, start - evidence.start, end - evidence.start)


def _length(evidence: Evidence, start: int, end: int) -> int:
    return ReadLengths(evidence).between(start - evidence.start, end - evidence.start)
