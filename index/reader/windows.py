"""Evidence → windows: what the network reads at once, `[CLS] question [SEP] part of a context [SEP]`.

A window knows which characters of the context each of its tokens stands for. There is no model in here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.documents.broken_words import kept_ranges
from index.passages.sentences import Range
from index.types import Evidence

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
    """The input of the network. Row i of `offsets` and `words` belongs to token `first + i`."""

    rank: int  #: the index of its evidence, 0 for the best
    ids: np.ndarray  #: int32 [tokens]
    first: int  #: the index of the first context token
    offsets: np.ndarray  #: int32 [context tokens, 2], characters of the context
    words: np.ndarray  #: int32 [context tokens]; the pieces of a word have the same number, -1 is no word


def make_windows(
    question: Sequence[int],
    encoding: Encoding,
    evidence: Evidence,
    rank: int,
    limits: TokenLimits,
) -> list[Window]:
    """The windows of one evidence: one, or several where its passage is longer than `limits.context`.

    `question` holds the token ids of the question, and `encoding` is the tokenizer's of the context, its
    broken words joined. A passage without tokens has no window.
    """
    ids = np.array(encoding.ids, np.int32)
    offsets = _context_offsets(np.array(encoding.offsets, np.int32).reshape(-1, 2), evidence.context)
    words = np.array([-1 if word is None else word for word in encoding.word_ids], np.int32)
    start, end = evidence.passage.start - evidence.start, evidence.passage.end - evidence.start
    inside = np.flatnonzero((offsets[:, 1] > start) & (offsets[:, 0] < end))
    if not len(inside):
        return []
    head = [CLS_ID, *question[: limits.question], SEP_ID]
    return [
        Window(rank, np.array([*head, *ids[a:b], SEP_ID], np.int32), len(head), offsets[a:b], words[a:b])
        for a, b in token_ranges(int(inside[0]), int(inside[-1]) + 1, len(ids), limits.context)
    ]


def _context_offsets(offsets: np.ndarray, context: str) -> np.ndarray:
    """Offsets in the context with its broken words joined → in the context as it stands, int32 [tokens, 2].

    A token that ends where a word is broken ends before the hyphen; one that begins there, after the break.
    """
    kept = kept_ranges(context)
    if len(kept) == 1 or not len(offsets):
        return offsets
    characters = np.concatenate([np.arange(start, end, dtype=np.int32) for start, end in kept])
    return np.stack([characters[offsets[:, 0]], characters[offsets[:, 1] - 1] + 1], axis=1)


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
