"""Evidence → windows: what the network reads at once, `[CLS] question [SEP] trail, part of a context [SEP]`.

A window knows which characters of the context each of its tokens stands for. There is no model in here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.reader.evidence_text import EvidenceText, number_cells
from index.reader.network.bounds import whole_ranges
from index.types import Evidence, Range

if TYPE_CHECKING:
    from tokenizers import Encoding

CLS_ID, SEP_ID = 101, 102  #: of `[CLS]` and `[SEP]`, in the tokenizer of all-MiniLM-L6-v2


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Sizes in tokens. A longer question is cut; a longer passage is read in several windows."""

    question: int = 64
    context: int = 256
    answer: int = 40


@dataclass(frozen=True, slots=True)
class Window:
    """The input of the network. Row i of `offsets`, `words` and `units` belongs to token `first + i`."""

    rank: int  #: the index of its evidence, 0 for the best
    ids: np.ndarray  #: int32 [tokens]
    second: int  #: the index of the first token after the question: of the trail, or else of the context
    first: int  #: the index of the first context token
    offsets: np.ndarray  #: int32 [context tokens, 2], characters of the context
    words: (
        np.ndarray
    )  #: int32 [context tokens]; what is never cut, such as the pieces of a word, has one number
    units: (
        np.ndarray
    )  #: int32 [context tokens]; an answer lies within the tokens of one number; -1 is no answer


def make_windows(
    question: Sequence[int],
    encoding: Encoding,
    text: EvidenceText,
    evidence: Evidence,
    rank: int,
    limits: TokenLimits,
) -> list[Window]:
    """The windows of one evidence: one, or several where its passage is longer than `limits.context`.

    `question` holds the token ids of the question, and `encoding` is the tokenizer's of `text`, which is what
    is read of the evidence. Its trail stands in every window. A passage without tokens has no window.
    """
    ids = np.array(encoding.ids, np.int32)
    characters = np.array(encoding.offsets, np.int32).reshape(-1, 2)
    offsets, units = _places(text, characters)
    whole = [*whole_ranges(evidence.context), *number_cells(evidence, text)]
    words = _whole_words(encoding, offsets, whole)
    head = int(np.searchsorted(characters[:, 0], text.head))
    start, end = evidence.passage.start - evidence.start, evidence.passage.end - evidence.start
    inside = np.flatnonzero((offsets[head:, 1] > start) & (offsets[head:, 0] < end))
    if not len(inside):
        return []
    trail = ids[: min(head, limits.context // 4)]
    before = [CLS_ID, *question[: limits.question], SEP_ID, *trail]
    ranges = token_ranges(int(inside[0]), int(inside[-1]) + 1, len(ids) - head, limits.context - len(trail))
    return [
        Window(
            rank,
            np.array([*before, *ids[a:b], SEP_ID], np.int32),
            len(before) - len(trail),
            len(before),
            offsets[a:b],
            words[a:b],
            units[a:b],
        )
        for a, b in ((head + first, head + last) for first, last in ranges)
    ]


def _places(text: EvidenceText, characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For tokens, as ranges of characters of what is read, their characters of the context and their units:

    int32 [tokens, 2] and int32 [tokens]; the unit of a token without a place in the context is -1.
    """
    if not len(characters):
        return characters, np.empty(0, np.int32)
    first, last = characters[:, 0], np.maximum(characters[:, 1] - 1, characters[:, 0])
    offsets = np.stack([text.ranges[first, 0], text.ranges[last, 1]], axis=1)
    units = np.where((offsets >= 0).all(axis=1), text.units[first], -1)
    return offsets, units.astype(np.int32)


def _whole_words(encoding: Encoding, offsets: np.ndarray, whole: Sequence[Range]) -> np.ndarray:
    """The number of each token's word; the tokens of a range that is kept whole share the first one's."""
    words = np.array([-1 if word is None else word for word in encoding.word_ids], np.int32)
    for start, end in whole:
        inside = np.flatnonzero((offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (words >= 0))
        if len(inside):
            words[inside] = words[inside[0]]
    return words


def token_ranges(first: int, last: int, total: int, limit: int) -> Iterator[Range]:
    """Ranges of at most `limit` of `total` tokens that together hold the passage, tokens `first` to `last`.

    A passage within the limit gets one range, with as much text on both sides as fits; at an end of the
    context the other side gets more. A longer passage gets ranges that overlap by half.
    """
    spare = limit - (last - first)
    if spare >= 0:
        left = min(first, max(spare // 2, spare - (total - last)))
        yield first - left, min(total, first - left + limit)
        return
    start = first
    while start + limit < last:
        yield start, start + limit
        start += limit // 2
    yield last - limit, last
