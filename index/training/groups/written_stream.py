"""Training groups of questions that were written for the training: the passage that answers, and others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.groups.group_source import first_windows
from index.training.groups.windows import TrainingWindow, sample_window, tokenize
from index.training.sources.written import Shown, WrittenExample

_ONLY_OTHERS = 0.2  # share of the groups of answerable questions without the passage that answers
_WHOLE = 0.2  # share of the passages with known words that are labelled as answering as a whole
_MOST_OTHERS = 3  # other passages in a group
_TOKENS = 254  # of a passage, which is not cropped at random, because its end may be the answer


@dataclass(frozen=True)
class WrittenStream:
    """Groups of written questions, whose words are not changed: they are in the style of a chat already."""

    tokenizer: Tokenizer
    examples: Sequence[WrittenExample]
    seed: int

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the examples of an epoch, in their order."""
        return np.random.default_rng([self.seed, epoch, 1]).permutation(len(self.examples))

    def sample_windows(self) -> list[TrainingWindow]:
        """Return a window of each of the first examples of the first epoch."""
        return first_windows(self)

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """Return the windows of example `number`: a passage that answers, if any, and others."""
        rng = np.random.default_rng([self.seed, epoch, index, 1])
        example = self.examples[number]
        windows = []
        if example.answering and rng.random() >= _ONLY_OTHERS:
            words = example.words if rng.random() >= _WHOLE else ""
            window = self._window(example.question, example.answering[0], words, rng)
            windows.append(window if window.gold_spans else replace(window, block_answers=True))
        count = int(rng.integers(1, _MOST_OTHERS + 1))
        for position in draw_similar(len(example.others), count, rng):
            windows.append(self._window(example.question, example.others[position], "", rng))
        return windows

    def _window(self, question: str, shown: Shown, words: str, rng: np.random.Generator) -> TrainingWindow:
        """Return the window of a passage with its trail; `words` that answer become its gold span, if any."""
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


def draw_similar(others: int, count: int, rng: np.random.Generator) -> list[int]:
    """Draw up to `count` different positions in a list of `others` passages, the most similar first.

    Position k, from 1 on, has the weight 1/k²: retrieval also finds the most similar passages most often.
    """
    weights = 1.0 / np.arange(1, others + 1) ** 2
    size = min(count, others)
    return rng.choice(others, size=size, replace=False, p=weights / weights.sum()).tolist() if others else []
