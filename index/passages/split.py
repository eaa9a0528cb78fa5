"""Document → Passages: runs of whole sentences of up to a number of tokens, with exact offsets.

A passage never crosses a heading. Tokens are counted by a function that the caller gives: this module knows
no model.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from index.documents.broken_words import breaks, join_broken_words
from index.documents.structure import characters, count_line_ends, skip_characters
from index.passages.sentences import Range, skip_space, stripped, text_sentences
from index.settings import PassageSettings
from index.types import Document, Passage

CountTokens = Callable[[Sequence[str]], Sequence[int]]

UNDERLINE_TOKENS = 1  #: of a heading's underline, which stands in the passage but in none of its sentences

# Some texts have few tokens for their length (an endless word is a single unknown token), so characters are
# limited too: no passage is longer than a person who reads the answer would want to see.
_CHARACTERS_A_TOKEN = 12
_MAX_MARKS = 32  # on a single letter; no script stacks as many
_WORD_PART = 32  # characters around a stretch of text in which the parts of a broken word are looked for
# What is held in memory at once, however long the text is or a section of it.
BATCH_CHARACTERS, BATCH_SENTENCES = 200_000, 8192  # whose tokens are counted in one call
_LOOK_AHEAD = 1 << 17  # sentences of a section
_REPEATED_SIGN = re.compile(r"([^\w\s])(?:[ \t]*\1){3,}")


class _Part(NamedTuple):
    """Characters `start` to `end` of a text: a sentence, or a part of one that exceeds the limit."""

    start: int
    end: int
    section: int  #: counted from the start of the text
    characters: int = 0
    tokens: int = 0


def embedded_text(text: str) -> str:
    """What the encoder reads of a passage: whole words, and a sign that is repeated only once.

    Each sign of `==========` would be a token of its own that tells nothing; four and more count as repeated.
    """
    return _REPEATED_SIGN.sub(r"\1", join_broken_words(text))


def split(document: Document, settings: PassageSettings, count_tokens: CountTokens) -> Iterator[Passage]:
    """Split a document into passages, and yield them in order of their start.

    `count_tokens` takes texts and returns how many tokens of the encoder each has, special ones left out. No
    passage has more than `settings.tokens` of them, and `UNDERLINE_TOKENS` for a heading's underline. Every
    character that is neither white space nor an underline is in at least one passage.
    """
    text = document.text
    line, counted = 1, 0
    parts = _counted_parts(text, settings.tokens, count_tokens)
    for _, section in groupby(parts, key=attrgetter("section")):
        for start, end in _group(section, settings):
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
            )


def _counted_parts(text: str, limit: int, count_tokens: CountTokens) -> Iterator[_Part]:
    """Yield the sentences of a text, the ones that exceed the limit cut up, with their tokens counted."""
    batch: list[_Part] = []
    size = section = 0
    for sentence in text_sentences(text):
        section += sentence.opens_section
        for start, end in _cut(text, sentence.start, sentence.end, limit * _CHARACTERS_A_TOKEN):
            batch.append(_Part(start, end, section, characters(text, start, end)))
            size += end - start
            if size > BATCH_CHARACTERS or len(batch) == BATCH_SENTENCES:
                yield from _fit(batch, text, limit, count_tokens)
                batch, size = [], 0
    yield from _fit(batch, text, limit, count_tokens)


def _fit(parts: list[_Part], text: str, limit: int, count_tokens: CountTokens) -> list[_Part]:
    """Count the tokens of each part, and cut those of more than `limit` until all fit."""
    fitting: list[_Part] = []
    while parts:
        counts = count_tokens([embedded_text(text[part.start : part.end]) for part in parts])
        too_long: list[_Part] = []
        for part, tokens in zip(parts, counts, strict=True):
            if tokens <= limit or part.characters <= 1:
                fitting.append(part._replace(tokens=tokens))
                continue
            size = max(1, -(-part.characters // -(-tokens // limit)))  # both divisions round up
            for start, end in _cut(text, part.start, part.end, size):
                too_long.append(_Part(start, end, part.section, characters(text, start, end)))
        parts = too_long
    return sorted(fitting)


def _cut(text: str, start: int, end: int, size: int) -> Iterator[Range]:
    """Cut a range into parts of at most `size` characters, at white space where their second half has any."""
    while (furthest := skip_characters(text, start, size)) < end:
        cut = _last_space(text, skip_characters(text, start, size // 2 + 1), furthest)
        if cut is None:
            cut = furthest
            lowest = max(start + 1, furthest - _MAX_MARKS)
            while cut > lowest and _joins(text[cut]):
                cut -= 1
        yield from stripped(text, start, cut)
        start = skip_space(text, cut, end)
    if start < end:
        yield start, end


def _last_space(text: str, first: int, last: int) -> int | None:
    """The last white space between offsets `first` and `last`, both included, that breaks no word."""
    beginning = max(0, first - _WORD_PART)
    inside_words = {
        beginning + offset
        for break_range in breaks(text[beginning : last + _WORD_PART])
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


def _group(section: Iterator[_Part], settings: PassageSettings) -> Iterator[Range]:
    """Yield the passages of a section: runs of sentences, about equally long, that overlap by a few."""
    sentences, share = _equal_share(section, settings.tokens)
    passage: list[_Part] = []
    tokens = length = 0
    for sentence in sentences:
        tokens += sentence.tokens
        length += sentence.characters
        if passage and (
            tokens > settings.tokens
            or length > settings.tokens * _CHARACTERS_A_TOKEN
            or tokens - sentence.tokens / 2 > share
        ):
            yield passage[0].start, passage[-1].end
            passage = _repeated(passage, sentence, settings)
            tokens = sum(part.tokens for part in passage) + sentence.tokens
            length = sum(part.characters for part in passage) + sentence.characters
        passage.append(sentence)
    yield passage[0].start, passage[-1].end


def _equal_share(section: Iterator[_Part], limit: int) -> tuple[Iterable[_Part], float]:
    """The section again, and how many tokens its passages aim at.

    They aim at equal shares, so that the section does not end in a very short passage. Only its beginning is
    read for that: of more than `2 * limit` passages each would have a share of more than `limit - 0.5`, and
    between that and `limit` no sum of a sentence's half tokens makes a difference.
    """
    beginning: list[_Part] = []
    tokens = 0
    for sentence in section:
        beginning.append(sentence)
        tokens += sentence.tokens
        if tokens > 2 * limit * limit or len(beginning) == _LOOK_AHEAD:
            return chain(beginning, section), limit - 0.5
    return beginning, tokens / max(1, -(-tokens // limit))


def _repeated(passage: list[_Part], following: _Part, settings: PassageSettings) -> list[_Part]:
    """The last sentences of a passage, which the next one repeats before the sentence `following`.

    They fill at most a third of it, and leave room for that sentence.
    """
    limit = settings.tokens
    for first in range(max(1, len(passage) - settings.overlap), len(passage)):
        repeated = passage[first:]
        tokens = sum(part.tokens for part in repeated)
        length = sum(part.characters for part in repeated) + following.characters
        fits = tokens + following.tokens <= limit and length <= limit * _CHARACTERS_A_TOKEN
        if fits and tokens <= limit // 3:
            return repeated
    return []
