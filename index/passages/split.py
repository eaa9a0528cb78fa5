"""Document → Passages: runs of whole sentences of up to a number of tokens, with exact offsets.

A passage never crosses a heading. Tokens are counted by a function that the caller gives: this module knows
no model.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.documents.structure import LINE_END
from index.passages.sentences import Range, sections, stripped
from index.settings import PassageSettings
from index.types import Document, Passage

CountTokens = Callable[[Sequence[str]], Sequence[int]]

UNDERLINE_TOKENS = 1  #: of a heading's underline, which stands in the passage but in none of its sentences

# Some texts have few tokens for their length (an endless word is a single unknown token), so characters are
# limited too: no passage is longer than a person who reads the answer would want to see.
_CHARACTERS_A_TOKEN = 12
_MAX_MARKS = 32  # on a single letter; no script stacks as many
_BATCH_CHARACTERS = 200_000  # whose tokens are counted in one call, which bounds the memory
_REPEATED_SIGN = re.compile(r"([^\w\s])(?:[ \t]*\1){3,}")


class _Sentence(NamedTuple):
    """Characters `start` to `end` of a text: a sentence, or a part of one that exceeds the limit."""

    start: int
    end: int
    tokens: int


def embedded_text(text: str) -> str:
    """What the encoder reads of a passage: each sign that is repeated four times or more, only once.

    Each sign of `==========` would be a token of its own that tells nothing.
    """
    return _REPEATED_SIGN.sub(r"\1", text)


def split(document: Document, settings: PassageSettings, count_tokens: CountTokens) -> list[Passage]:
    """Split a document into passages, in order of their start.

    `count_tokens` takes texts and returns how many tokens of the encoder each has, special ones left out. No
    passage has more than `settings.tokens` of them, and `UNDERLINE_TOKENS` for a heading's underline. Every
    character that is neither white space nor an underline is in at least one passage.
    """
    text = document.text
    line_ends = [match.end() for match in LINE_END.finditer(text)]
    passages = []
    for section in _counted_sections(text, settings.tokens, count_tokens):
        for start, end in _group(section, settings):
            passages.append(
                Passage(
                    document=document.name,
                    title=document.title,
                    start=start,
                    end=end,
                    text=text[start:end],
                    line=bisect_right(line_ends, start) + 1,
                    page=bisect_right(document.pages, start) if document.pages else None,
                )
            )
    return passages


def _counted_sections(text: str, limit: int, count_tokens: CountTokens) -> Iterator[list[_Sentence]]:
    """Yield the sentences of each section, the ones that exceed the limit cut up."""
    for batch in _batches(text, limit * _CHARACTERS_A_TOKEN):
        sentences = _fit([sentence for section in batch for sentence in section], text, limit, count_tokens)
        first = 0
        for section in batch:
            section_end = section[-1][1]
            last = bisect_right(sentences, section_end, lo=first, key=lambda sentence: sentence.start)
            yield sentences[first:last]
            first = last


def _batches(text: str, max_characters: int) -> Iterator[list[list[Range]]]:
    """Yield some sections at a time, their sentences cut to at most `max_characters`."""
    batch: list[list[Range]] = []
    size = 0
    for section in sections(text):
        batch.append([part for start, end in section for part in _cut(text, start, end, max_characters)])
        size += section[-1][1] - section[0][0]
        if size > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    yield batch


def _fit(ranges: list[Range], text: str, limit: int, count_tokens: CountTokens) -> list[_Sentence]:
    """Count the tokens of each range, and cut those of more than `limit` until all fit."""
    fitting: list[_Sentence] = []
    while ranges:
        counts = count_tokens([embedded_text(text[start:end]) for start, end in ranges])
        parts: list[Range] = []
        for (start, end), tokens in zip(ranges, counts, strict=True):
            if tokens <= limit or end - start <= 1:
                fitting.append(_Sentence(start, end, tokens))
            else:
                characters = -(-(end - start) // -(-tokens // limit))  # both divisions round up
                parts += _cut(text, start, end, max(1, characters))
        ranges = parts
    return sorted(fitting)


def _cut(text: str, start: int, end: int, size: int) -> list[Range]:
    """Cut a range into parts of at most `size` characters, at white space where their second half has any."""
    parts: list[Range] = []
    while end - start > size:
        furthest = start + size
        cut = next((i for i in range(furthest, start + size // 2, -1) if text[i].isspace()), None)
        if cut is None:
            cut = furthest
            lowest = max(start + 1, furthest - _MAX_MARKS)
            while cut > lowest and _joins(text[cut]):
                cut -= 1
        parts += stripped(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    return [*parts, (start, end)] if start < end else parts


def _joins(character: str) -> bool:
    """Whether a character belongs to the one before it: a combining mark, a joiner, an emoji's skin tone."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _group(section: list[_Sentence], settings: PassageSettings) -> Iterator[Range]:
    """Yield the passages of a section: runs of sentences, about equally long, that overlap by a few."""
    limit, max_characters = settings.tokens, settings.tokens * _CHARACTERS_A_TOKEN
    # Passages aim at equal shares of the section, so that it does not end in a very short one.
    total = sum(sentence.tokens for sentence in section)
    share = total / max(1, -(-total // limit))
    first = 0  # the sentence that the passage begins with
    first_new = 0  # the first sentence that is in no passage yet
    while first_new < len(section):
        tokens, characters = section[first].tokens, section[first].end - section[first].start
        end = first + 1
        while end < len(section):
            following = section[end]
            if tokens + following.tokens > limit:
                break
            characters += following.end - following.start
            if characters > max_characters or (end > first_new and tokens + following.tokens / 2 > share):
                break
            tokens += following.tokens
            end += 1
        yield section[first].start, section[end - 1].end
        first, first_new = _next_first(section, max(first + 1, end - settings.overlap), end, limit), end


def _next_first(section: list[_Sentence], earliest: int, first_new: int, limit: int) -> int:
    """The sentence, `earliest` or later, with which the passage begins that adds sentence `first_new`.

    The sentences that it repeats fill at most a third of it, and leave room for the new one.
    """
    for first in range(earliest, first_new):
        repeated = sum(sentence.tokens for sentence in section[first:first_new])
        if repeated > limit // 3:
            continue
        sentences = section[first : first_new + 1]
        tokens = sum(sentence.tokens for sentence in sentences)
        characters = sum(sentence.end - sentence.start for sentence in sentences)
        if tokens <= limit and characters <= limit * _CHARACTERS_A_TOKEN:
            return first
    return first_new
