"""Document → Passages: whole sentences, about as many tokens as asked, with exact offsets.

A passage never crosses a heading and never holds more tokens than the encoder reads. What the encoder is
given of it is shortened where one sign stands over and over: each sign of `==========` would be a token
of its own that tells nothing. Tokens are known only through the counting function that is given.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from index.documents.structure import LINE_END
from index.passages.sentences import Range, sections
from index.settings import PassageSettings
from index.types import Document, Passage

CountTokens = Callable[[Sequence[str]], Sequence[int]]
Counted = tuple[Range, int]  # a range and its tokens

UNDERLINE_TOKENS = 1  #: of a heading's underline, which is in the passage and in none of its sentences
_RULE = re.compile(r"([^\w\s])(?:[ \t]*\1){3,}")

# Some texts have few tokens for their length (one endless word is a single unknown token), so characters
# are bounded too: no passage is longer than a reader of the answer would want to see.
_CHARACTERS_A_TOKEN = 12
_MARKS = 32  # marks on one letter that a cut keeps together; no script stacks as many
_BATCH_CHARACTERS = 200_000  # of sentences are counted at a time, so that memory stays flat


def embedded_text(text: str) -> str:
    """What the encoder reads of a passage: every run of four or more of one sign as a single one."""
    return _RULE.sub(r"\1", text)


def split(document: Document, settings: PassageSettings, count_tokens: CountTokens) -> list[Passage]:
    """Cut `document` into passages, in order of their start.

    `count_tokens` takes texts and returns how many tokens of the encoder each has, special ones left out.
    Every character that is not white space (or a heading's underline) is in at least one passage.
    """
    text = document.text
    line_ends = [found.end() for found in LINE_END.finditer(text)]
    passages = []
    for section in _counted(text, settings.tokens, count_tokens):
        for start, end in _windows(section, settings):
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


def _counted(text: str, limit: int, count_tokens: CountTokens) -> Iterator[list[Counted]]:
    """Yield each section as (range, tokens) of its sentences, the too long ones cut."""
    batch: list[list[Range]] = []
    size = 0
    for section in sections(text):
        batch.append([piece for whole in section for piece in _cut(text, whole, limit * _CHARACTERS_A_TOKEN)])
        size += section[-1][1] - section[0][0]
        if size > _BATCH_CHARACTERS:
            yield from _fit_sections(text, batch, limit, count_tokens)
            batch, size = [], 0
    yield from _fit_sections(text, batch, limit, count_tokens)


def _fit_sections(
    text: str, batch: list[list[Range]], limit: int, count_tokens: CountTokens
) -> Iterator[list[Counted]]:
    fitted = _fit(text, [whole for section in batch for whole in section], limit, count_tokens)
    first = 0
    for section in batch:
        last = bisect_right(fitted, section[-1][1], lo=first, key=lambda counted: counted[0][0])
        yield fitted[first:last]
        first = last


def _fit(text: str, ranges: list[Range], limit: int, count_tokens: CountTokens) -> list[Counted]:
    """Each range with its tokens; those of more than `limit` cut up, again and again, until all fit."""
    if not ranges:
        return []
    fitting: list[Counted] = []
    pieces: list[Range] = []
    counts = count_tokens([embedded_text(text[start:end]) for start, end in ranges])
    for (start, end), tokens in zip(ranges, counts, strict=True):
        if tokens <= limit or end - start <= 1:
            fitting.append(((start, end), tokens))
        else:
            parts = -(-tokens // limit)
            pieces += _cut(text, (start, end), max(1, -(-(end - start) // parts)))
    return sorted(fitting + _fit(text, pieces, limit, count_tokens))


def _cut(text: str, whole: Range, size: int) -> list[Range]:
    """Cut a range into pieces of at most `size` characters, at white space where there is any."""
    start, end = whole
    pieces = []
    while end - start > size:
        middle = start + size
        at = next((i for i in range(middle, start + size // 2, -1) if text[i].isspace()), None)
        if at is None:
            at = middle
            lowest = max(start + 1, middle - _MARKS)
            while at > lowest and _joins(text[at]):  # not inside a letter and its marks
                at -= 1
        stop = at
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            pieces.append((start, stop))
        start = at
        while start < end and text[start].isspace():
            start += 1
    return [*pieces, (start, end)] if start < end else pieces


def _joins(character: str) -> bool:
    """Whether it belongs to the character before it: a combining mark, a joiner, a variation selector."""
    import unicodedata

    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _windows(section: list[Counted], settings: PassageSettings) -> Iterator[Range]:
    """Yield runs of sentences of about equal size, each with `overlap` sentences of the run before it."""
    tokens = [count for _, count in section]
    characters = [end - start for (start, end), _ in section]
    limit, widest = settings.tokens, settings.tokens * _CHARACTERS_A_TOKEN
    # Aim for equal shares, so that a section does not end in a scrap.
    shares = max(1, -(-sum(tokens) // limit))
    share = sum(tokens) / shares
    first = fresh = 0  # the run's first sentence, and its first that no run before it holds
    while first < len(section):
        last = first
        held, wide = tokens[first], characters[first]
        while last + 1 < len(section):
            held_next, wide_next = held + tokens[last + 1], wide + characters[last + 1]
            if held_next > limit or wide_next > widest:
                break
            if last >= fresh and held + tokens[last + 1] / 2 > share:
                break
            last, held, wide = last + 1, held_next, wide_next
        yield section[first][0][0], section[last][0][1]
        if last + 1 >= len(section):
            return
        fresh = last + 1
        known = slice(fresh - min(settings.overlap, last - first), fresh + 1)
        first = fresh - _overlap(tokens[known], characters[known], limit)


def _overlap(tokens: list[int], characters: list[int], limit: int) -> int:
    """How many sentences the next run repeats: none that would fill a third of it, or leave no room for news.

    Both lists are of the sentences that may be repeated and of the one after them, which is the news.
    """
    repeats = len(tokens) - 1
    for first in range(repeats):
        fits = sum(tokens[first:]) <= limit and sum(characters[first:]) <= limit * _CHARACTERS_A_TOKEN
        if fits and sum(tokens[first:repeats]) <= limit // 3:
            return repeats - first
    return 0
