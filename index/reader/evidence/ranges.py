"""Evidence → its blocks, sentences, quotable ranges and sections, and how they are read.

A quotable range is quoted whole or not at all: a sentence, a list item, a table row, code or a short message.
Sentences and quotable ranges lie within one block of the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from index.documents.blocks.questions import ends_with_colon
from index.passages.reading_text import block_text, clip_block, trail_text, with_whole_words
from index.passages.sentences import block_sentences, every_sentence, message_text_start, strip_range
from index.types import TRAIL_SEPARATOR, Block, Evidence, Range

_QUOTED_WHOLE = ("item", "row", "header", "code")
_SHORT_MESSAGE = 300  # characters; a message that is no longer is quoted whole
# The start of a comment between two blocks, in any of the text formats.
_COMMENT = re.compile(
    r"<!--|\{/\*|\{%-?[ \t]*comment\b"
    r"|^[ \t]*(?:\[//\]:|%|/{2,}|\.\. (?![^\n]*::)|\#\+begin_comment|\\begin\{comment)",
    re.MULTILINE | re.IGNORECASE,
)


def evidence_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """Return the blocks of the context; if it has none, a paragraph with all of its text."""
    if evidence.blocks:
        return evidence.blocks
    return tuple(
        with_whole_words(evidence.context, Block("paragraph", *evidence.in_document(*own)), evidence.start)
        for own in strip_range(evidence.context, 0, len(evidence.context))
    )


def evidence_sentences(evidence: Evidence) -> list[Range]:
    """Return the sentences, rows and lines of code of the context, as ranges of it, in order.

    The author and the time of a message are not a sentence.
    """
    if not evidence.blocks:
        return every_sentence(evidence.context)
    # Where a sentence ends depends on the text around it, so the whole context is passed.
    found: list[Range] = []
    for block in evidence.blocks:
        moved = evidence.block_in_context(block)
        head = message_text_start(evidence.context, moved)
        found += [each for each in block_sentences(evidence.context, moved) if each[0] >= head]
    return found


def quotable_ranges(evidence: Evidence) -> list[Range]:
    """Return the quotable ranges of the context in order: sentences, items, rows, code and short messages."""
    if not evidence.blocks:
        return every_sentence(evidence.context)
    ranges: list[Range] = []
    for block in evidence.blocks:
        moved = evidence.block_in_context(block)
        is_short_message = block.kind == "message" and moved.end - moved.start <= _SHORT_MESSAGE
        if block.kind in _QUOTED_WHOLE or is_short_message:
            ranges.append((moved.start, moved.end))
            continue
        sentences = list(block_sentences(evidence.context, moved))
        if len(sentences) > 1 and sentences[0][0] < message_text_start(evidence.context, moved):
            # The author and the time of a message are quoted with its first sentence.
            sentences[:2] = [(sentences[0][0], sentences[1][1])]
        ranges += sentences
    return ranges


def quotable_ranges_between(evidence: Evidence, start: int, end: int) -> list[Range]:
    """Return the quotable ranges of the context that lie between two offsets of the document."""
    first, last = evidence.in_context(start, end)
    return [each for each in quotable_ranges(evidence) if first <= each[0] and each[1] <= last]


def without_comments(evidence: Evidence, start: int, end: int) -> Range:
    """Return a range of the context, cut before the first comment that it contains between two blocks."""
    blocks = evidence_blocks(evidence)
    for before, after in pairwise(blocks):
        gap = evidence.in_context(before.end, after.start)
        if start < gap[0] and gap[1] < end and _COMMENT.search(evidence.context, *gap):
            return start, gap[0]
    return start, end


def contains_comment(evidence: Evidence, start: int, end: int) -> bool:
    """Whether a range of the context contains a comment between two blocks."""
    return without_comments(evidence, start, end) != (start, end)


def range_text(evidence: Evidence, start: int, end: int) -> str:
    """Return the reading text of characters `start` to `end` of the context."""
    return _blocks_text(evidence, evidence_blocks(evidence), *evidence.in_document(start, end))


def _introduces_what_follows(evidence: Evidence, start: int, end: int) -> bool:
    """Whether characters `start` to `end` of the context introduce the text after them.

    They do if they end with a colon, or if they are a list item and the next block is nested in it.
    """
    words = range_text(evidence, start, end)
    if ends_with_colon(words):
        return True
    own = " ".join(words.split())
    return any(
        block.kind == "item"
        and (block.start, block.end) == evidence.in_document(start, end)
        and (following.lead == own or following.lead.endswith(f"{TRAIL_SEPARATOR}{own}"))
        for block, following in pairwise(evidence.blocks)
    )


def without_introductions(evidence: Evidence, ranges: Sequence[Range]) -> list[Range]:
    """Return the ranges without the last ones that introduce the text after them: "Type this:"."""
    kept = list(ranges)
    while kept and _introduces_what_follows(evidence, *kept[-1]):
        kept.pop()
    return kept


def _blocks_text(evidence: Evidence, blocks: Iterable[Block], first: int, last: int) -> str:
    """Return the reading text of blocks between two offsets of the document, one line for each block."""
    return "\n".join(
        block_text(evidence.context, evidence.start, clip_block(block, first, last))
        for block in blocks
        if block.start < last and first < block.end
    )


def sentence_at(evidence: Evidence, start: int) -> str:
    """Return the reading text of the sentence, row or line of code at character `start` of the document.

    It is empty if none contains that character.
    """
    offset = start - evidence.start
    found = next((each for each in evidence_sentences(evidence) if each[0] <= offset < each[1]), None)
    return range_text(evidence, *found) if found else ""


def sentence_around(evidence: Evidence, start: int, end: int) -> Range | None:
    """Return the sentence, row or line of code that contains characters `start` to `end` of the document.

    The result is a range of the document; None if no single one contains all of them.
    """
    sentences = (evidence.in_document(*sentence) for sentence in evidence_sentences(evidence))
    return next((each for each in sentences if each[0] <= start and end <= each[1]), None)


def section_text(evidence: Evidence, start: int, *, other_rows: bool = True) -> str:
    """Return the reading text of the section at character `start` of the document, within the context.

    The section includes its heading and the headings directly above that. The first line is the trail of the
    passage if the passage starts in the section, else the title alone. If `start` is in a table row,
    `other_rows=False` omits the other rows of the section.
    """
    blocks = evidence_blocks(evidence)
    first, last = _section_around(evidence, start)
    passage = evidence.passage
    is_own = first <= passage.start < last
    trail = trail_text(passage.document, passage.title, passage.trail if is_own else ())
    own = evidence.row_at(start)
    if own and not other_rows:
        blocks = tuple(block for block in blocks if block.kind != "row" or block == own)
    return f"{trail}\n{_blocks_text(evidence, blocks, first, last)}"


def _section_around(evidence: Evidence, start: int) -> Range:
    """Return the section at character `start`, as a range of the document.

    It starts with its heading and the headings directly above that, and ends before the next heading.
    """
    first, previous_kind = evidence.start, ""
    for block in evidence.blocks:
        if block.kind == "heading" and block.start > start:
            return first, block.start
        if block.kind == "heading" and previous_kind != "heading":
            first = block.start
        previous_kind = block.kind
    return first, evidence.end


def passage_alone(evidence: Evidence) -> Evidence:
    """Return an evidence whose context is its passage alone."""
    return isolate(evidence, *evidence.passage_in_context)


def isolate(evidence: Evidence, start: int, end: int) -> Evidence:
    """Return an evidence whose passage and context are characters `start` to `end` of the context."""
    text, offset = evidence.context[start:end], evidence.start + start
    blocks = tuple(
        clip_block(block, offset, offset + len(text))
        for block in evidence.blocks
        if block.start < offset + len(text) and offset < block.end
    )
    passage = replace(evidence.passage, start=offset, end=offset + len(text), text=text, blocks=blocks)
    return Evidence(replace(evidence.hit, passage=passage), text, offset, blocks)
