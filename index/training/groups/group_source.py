"""The interface of the groups of windows that a run is trained on, and several sources joined into one."""

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

#: Number of windows that `sample_windows` returns.
SAMPLE_WINDOWS = 64
_GROUPS_AT_ONCE = 64  # groups in a portion, which a process makes at once
_AHEAD = 3  # portions for each process that are made before they are needed

Request = tuple[int, int, int, float]  #: the arguments of GroupSource.group


def turn(numbers: Sequence[int], take: int, epoch: int, seed: int) -> npt.NDArray[np.int64]:
    """Return the numbers for an epoch, at most `take`; the epochs take them in turns."""
    # The shuffled order is the same in every epoch.
    shuffled = np.random.default_rng(seed).permutation(np.asarray(numbers, np.int64))
    return np.roll(shuffled, -epoch * take)[:take]


class GroupSource(Protocol):
    """Groups of windows by number, in an order for each epoch."""

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the groups of an epoch, in their order."""
        ...

    def group(self, epoch: int, index: int, number: int, progress: float) -> Sequence[TrainingWindow]:
        """Return the windows of group `number`, at position `index` of an epoch.

        `progress` is the share of the run that is done, from 0 to 1.
        """
        ...

    def sample_windows(self) -> list[TrainingWindow]:
        """Return at most SAMPLE_WINDOWS windows of the first epoch."""
        ...


def first_windows(source: GroupSource) -> list[TrainingWindow]:
    """Return the first window of each of the first SAMPLE_WINDOWS groups of a source's first epoch."""
    numbers = source.epoch(0)[:SAMPLE_WINDOWS].tolist()
    return [source.group(0, index, number, 0.0)[0] for index, number in enumerate(numbers)]


@dataclass(frozen=True)
class JoinedStream:
    """Several sources of groups as one; the numbers of a source follow those of the source before it."""

    sources: Sequence[GroupSource]
    counts: Sequence[int]  #: number of groups of each source
    seed: int

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the groups of an epoch, in their order."""
        starts = [0, *accumulate(self.counts)]
        orders = [start + source.epoch(epoch) for start, source in zip(starts, self.sources, strict=False)]
        return np.random.default_rng([self.seed, epoch, 2]).permutation(np.concatenate(orders))

    def group(self, epoch: int, index: int, number: int, progress: float) -> Sequence[TrainingWindow]:
        """Return the windows of group `number` from its source."""
        ends = list(accumulate(self.counts))
        source = bisect_right(ends, number)
        return self.sources[source].group(epoch, index, number - [0, *ends][source], progress)

    def sample_windows(self) -> list[TrainingWindow]:
        """Return an equal share of windows of each source."""
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
    """Yield the groups of `requests` in their order; forked processes make them ahead of their use.

    A GPU reads groups faster than a single process makes them.
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
