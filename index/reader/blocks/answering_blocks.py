"""The relevance of a passage → its sentence, item, list, row, code or messages that answer or are shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents.blocks.questions import ends_with_colon, ends_with_question_mark
from index.passages.reading_text import clip_block
from index.passages.sentences import strip_range
from index.reader.blocks.exchanges import Message, exchange, messages_between, reply_to, told_after_asking
from index.reader.evidence.ranges import (
    contains_comment,
    evidence_blocks,
    evidence_sentences,
    quotable_ranges_between,
    range_text,
    without_introductions,
)
from index.reader.evidence.reading_lengths import ReadingLengths
from index.reader.network.relevance import Relevance
from index.reader.network.rows import COVERAGE_DEFICIT_WEIGHT, coverage_deficits
from index.types import HEADING_KINDS, Block, Evidence, Range

_MAX_SECTION_CHARACTERS = 600  # the longest section or list that answers as a whole
_MAX_BLOCK_CHARACTERS = 500  # the longest answer that a sentence, item or code makes with its neighbours
# In a passage with a table, the block that answers has the highest relevance plus this times coverage (for
# the rows of one table see rows.py). Chosen from 2, 4, 8 and 16 on the questions of tests/benchmarks/real.py.
_ROW_COVERAGE_WEIGHT = 16.0
# The most relevant part of an answer has the highest relevance plus this times coverage. Chosen from
# 0, 2, 4, 8, 12 and 16 on the same questions and on chat-like questions about real FAQs.
_PART_COVERAGE_WEIGHT = 4.0
_FULL_COVERAGE = 0.999  # all terms of the question; a sum of weights may be a little below 1
_NEARLY_BEST = 2.0  # an item whose score is at most this much below the best of its list answers too


def answering_block(relevance: Relevance) -> Range:
    """Return the part of a passage that answers the question, as a range of the document.

    Under a heading that asks, the whole passage answers, unless it is too long or contains a comment.
    Otherwise the sentence, item, list or code with the highest relevance answers, with its neighbours in the
    passage. A table row answers alone, and a message with its exchange. The range is empty for a passage
    without text.
    """
    evidence, passage = relevance.evidence, relevance.evidence.passage
    inside = _blocks_inside(relevance)
    if not inside:
        return passage.start, passage.start
    if passage.trail and ends_with_question_mark(passage.trail[-1]):
        whole = (inside[0].start, inside[-1].end)
        if _length(evidence, *whole) <= _MAX_SECTION_CHARACTERS and not _contains_comment(evidence, *whole):
            return whole
    block = _best_block(relevance, inside)
    if block.kind == "row":
        return block.start, block.end
    if block.kind == "message":
        return _with_exchange(relevance, block)
    best = _list(relevance, inside, block) if block.kind == "item" else _sentence(relevance, block)
    return _with_neighbours(relevance, best, _MAX_BLOCK_CHARACTERS, _between_tables(evidence, best))


def _with_exchange(relevance: Relevance, message: Block) -> Range:
    """Return a message, or the best sentence of a long one, with its neighbours of the same exchange."""
    evidence, passage = relevance.evidence, relevance.evidence.passage
    whole = message.start, message.end
    kept = whole if _length(evidence, *whole) <= _MAX_BLOCK_CHARACTERS else _sentence(relevance, message)
    messages = messages_between(evidence, passage.start, passage.end)
    start, end = exchange(messages, message.start, (passage.start, passage.end))
    grown = _with_neighbours(relevance, kept, _MAX_BLOCK_CHARACTERS, _between_tables(evidence, kept))
    start, end = max(start, grown[0]), min(end, grown[1])
    return start, evidence.start + len(evidence.text_between(evidence.start, end).rstrip())


def shown_block(relevance: Relevance, limit: int, taken: Sequence[Range] = ()) -> Range:
    """Return the most relevant part of a passage, and its neighbours that fit into `limit` characters.

    The result is a range of the document. The neighbours do not reach into the ranges `taken`.
    """
    passage = relevance.evidence.passage
    inside = _blocks_inside(relevance)
    if not inside:
        return passage.start, passage.start
    kept = _sentence(relevance, _best_block(relevance, inside))
    begin = max([passage.start, *(end for _, end in taken if end <= kept[0])])
    end = min([passage.end, *(start for start, _ in taken if start >= kept[1])])
    return _with_neighbours(relevance, kept, limit, (begin, end))


def most_relevant_part(relevance: Relevance, start: int, end: int) -> Range | None:
    """Return the most relevant quotable range between two offsets of the document; None if there is only one.

    If some of the ranges contain a version or an identifier that the question names, only these are
    considered. If exactly one of them covers all terms of the question, it is the most relevant, provided
    that it is a block of its own, such as an item, and does not end in a colon. A range that asks, such as a
    question in a chat, has many words of the question but answers nothing: the next range that does not ask
    is returned instead, or in a chat the reply of somebody else. The author and the time of a message are not
    included; of a single message, its words are returned.
    """
    evidence = relevance.evidence
    ranges = quotable_ranges_between(evidence, start, end)
    messages = messages_between(evidence, start, end)
    if len(ranges) < 2:
        return messages[0].words if messages else None
    ranges = [each for each in ranges if evidence.start + each[0] in relevance.named] or ranges
    best = max(ranges, key=lambda each: _part_score(relevance, each))
    if complete := _complete_block(relevance, ranges):
        best = complete
    if said := _said(relevance, messages, ranges, evidence.in_document(*best)):
        return said
    later = (
        each
        for each in ranges
        if each >= best and not ends_with_question_mark(evidence.context[slice(*each)])
    )
    return evidence.in_document(*next(later, best))


def most_relevant_start(relevance: Relevance) -> int:
    """Return where the most relevant part of a passage starts in its document."""
    passage = relevance.evidence.passage
    part = most_relevant_part(relevance, passage.start, passage.end)
    return part[0] if part else passage.start


def _said(
    relevance: Relevance, messages: Sequence[Message], ranges: Sequence[Range], best: Range
) -> Range | None:
    """Return the best part without the author and the time of its message; None if no message contains it.

    If the message asks and has a reply, return the best part of the reply, unless the message itself replies
    to somebody who asked, and tells something too.
    """
    own = next((each for each in messages if each.start <= best[0] < each.end), None)
    if own is None:
        return None
    tells = best[1] > told_after_asking(messages, own)
    reply = reply_to(messages, own) if own.asks and not tells else None
    if reply is None:
        return max(best[0], own.text), best[1]
    return _best_part_of(relevance, reply, ranges) or reply.words


def _best_part_of(relevance: Relevance, message: Message, ranges: Sequence[Range]) -> Range | None:
    """Return the most relevant of the ranges in a message, without its author and time; None without one."""
    evidence = relevance.evidence
    inside = [each for each in ranges if message.start <= evidence.start + each[0] < message.end]
    if not inside:
        return None
    start, end = evidence.in_document(*max(inside, key=lambda each: _part_score(relevance, each)))
    return max(start, message.text), end


def _complete_block(relevance: Relevance, ranges: Sequence[Range]) -> Range | None:
    """Return the only range that covers all terms of the question.

    None if there is none, or several, or if it is not a whole block, or ends in a colon.
    """
    evidence = relevance.evidence
    complete = [
        each for each in ranges if relevance.coverage.get(evidence.start + each[0], 0.0) > _FULL_COVERAGE
    ]
    blocks = {evidence.in_context(block.start, block.end) for block in evidence_blocks(evidence)}
    if len(complete) != 1 or complete[0] not in blocks:
        return None
    return None if ends_with_colon(range_text(evidence, *complete[0])) else complete[0]


def _part_score(relevance: Relevance, part: Range) -> float:
    coverage = relevance.coverage.get(relevance.evidence.start + part[0], 0.0)
    return relevance.logit_between(*part) + _PART_COVERAGE_WEIGHT * coverage


def _blocks_inside(relevance: Relevance) -> list[Block]:
    """Return the blocks of a passage that can answer, cut to the passage and without white space around."""
    evidence, passage = relevance.evidence, relevance.evidence.passage
    clips = [
        clip_block(block, passage.start, passage.end)
        for block in evidence_blocks(evidence)
        if passage.start < block.end and block.start < passage.end and block.kind not in HEADING_KINDS
    ]
    found: list[Block] = []
    for clip in clips:
        for stripped in strip_range(evidence.context, *evidence.in_context(clip.start, clip.end)):
            start, end = evidence.in_document(*stripped)
            found.append(clip._replace(start=start, end=end))
    return found


def _best_block(relevance: Relevance, blocks: Sequence[Block]) -> Block:
    deficits = coverage_deficits(blocks, relevance.block_coverage)
    return max(
        blocks,
        key=lambda block: (
            _block_score(relevance, block) - COVERAGE_DEFICIT_WEIGHT * deficits.get(block.start, 0.0)
        ),
    )


def _block_score(relevance: Relevance, block: Block) -> float:
    coverage = relevance.block_coverage.get(block.start, 0.0)
    own = relevance.evidence.in_context(block.start, block.end)
    return relevance.logit_between(*own) + _ROW_COVERAGE_WEIGHT * coverage


def _list(relevance: Relevance, blocks: Sequence[Block], best: Block) -> Range:
    """Return the best item, or its whole list if that is short and other items answer nearly as well."""
    first = last = blocks.index(best)
    while first > 0 and blocks[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "item":
        last += 1
    nearly = _block_score(relevance, best) - _NEARLY_BEST
    answering = sum(_block_score(relevance, item) >= nearly for item in blocks[first : last + 1])
    start, end = blocks[first].start, blocks[last].end
    short = _length(relevance.evidence, start, end) <= _MAX_SECTION_CHARACTERS
    if answering > 1 and short and not _contains_comment(relevance.evidence, start, end):
        return start, end
    return best.start, best.end


def _sentence(relevance: Relevance, block: Block) -> Range:
    """Return the best sentence of a paragraph, quotation or message; any other block whole."""
    evidence = relevance.evidence
    if block.kind not in ("paragraph", "quotation", "message"):
        return block.start, block.end
    first, last = evidence.in_context(block.start, block.end)
    sentences = [each for each in evidence_sentences(evidence) if first <= each[0] and each[1] <= last]
    if not sentences:
        return block.start, block.end
    return evidence.in_document(*max(sentences, key=lambda sentence: relevance.logit_between(*sentence)))


def _between_tables(evidence: Evidence, kept: Range) -> Range:
    """Return the range of a passage around `kept` up to the nearest table on each side.

    A table with an introduction is no limit.
    """
    passage = evidence.passage
    tables = [
        block for block in evidence_blocks(evidence) if block.kind in ("row", "header") and not block.lead
    ]
    begin = max([passage.start, *(table.end for table in tables if table.end <= kept[0])])
    end = min([passage.end, *(table.start for table in tables if table.start >= kept[1])])
    return begin, end


def _with_neighbours(relevance: Relevance, kept: Range, limit: int, within: Range) -> Range:
    """Return a part of a passage, and its neighbours `within` a range that fit into `limit` characters.

    The neighbours are whole quotable ranges, first those after the part. None beyond a comment is added. The
    result does not end with a neighbour that introduces text outside of the result.
    """
    evidence = relevance.evidence
    first, last = evidence.in_context(*kept)
    neighbours = [
        each
        for each in quotable_ranges_between(evidence, *within)
        if not contains_comment(evidence, min(first, each[0]), max(last, each[1]))
    ]
    starts = _possible_starts(relevance, neighbours, first)
    start, end = _grown((first, last), neighbours, starts, ReadingLengths(evidence), limit)
    added = without_introductions(evidence, [each for each in neighbours if last < each[1] <= end])
    return evidence.in_document(start, added[-1][1] if added else last)


def _possible_starts(relevance: Relevance, neighbours: Sequence[Range], kept: int) -> set[int]:
    """Return where the neighbours before a part, which starts at `kept`, may start.

    They may start with a block, with a sentence of the part's own block, or with a line that ends in a colon.
    """
    evidence = relevance.evidence
    blocks = [block.start - evidence.start for block in _blocks_inside(relevance)]
    own = max((start for start in blocks if start <= kept), default=kept)
    inside = (each for each in neighbours if each[0] >= own or ends_with_colon(range_text(evidence, *each)))
    return {*blocks, *(each[0] for each in inside)}


def _grown(
    kept: Range, neighbours: Sequence[Range], starts: set[int], lengths: ReadingLengths, limit: int
) -> Range:
    """Return a range with the neighbours after it, then those before it, that fit into `limit` characters.

    The result starts where `kept` does, or at one of `starts`.
    """
    start, end = kept
    for each in neighbours:
        if each[0] >= end and lengths.between(start, each[1]) > limit:
            break
        end = max(end, each[1]) if each[0] >= end else end
    for each in reversed(neighbours):
        if each[1] <= start and lengths.between(each[0], end) > limit:
            break
        start = min(start, each[0]) if each[1] <= kept[0] and each[0] in starts else start
    return start, end


def _contains_comment(evidence: Evidence, start: int, end: int) -> bool:
    """Whether there is a comment between two offsets of the document."""
    return contains_comment(evidence, *evidence.in_context(start, end))


def _length(evidence: Evidence, start: int, end: int) -> int:
    return ReadingLengths(evidence).between(*evidence.in_context(start, end))
