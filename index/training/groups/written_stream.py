"""Training groups of the questions that were written for it: the passage that answers, beside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.groups.group_source import first_windows
from index.training.groups.windows import TrainingWindow, sample_window, tokenize
from index.training.sources.written import Shown, WrittenExample

_ONLY_OTHERS = 0.2  # of the groups of questions that are answered: what answers is left out
_WHOLE = 0.2  # of those with words that answer: only that the passage does is told
_MOST_OTHERS = 3  # whose place k, from 1 on, is drawn with a weight of 1/k²: retrieval gives the likest too
_TOKENS = 254  # of a passage: it is whole, since what answers may be its end


@dataclass(frozen=True)
class WrittenStream:
    """Written questions: they are asked as they stand, since they were written as people type."""

    tokenizer: Tokenizer
    examples: Sequence[WrittenExample]
    seed: int

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The numbers of an epoch's examples, in their order."""
        return np.random.default_rng([self.seed, epoch, 1]).permutation(len(self.examples))

    def sample_windows(self) -> list[TrainingWindow]:
        """A window of each of the first examples of the first epoch."""
        return first_windows(self)

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """The windows of example `number`: a passage that answers, or none, and others."""
        rng = np.random.default_rng([self.seed, epoch, index, 1])
        example = self.examples[number]
        windows = []
        if example.answering and rng.random() >= _ONLY_OTHERS:
            words = example.words if rng.random() >= _WHOLE else ""
            window = self._window(example.question, example.answering[0], words, rng)
            windows.append(window if window.gold_spans else replace(window, block_answers=True))
        count = int(rng.integers(1, _MOST_OTHERS + 1))
        for place in likest(len(example.others), count, rng):
            windows.append(self._window(example.question, example.others[place], "", rng))
        return windows

    def _window(self, question: str, shown: Shown, words: str, rng: np.random.Generator) -> TrainingWindow:
        """A passage under its trail, with the words in it that answer, if any are told."""
        trail, text = shown
        above = f"{trail}\n" if trail else ""
        asked, context = tokenize(self.tokenizer, [question, above + text])
        found = text.find(words) if words else -1
        if found < 0:
            beginning = replace(context, ids=context.ids[:_TOKENS])
            return sample_window(asked.ids, beginning, (), _TOKENS, rng)
        start = len(above) + found
        spans = context.token_spans([(start, start + len(words))])
        return sample_window(asked.ids, context, spans, _TOKENS, rng)


def likest(others: int, count: int, rng: np.random.Generator) -> list[int]:
    """The places of up to `count` of so many others, most often those of the first, the likest."""
    weights = 1.0 / np.arange(1, others + 1) ** 2
    size = min(count, others)
    return rng.choice(others, size=size, replace=False, p=weights / weights.sum()).tolist() if others else []
