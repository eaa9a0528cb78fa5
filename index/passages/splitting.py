"""Document → Passages: whole blocks under the same headings, or whole sentences of a long block.

Offsets are exact. The caller passes the function that counts tokens, so this module depends on no model.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from index.documents.blocks.list_leads import join_lead
from index.documents.blocks.text_lines import count_characters, count_line_ends, skip_characters
from index.documents.plain_text import plain
from index.documents.plain_text.broken_words import hyphen_breaks
from index.documents.text_blocks import TextBlocks
from index.passages.grouping import CHARACTERS_PER_TOKEN, Part, group
from index.passages.reading_text import (
    block_text,
    clip_block,
    embedded_trail,
    first_cell,
    with_whole_words,
    without_repeated_signs,
)
from index.passages.sentences import block_sentences, row_sentences, skip_space, strip_range
from index.settings import PassageSettings
from index.types import Block, Document, Passage, Range

CountTokens = Callable[[Sequence[str]], Sequence[int]]  #: texts → the number of tokens of each

_MAX_MARKS = 32  # combining marks on a letter; no script has as many
_WORD_PART = 32  # characters before and after a range, in which the parts of a broken word are searched
# One call counts the tokens of a batch of parts. So memory is bounded, however long a text or a section is.
BATCH_CHARACTERS, BATCH_SENTENCES = 200_000, 8192


def split(
    document: Document, settings: PassageSettings, count_tokens: CountTokens, token_limit: int = 1 << 30
) -> Iterator[Passage]:
    """Split a document into passages, and yield them in order of their start.

    `count_tokens` takes texts and returns the number of the encoder's tokens in each, without special tokens.
    The read text of a passage has at most `settings.tokens` of them, and at most `token_limit` together with
    its trail and its lead, unless the trail alone has over half of `token_limit`. Every character of a block
    is in at least one passage, except for white space and headings.
    """
    text = document.text
    line, counted = 1, 0
    for _, section in groupby(
        _counted_parts(document, settings, count_tokens, token_limit), attrgetter("section")
    ):
        for parts in group(text, section, settings.overlap):
            start, end = parts[0].start, parts[-1].end
            line += count_line_ends(text, counted, start)
            counted = start
            yield Passage(
                document=document.name,
                title=document.title,
                start=start,
                end=end,
                text=text[start:end],
                line=line,
                page=bisect_right(document.pages, start) if document.pages else None,
                trail=parts[0].block.trail,
                blocks=_blocks(parts),
            )


def _blocks(parts: Sequence[Part]) -> tuple[Block, ...]:
    """The blocks of a passage, cut at its ends. Their trail is empty: the passage has it."""
    blocks: list[Block] = []
    for _, same in groupby(parts, attrgetter("block.start")):
        run = list(same)
        blocks.append(clip_block(run[0].block, run[0].start, run[-1].end)._replace(trail=()))
    return tuple(blocks)


def _counted_parts(
    document: Document, settings: PassageSettings, count_tokens: CountTokens, token_limit: int
) -> Iterator[Part]:
    """Yield the blocks of a document, or the sentences of long blocks, with their tokens counted."""
    batch: list[Part] = []
    size = 0
    limits = _Limits(document, settings.tokens, count_tokens, token_limit)
    for part in _parts(document, settings.tokens * CHARACTERS_PER_TOKEN):
        batch.append(part)
        size += part.end - part.start
        if size > BATCH_CHARACTERS or len(batch) == BATCH_SENTENCES:
            yield from _fit(limits.apply(batch), document.text, limits)
            batch, size = [], 0
    yield from _fit(limits.apply(batch), document.text, limits)


def _parts(document: Document, size: int) -> Iterator[Part]:
    """Yield the blocks of a document except headings, or the sentences of those over `size` characters."""
    section, text = 0, document.text
    trail: tuple[str, ...] = ()
    for each in document.blocks or TextBlocks(text, plain.blocks):
        if each.kind == "heading" or each.trail != trail:
            section, trail = section + 1, each.trail
        if each.kind == "heading":
            continue
        block = with_whole_words(text, each)
        whole = Part(
            block.start, block.end, section, block, characters=count_characters(text, block.start, block.end)
        )
        if whole.characters <= size:
            yield whole
        else:
            yield from _sentences(text, whole, size)


def _sentences(text: str, part: Part, size: int) -> Iterator[Part]:
    """Yield the sentences of a block, and cut those of more than `size` characters.

    In a table's row, the first cell is added to the lead of each part but the first.
    """
    is_row = part.block.kind in ("row", "header")
    block = part.block
    for sentence in (row_sentences if is_row else block_sentences)(text, block):
        for start, end in _cut(text, *sentence, size):
            if is_row and start > part.start and block is part.block:
                block = block._replace(lead=join_lead(block.lead, first_cell(text, block)))
            count = count_characters(text, start, end)
            yield part._replace(start=start, end=end, block=block, depth=1, characters=count)


class _Limits:
    """The limits on the tokens of passages, without the tokens of their trails and leads."""

    def __init__(self, document: Document, tokens: int, count_tokens: CountTokens, token_limit: int) -> None:
        self._document, self._tokens = document, tokens
        self.count, self._limit = count_tokens, token_limit

    def apply(self, parts: list[Part]) -> list[Part]:
        """The parts with their limits. A lead of more than a quarter of the encoder's tokens is removed."""
        trails = list(dict.fromkeys(part.block.trail for part in parts))
        leads = list(dict.fromkeys(part.block.lead for part in parts))
        name, title = self._document.name, self._document.title
        above = [embedded_trail(name, title, trail) for trail in trails]
        counts = self.count([*above, *map(without_repeated_signs, leads)])
        trail_tokens = dict(zip(trails, counts, strict=False))
        lead_tokens = dict(zip(leads, counts[len(trails) :], strict=True))
        return [
            self._limited(part, trail_tokens[part.block.trail], lead_tokens[part.block.lead])
            for part in parts
        ]

    def _limited(self, part: Part, trail: int, lead: int) -> Part:
        """The part with its limit: the tokens that its trail and its lead leave of what the encoder reads.

        A trail of over half of these counts as half, so that some are left for the passage.
        """
        block = part.block
        if lead > self._limit // 4:
            block, lead = block._replace(lead=""), 0
        limit = min(self._tokens, max(self._limit // 2, self._limit - trail) - lead)
        return part._replace(block=block, limit=limit)


def _fit(parts: list[Part], text: str, limits: _Limits) -> list[Part]:
    """Count the tokens of each part. Split blocks over their limit into sentences, and cut long sentences."""
    fitting: list[Part] = []
    while parts:
        texts = [block_text(text, 0, clip_block(part.block, part.start, part.end)) for part in parts]
        counts = limits.count([without_repeated_signs(each) for each in texts])
        sentences: list[Part] = []
        cut: list[Part] = []
        for part, tokens in zip(parts, counts, strict=True):
            if tokens <= part.limit or part.characters <= 1:
                fitting.append(part._replace(tokens=tokens))
            elif part.depth == 0:
                sentences += _sentences(text, part, part.limit * CHARACTERS_PER_TOKEN)
            else:
                size = max(1, -(-part.characters // -(-tokens // part.limit)))  # both divisions round up
                for start, end in _cut(text, part.start, part.end, size):
                    count = count_characters(text, start, end)
                    cut.append(part._replace(start=start, end=end, depth=2, characters=count))
        parts = [*limits.apply(sentences), *cut]
    return sorted(fitting, key=attrgetter("start"))


def _cut(text: str, start: int, end: int, size: int) -> Iterator[Range]:
    """Cut a range into parts of at most `size` characters, at the last white space in their second half."""
    # Without white space there, the part is cut after `size` characters, but not before a combining mark.
    while (furthest := skip_characters(text, start, size)) < end:
        cut = _last_space(text, skip_characters(text, start, size // 2 + 1), furthest)
        if cut is None:
            cut = furthest
            lowest = max(start + 1, furthest - _MAX_MARKS)
            while cut > lowest and _joins(text[cut]):
                cut -= 1
        yield from strip_range(text, start, cut)
        start = skip_space(text, cut, end)
    if start < end:
        yield start, end


def _last_space(text: str, first: int, last: int) -> int | None:
    """The last white space from offset `first` to `last`, both included, that is not inside a broken word."""
    before = max(0, first - _WORD_PART)
    inside_words = {
        before + offset
        for break_range in hyphen_breaks(text[before : last + _WORD_PART])
        for offset in range(*break_range)
    }
    spaces = (i for i in range(last, first - 1, -1) if text[i].isspace() and i not in inside_words)
    return next(spaces, None)


def _joins(character: str) -> bool:
    """Whether a character belongs to the one before it: a combining mark, a joiner, an emoji's skin tone."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
