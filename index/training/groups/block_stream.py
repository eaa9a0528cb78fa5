"""Training groups of questions of which only the block that answers is known, not the words."""

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

_WITHOUT_HEADING = 0.5  # of the groups: the trails lack the innermost heading, which is what asks
_TYPED = 0.6  # of the questions: they are asked as people type
_ONLY_OTHERS = 0.2  # of the groups: the block that answers is left out
_MOST_OTHERS = 3  # blocks of a group that do not answer
_OTHER_DOCUMENT = 0.2  # of them


@dataclass(frozen=True)
class BlockStream:
    """Questions of documentation: the block that answers beside other blocks, each under its trail."""

    tokenizer: Tokenizer
    examples: Sequence[FaqExample]
    seed: int
    per_epoch: int | None = None  #: examples that an epoch takes at most; the next epoch takes others

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The numbers of an epoch's examples, in their order."""
        count = len(self.examples)
        taken = turn(range(count), min(count, self.per_epoch or count), epoch, self.seed)
        return np.random.default_rng([self.seed, epoch, 1]).permutation(taken)

    def sample_windows(self) -> list[TrainingWindow]:
        """A window of each of the first examples of the first epoch."""
        return first_windows(self)

    def group(self, epoch: int, index: int, number: int, progress: float) -> list[TrainingWindow]:
        """The windows of example `number`: its block, or none, and others."""
        rng = np.random.default_rng([self.seed, epoch, index, 1])
        example = self.examples[number]
        without_heading = rng.random() < _WITHOUT_HEADING
        typed = rng.random() < (_TYPED if without_heading else 1.0)  # the same words twice teach nothing
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
        """Trail and text of blocks that do not answer: most of the same document, few of another one."""
        count = int(rng.integers(1, _MOST_OTHERS + 1))
        own = self.examples[number].others
        chosen = [own[place] for place in rng.permutation(len(own))[:count].tolist()]
        elsewhere = self.examples[int(rng.integers(len(self.examples)))]
        if (len(chosen) < count or rng.random() < _OTHER_DOCUMENT) and elsewhere.trail != self.examples[
            number
        ].trail:
            chosen.append((elsewhere.trail, elsewhere.block))
        return chosen

    def _window(
        self, question: str, trail: str, text: str, without_heading: bool, rng: np.random.Generator
    ) -> TrainingWindow:
        """The beginning of a block under its trail; it has no gold spans."""
        if without_heading:
            trail = trail.rpartition(TRAIL_SEPARATOR)[0]
        shown = f"{trail}\n{text}" if trail else text
        asked, context = tokenize(self.tokenizer, [question, shown])
        beginning = replace(context, ids=context.ids[: random_width(rng)])
        return sample_window(asked.ids, beginning, (), len(beginning.ids) or 1, rng)
