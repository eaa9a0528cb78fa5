"""The parts of a section → passages: runs of parts of about equal length, with a few sentences in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from index.documents.blocks.questions import ends_with_question_mark
from index.documents.plain_text.asking import asks_somebody
from index.documents.plain_text.chats import message_text
from index.types import PROSE_KINDS, Block

# Some texts have few tokens for their length (a very long word is one unknown token). So characters are
# limited too: no passage is longer than a person would want to read.
CHARACTERS_PER_TOKEN = 12
_EQUAL_PASSAGES = 32  # the passages of a longer section are full, not equally long
_LOOK_AHEAD = 1 << 13  # the most parts of a section that are read to find its length


class Part(NamedTuple):
    """Characters `start` to `end` of a text: a block, a sentence of a long block, or a part of a sentence."""

    start: int
    end: int
    section: int  #: the number of its section in the text
    block: Block
    limit: int = 0  #: the most tokens of a passage that starts with this part
    depth: int = 0  #: 0 for a block, 1 for a sentence, 2 for a part of a sentence
    characters: int = 0
    tokens: int = 0


def group(text: str, section: Iterator[Part], overlap: int) -> Iterator[list[Part]]:
    """Yield the passages of a section: runs of parts of about equal length.

    A passage repeats up to `overlap` parts of the one before it. A question at the end of a passage moves to
    the next passage if the next part may answer it and both fit into one passage.
    """
    parts, share = _equal_share(section)
    passage: list[Part] = []
    tokens = length = 0
    for part in parts:
        limit = (passage or [part])[0].limit
        tokens += part.tokens
        length += part.characters
        if passage and (
            tokens > limit or length > limit * CHARACTERS_PER_TOKEN or tokens - part.tokens / 2 > share
        ):
            question = _question_before(text, passage, part)
            yield passage[: len(passage) - len(question)]
            passage = question or _repeated(passage, part, overlap)
            tokens = sum(each.tokens for each in passage) + part.tokens
            length = sum(each.characters for each in passage) + part.characters
        passage.append(part)
    yield passage


def _equal_share(section: Iterator[Part]) -> tuple[Iterable[Part], float]:
    """The parts of a section, and the number of tokens that each of its passages should have.

    Passages of equal length avoid a very short passage at the end. Only the first parts of the section are
    read for this; in a longer section, all passages but the last are full.
    """
    first: list[Part] = []
    tokens, limit = 0, 1 << 30
    for part in section:
        first.append(part)
        limit = min(limit, part.limit)
        tokens += part.tokens
        if tokens > _EQUAL_PASSAGES * limit or len(first) == _LOOK_AHEAD:
            return chain(first, section), limit - 0.5
    return first, tokens / max(1, -(-tokens // limit))


def _question_before(text: str, passage: list[Part], following: Part) -> list[Part]:
    """The last part of a passage, if it asks what `following` may answer, and both fit into a passage.

    The list is empty otherwise, and if the passage has no other part.
    """
    question = passage[-1]
    asking = len(passage) > 1 and _part_asks(text, question) and not _part_asks(text, following)
    return [question] if asking and _fits([question], following) else []


def _part_asks(text: str, part: Part) -> bool:
    if part.block.kind == "message" and part.depth == 0:
        return asks_somebody(message_text(text, part.start, part.end))
    return part.block.kind in PROSE_KINDS and ends_with_question_mark(text[part.start : part.end])


def _fits(parts: list[Part], following: Part) -> bool:
    """Whether some parts and the part `following` fit into one passage."""
    limit = parts[0].limit
    length = sum(part.characters for part in parts) + following.characters
    tokens = sum(part.tokens for part in parts) + following.tokens
    return tokens <= limit and length <= limit * CHARACTERS_PER_TOKEN


def _repeated(passage: list[Part], following: Part, overlap: int) -> list[Part]:
    """The last parts of a passage, which the next passage repeats before the part `following`.

    They are at most `overlap`, have at most a third of the next passage's tokens, and leave room for
    `following`.
    """
    for first in range(max(1, len(passage) - overlap), len(passage)):
        repeated = passage[first:]
        small = sum(part.tokens for part in repeated) <= repeated[0].limit // 3
        if small and _fits(repeated, following):
            return repeated
    return []
