"""The parts of a section → passages: runs of parts, about equally long, that overlap by a few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from index.documents.blocks.questions import asks
from index.documents.plain_text.asking import asks_somebody
from index.documents.plain_text.chats import message_text
from index.types import PROSE, Block

# Some texts have few tokens for their length (an endless word is a single unknown token), so characters are
# limited too: no passage is longer than a person who reads the answer would want to see.
CHARACTERS_A_TOKEN = 12
_EQUAL_PASSAGES = 32  # of a section, at most; a longer one has full passages
_LOOK_AHEAD = 1 << 13  # parts of a section


class Part(NamedTuple):
    """Characters `start` to `end` of a text: a block, a sentence of a long block, or a part of such."""

    start: int
    end: int
    section: int  #: counted from the start of the text
    block: Block
    limit: int = 0  #: tokens that a passage may have that begins with it
    depth: int = 0  #: 0 for a block, 1 for a sentence, 2 for a part of a sentence
    characters: int = 0
    tokens: int = 0


def group(text: str, section: Iterator[Part], overlap: int) -> Iterator[list[Part]]:
    """Yield the passages of a section: runs of parts, about equally long, that overlap by a few sentences.

    None ends with a question that the next one answers, where both fit into that.
    """
    parts, share = _equal_share(section)
    passage: list[Part] = []
    tokens = length = 0
    for part in parts:
        limit = (passage or [part])[0].limit
        tokens += part.tokens
        length += part.characters
        if passage and (
            tokens > limit or length > limit * CHARACTERS_A_TOKEN or tokens - part.tokens / 2 > share
        ):
            question = _question_before(text, passage, part)
            yield passage[: len(passage) - len(question)]
            passage = question or _repeated(passage, part, overlap)
            tokens = sum(each.tokens for each in passage) + part.tokens
            length = sum(each.characters for each in passage) + part.characters
        passage.append(part)
    yield passage


def _equal_share(section: Iterator[Part]) -> tuple[Iterable[Part], float]:
    """The section again, and how many tokens its passages aim at.

    They aim at equal shares, so that the section does not end in a very short passage. Only its beginning is
    read for that: the passages of a long section are full, but for the last.
    """
    beginning: list[Part] = []
    tokens, limit = 0, 1 << 30
    for part in section:
        beginning.append(part)
        limit = min(limit, part.limit)
        tokens += part.tokens
        if tokens > _EQUAL_PASSAGES * limit or len(beginning) == _LOOK_AHEAD:
            return chain(beginning, section), limit - 0.5
    return beginning, tokens / max(1, -(-tokens // limit))


def _question_before(text: str, passage: list[Part], following: Part) -> list[Part]:
    """The last part of a passage that has more, if it asks what the part `following` may answer, beside which
    it fits; else nothing."""
    question = passage[-1]
    asking = len(passage) > 1 and _part_asks(text, question) and not _part_asks(text, following)
    return [question] if asking and _fits([question], following) else []


def _part_asks(text: str, part: Part) -> bool:
    if part.block.kind == "message" and part.depth == 0:
        return asks_somebody(message_text(text, part.start, part.end))
    return part.block.kind in PROSE and asks(text[part.start : part.end])


def _fits(parts: list[Part], following: Part) -> bool:
    """Whether a passage may hold some parts and the part `following`."""
    limit = parts[0].limit
    length = sum(part.characters for part in parts) + following.characters
    tokens = sum(part.tokens for part in parts) + following.tokens
    return tokens <= limit and length <= limit * CHARACTERS_A_TOKEN


def _repeated(passage: list[Part], following: Part, overlap: int) -> list[Part]:
    """The last sentences of a passage, which the next one repeats before the part `following`.

    They are at most `overlap`, fill at most a third of it, and leave room for that part.
    """
    for first in range(max(1, len(passage) - overlap), len(passage)):
        repeated = passage[first:]
        small = sum(part.tokens for part in repeated) <= repeated[0].limit // 3
        if small and _fits(repeated, following):
            return repeated
    return []
