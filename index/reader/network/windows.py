"""Evidence → windows, the inputs of the network: `[CLS] question [SEP] trail, part of a context [SEP]`.

A window has the range of the context from which each of its tokens was read. No model is needed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.reader.evidence.evidence_text import EvidenceText, number_cells
from index.reader.network.atomic_ranges import atomic_ranges
from index.types import Evidence, Range

if TYPE_CHECKING:
    from tokenizers import Encoding

CLS_ID, SEP_ID = 101, 102  #: the ids of `[CLS]` and `[SEP]` in the tokenizer of all-MiniLM-L6-v2


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Sizes in tokens. A longer question is cut; a longer passage is read in several windows."""

    question: int = 64
    context: int = 256
    answer: int = 40


@dataclass(frozen=True, slots=True)
class Window:
    """An input of the network. Row i of `offsets`, `words` and `units` belongs to token `first + i`."""

    rank: int  #: the index of its evidence, 0 for the best
    ids: np.ndarray  #: int32 [tokens]
    second: int  #: the index of the first token of the second segment: of the trail, else of the context
    first: int  #: the index of the first context token
    offsets: np.ndarray  #: int32 [context tokens, 2]: their ranges of the context
    #: int32 [context tokens]: tokens that are never separated, as those of a word, have the same number
    words: np.ndarray
    #: int32 [context tokens]: an answer lies within tokens with the same number; none is within those with -1
    units: np.ndarray


def make_windows(
    question: Sequence[int],
    encoding: Encoding,
    text: EvidenceText,
    evidence: Evidence,
    rank: int,
    limits: TokenLimits,
) -> list[Window]:
    """Return the windows of one evidence: one, or several if its passage is longer than `limits.context`.

    `question` has the token ids of the question. `text` is the reading text of the evidence, and `encoding`
    its tokens. Every window contains the trail, cut after a quarter of `limits.context` tokens. A passage
    without tokens has no window.
    """
    ids = np.array(encoding.ids, np.int32)
    characters = np.array(encoding.offsets, np.int32).reshape(-1, 2)
    offsets, units = _offsets_and_units(text, characters)
    whole = [*atomic_ranges(evidence.context), *number_cells(evidence, text)]
    words = _whole_words(encoding, offsets, whole)
    head = int(np.searchsorted(characters[:, 0], text.head))
    start, end = evidence.passage_in_context
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


def _offsets_and_units(text: EvidenceText, characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranges of the context, int32 [tokens, 2], and the units, int32 [tokens], of tokens.

    `characters` has the ranges of the tokens in `text.text`, int32 [tokens, 2]. The unit of a token that was
    not read from the context is -1.
    """
    if not len(characters):
        return characters, np.empty(0, np.int32)
    first, last = characters[:, 0], np.maximum(characters[:, 1] - 1, characters[:, 0])
    offsets = np.stack([text.ranges[first, 0], text.ranges[last, 1]], axis=1)
    units = np.where((offsets >= 0).all(axis=1), text.units[first], -1)
    return offsets, units.astype(np.int32)


def _whole_words(encoding: Encoding, offsets: np.ndarray, whole: Sequence[Range]) -> np.ndarray:
    """Return the number of each token's word. All tokens of a range in `whole` have that of its first."""
    words = np.array([-1 if word is None else word for word in encoding.word_ids], np.int32)
    for start, end in whole:
        inside = np.flatnonzero((offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (words >= 0))
        if len(inside):
            words[inside] = words[inside[0]]
    return words


def token_ranges(first: int, last: int, total: int, limit: int) -> Iterator[Range]:
    """Yield ranges of at most `limit` of `total` tokens that cover the passage, tokens `first` to `last`.

    A passage within the limit gets one range, with as many tokens of the context on each side as fit; at an
    end of the context the other side gets more. A longer passage gets ranges that overlap by half.
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
