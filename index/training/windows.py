"""Questions and contexts as tokens, and the windows of them that the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

#: Longest answer in tokens; a longer one is cut to this.
ANSWER_TOKENS = 40
_QUESTION_TOKENS = 64
_WIDTHS = (96, 128, 160, 192, 256)
_WIDTH_SHARES = (0.10, 0.25, 0.30, 0.25, 0.10)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as token numbers, and the characters [start, end) that each stands for."""

    ids: np.ndarray
    offsets: np.ndarray

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last token of the characters `start` to `end`; None where they hold no token."""
        inside = np.flatnonzero((self.offsets[:, 0] < end) & (self.offsets[:, 1] > start))
        if not len(inside):
            return None
        return int(inside[0]), min(int(inside[-1]), int(inside[0]) + ANSWER_TOKENS - 1)

    def part(self, start: int, end: int) -> Tokens:
        """The tokens of the characters `start` to `end`; their offsets stay those of the whole text."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return Tokens(self.ids[inside], self.offsets[inside])


@dataclass(frozen=True, slots=True)
class Window:
    """What the network reads once: `[CLS] question [SEP] context [SEP]`, and the gold spans in it.

    `first` is the position of the first context token; `gold` holds (first, last) positions; where there
    is a teacher, `taught` holds its logits [tokens, 3], and `seen` what it sees [tokens, numbers].
    """

    ids: np.ndarray
    first: int
    gold: tuple[tuple[int, int], ...]
    taught: np.ndarray | None = None
    seen: np.ndarray | None = None


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        Tokens(np.array(each.ids, dtype=np.int32), np.array(each.offsets, dtype=np.int32).reshape(-1, 2))
        for each in encodings
    ]


def random_width(random: np.random.Generator) -> int:
    """How many context tokens a window may have: varied, as passages and neighbourhoods are."""
    return int(random.choice(_WIDTHS, p=_WIDTH_SHARES))


def window(
    question: np.ndarray,
    context: Tokens,
    spans: Sequence[tuple[int, int]],
    width: int,
    random: np.random.Generator,
) -> Window:
    """A stretch of at most `width` context tokens that holds one of the token `spans`, at no favoured place.

    Without spans it is any stretch. All spans that lie whole in the stretch are gold.
    """
    question = question[:_QUESTION_TOKENS]
    total = len(context.ids)
    low, high = 0, max(total - width, 0)
    if spans:
        first, last = spans[int(random.integers(len(spans)))]
        low, high = max(last + 1 - width, 0), min(first, high)
    start = int(random.integers(low, max(low, high) + 1))
    piece = context.ids[start : start + width]
    offset = len(question) + 2
    gold = tuple(
        (first - start + offset, last - start + offset)
        for first, last in dict.fromkeys(spans)
        if start <= first and last < start + len(piece)
    )
    ids = np.concatenate([[CLS], question, [SEP], piece, [SEP]]).astype(np.int64)
    return Window(ids, offset, gold)


#: The special tokens of BERT's uncased vocabulary.
CLS, SEP = 101, 102
