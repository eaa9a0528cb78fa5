"""What a run is trained on: groups of windows by number, from one source or from several joined."""

from __future__ import annotations

import multiprocessing
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.training.groups.windows import TrainingWindow

#: How many windows `sample_windows` gives.
SAMPLE_WINDOWS = 64
_GROUPS_AT_ONCE = 64  # that a process makes
_AHEAD = 3  # such portions for each process are made before they are needed

Request = tuple[int, int, int, float]  #: the arguments of GroupSource.group


def turn(numbers: Sequence[int], take: int, epoch: int, seed: int) -> npt.NDArray[np.int64]:
    """Those of `numbers` that an epoch takes, `take` at most; epochs take turns in them."""
    # The order is the same in every epoch.
    shuffled = np.random.default_rng(seed).permutation(np.asarray(numbers, np.int64))
    return np.roll(shuffled, -epoch * take)[:take]


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


def first_windows(source: GroupSource) -> list[TrainingWindow]:
    """The first window of each of the first SAMPLE_WINDOWS groups of a source's first epoch."""
    numbers = source.epoch(0)[:SAMPLE_WINDOWS].tolist()
    return [source.group(0, index, number, 0.0)[0] for index, number in enumerate(numbers)]


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


_source: GroupSource | None = None  # of a process that makes groups


def _set_source(source: GroupSource) -> None:
    global _source
    _source = source


def _make(requests: Sequence[Request]) -> list[Sequence[TrainingWindow]]:
    assert _source
    return [_source.group(*request) for request in requests]


def made_in_processes(
    source: GroupSource, requests: Iterable[Request], processes: int
) -> Iterator[Sequence[TrainingWindow]]:
    """The groups of `requests` in their order, made by forked processes ahead of their use.

    A GPU takes groups faster than a single process makes them.
    """
    requests, fork = iter(requests), multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, fork, _set_source, (source,)) as pool:
        made: deque[Future[list[Sequence[TrainingWindow]]]] = deque()
        try:
            while True:
                while len(made) < processes * _AHEAD and (portion := list(islice(requests, _GROUPS_AT_ONCE))):
                    made.append(pool.submit(_make, portion))
                if not made:
                    return
                yield from made.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
