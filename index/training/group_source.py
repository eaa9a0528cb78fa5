"""What a run is trained on: groups of windows by number, from one source or from several joined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.training.windows import TrainingWindow

#: How many windows `sample_windows` gives.
SAMPLE_WINDOWS = 64


class GroupSource(Protocol):
    """What a run is trained on: groups by number, in an order for each epoch."""

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The numbers of an epoch's groups, in their order."""
        ...

    def group(self, epoch: int, index: int, number: int, progress: float) -> Sequence[TrainingWindow]:
        """The windows of group `number`, which comes at `index` of an epoch; `progress` is 0 to 1."""
        ...

    def sample_windows(self) -> list[TrainingWindow]:
        """SAMPLE_WINDOWS windows or fewer, of the first epoch."""
        ...


@dataclass(frozen=True)
class JoinedStream:
    """Several sources of groups as one; the numbers of a source follow those of the source before it."""

    sources: Sequence[GroupSource]
    counts: Sequence[int]  #: of the groups of each
    seed: int

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """The numbers of an epoch's groups, in their order."""
        starts = [0, *accumulate(self.counts)]
        orders = [start + source.epoch(epoch) for start, source in zip(starts, self.sources, strict=False)]
        return np.random.default_rng([self.seed, epoch, 2]).permutation(np.concatenate(orders))

    def group(self, epoch: int, index: int, number: int, progress: float) -> Sequence[TrainingWindow]:
        """The windows of group `number`, whichever source it is from."""
        ends = list(accumulate(self.counts))
        source = bisect_right(ends, number)
        return self.sources[source].group(epoch, index, number - [0, *ends][source], progress)

    def sample_windows(self) -> list[TrainingWindow]:
        """The same share of each source's."""
        share = -(-SAMPLE_WINDOWS // len(self.sources))
        return [window for source in self.sources for window in source.sample_windows()[:share]]
