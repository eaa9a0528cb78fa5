"""Training groups of questions for which only the block that answers is known, not the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.groups.group_source import first_windows, turn
from index.training.groups.typed_questions import as_typed
from index.training.groups.windows import TrainingWindow, random_width, sample_window, tokenize
from index.training.sources.faq import FaqExample
from index.types import TRAIL_SEPARATOR

_WITHOUT_HEADING = 0.5  # share of the groups whose trails lack the innermost heading, which is the question
_TYPED = 0.6  # share of the questions of these groups that are changed to the style of a chat; else all are
_ONLY_OTHERS = 0.2  # share of the groups without the block that answers
_MOST_OTHERS = 3  # blocks of the same document in a group that do not answer
# Share of the groups that also get a block of another document. All groups get one whose own document has too
# few other blocks.
_OTHER_DOCUMENT = 0.2


@dataclass(frozen=True)
class BlockStream:
    """Groups of questions about documentation: the block that answers and others, each with its trail."""

    tokenizer: Tokenizer
    examples: Sequence[FaqExample]
    seed: int
    per_epoch: int | None = None  #: most examples in an epoch; the next epoch has others

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the examples of an epoch, in their order."""
        count = len(self.examples)
        taken = turn(range(count), min(count, self.per_epoch or count), epoch, self.seed)
        return np.random.default_rng([self.seed, epoch, 1]).permutation(taken)

    def sample_windows(self) -> list[TrainingWindow]:
        """Return a window of each of the first examples of the first epoch."""
        return first_windows(self)

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """Return the windows of example `number`: the block that answers, if any, and others."""
        rng = np.random.default_rng([self.seed, epoch, index, 1])
        example = self.examples[number]
        without_heading = rng.random() < _WITHOUT_HEADING
        # If the heading is in the trail, the question always differs from it: equal words would teach
        # nothing.
        typed = rng.random() < (_TYPED if without_heading else 1.0)
        question = as_typed(example.question, rng) if typed else example.question
        others = self._others(number, rng)
        windows = []
        if not others or rng.random() >= _ONLY_OTHERS:
            window = self._window(question, example.trail, example.block, without_heading, rng)
            windows.append(replace(window, block_answers=True))
        for trail, text in others:
            windows.append(self._window(question, trail, text, without_heading, rng))
        return windows

    def _others(self, number: int, rng: np.random.Generator) -> list[tuple[str, str]]:
        """Return trail and text of blocks that do not answer: of the same document, at times of another."""
        count = int(rng.integers(1, _MOST_OTHERS + 1))
        own = self.examples[number].others
        chosen = [own[position] for position in rng.permutation(len(own))[:count].tolist()]
        elsewhere = self.examples[int(rng.integers(len(self.examples)))]
        if (len(chosen) < count or rng.random() < _OTHER_DOCUMENT) and elsewhere.trail != self.examples[
            number
        ].trail:
            chosen.append((elsewhere.trail, elsewhere.block))
        return chosen

    def _window(
        self, question: str, trail: str, text: str, without_heading: bool, rng: np.random.Generator
    ) -> TrainingWindow:
        """Return a window of the start of a block with its trail; it has no gold spans."""
        if without_heading:
            trail = trail.rpartition(TRAIL_SEPARATOR)[0]
        shown = f"{trail}\n{text}" if trail else text
        asked, context = tokenize(self.tokenizer, [question, shown])
        start = replace(context, ids=context.ids[: random_width(rng)])
        return sample_window(asked.ids, start, (), len(start.ids) or 1, rng)
