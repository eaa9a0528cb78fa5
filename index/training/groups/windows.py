"""Tokenise texts, and cut the windows of question and context that the network is trained on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

#: First and last token of a span, both included.
TokenSpan = tuple[int, int]

#: The special tokens of BERT's uncased vocabulary.
CLS, SEP = 101, 102
#: Most tokens of an answer; a longer one is cut to this.
ANSWER_TOKENS = 40
_QUESTION_TOKENS = 64
#: Context tokens of a window, and the probability of each width.
_WIDTHS = (96, 128, 160, 192, 256)
_WIDTH_PROBABILITIES = (0.10, 0.25, 0.30, 0.25, 0.10)


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text as token ids, int32 [tokens], and the character span of each, int32 [tokens, 2], half open."""

    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int32]

    def token_span(self, start: int, end: int) -> TokenSpan | None:
        """Return the tokens of characters `start` to `end`, at most ANSWER_TOKENS; None if there are none."""
        inside = np.flatnonzero((self.offsets[:, 0] < end) & (self.offsets[:, 1] > start))
        if not len(inside):
            return None
        return int(inside[0]), min(int(inside[-1]), int(inside[0]) + ANSWER_TOKENS - 1)

    def token_spans(self, spans: Iterable[tuple[int, int]]) -> list[TokenSpan]:
        """Return the tokens of each span of characters; spans without a token are omitted."""
        return [found for start, end in spans if (found := self.token_span(start, end))]

    def crop(self, start: int, end: int) -> TokenizedText:
        """Return the tokens of characters `start` to `end`, with their offsets in the whole text."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return TokenizedText(self.ids[inside], self.offsets[inside])


@dataclass(frozen=True, slots=True)
class TrainingWindow:
    """One input of the network, `[CLS] question [SEP] context [SEP]`, and its labels."""

    ids: npt.NDArray[np.int64]  #: [tokens]
    context_start: int  #: position of the first context token
    gold_spans: tuple[TokenSpan, ...]  #: positions in `ids`
    block_answers: bool = False  #: the context answers, but it is not known which words of it do
    teacher_logits: npt.NDArray[np.float32] | None = None  #: [tokens, 4]
    teacher_states: npt.NDArray[np.float16] | None = None  #: [tokens, components of all compared depths]

    @property
    def answers(self) -> bool:
        """Whether the context in the window answers the question."""
        return self.block_answers or bool(self.gold_spans)


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[TokenizedText]:
    """Tokenise texts without special tokens."""
    encodings: list[Any] = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        TokenizedText(
            np.array(encoding.ids, dtype=np.int32),
            np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2),
        )
        for encoding in encodings
    ]


def random_width(rng: np.random.Generator) -> int:
    """Draw how many context tokens a window may have, since the contexts of passages vary in length, too."""
    return int(rng.choice(_WIDTHS, p=_WIDTH_PROBABILITIES))


def sample_window(
    question_ids: npt.NDArray[np.int32],
    context: TokenizedText,
    spans: Sequence[TokenSpan],
    width: int,
    rng: np.random.Generator,
) -> TrainingWindow:
    """Cut a random window of at most `width` context tokens that contains one of `spans` whole.

    The offset of this span in the window is drawn uniformly. Without spans, any window is drawn. All spans
    that are whole in the window become its gold spans.
    """
    question_ids = question_ids[:_QUESTION_TOKENS]
    lowest, highest = 0, max(len(context.ids) - width, 0)
    if spans:
        first, last = spans[int(rng.integers(len(spans)))]
        lowest, highest = max(last + 1 - width, 0), min(first, highest)
    start = int(rng.integers(lowest, max(lowest, highest) + 1))
    context_ids = context.ids[start : start + width]
    context_start = len(question_ids) + 2
    gold_spans = tuple(
        (first - start + context_start, last - start + context_start)
        for first, last in dict.fromkeys(spans)
        if start <= first and last < start + len(context_ids)
    )
    ids = np.concatenate([[CLS], question_ids, [SEP], context_ids, [SEP]]).astype(np.int64)
    return TrainingWindow(ids, context_start, gold_spans)
