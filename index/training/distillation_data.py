"""Lessons: windows with what a larger network, the teacher, thinks of them. A smaller one learns from these.

A teacher reads slowly, so it reads a part of the stream once, and its logits are kept in one file, with what
it sees in every token where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from index.training.hidden_states import View, at_depths
from index.training.network import ReaderNetwork, batches, read
from index.training.stream import EXAMPLES, Stream
from index.training.windows import Window

_PROGRESS = 0.75  # of the run whose mixture is taken
_TOKENS_AT_ONCE = 2048


@dataclass(frozen=True)
class Lessons:
    """Groups of windows, each with the teacher's logits; an epoch takes each of them once."""

    groups: Sequence[Sequence[Window]]
    seed: int

    def epoch(self, number: int) -> np.ndarray:
        """The groups of one epoch, by number, in their order."""
        return np.random.default_rng([self.seed, number]).permutation(len(self.groups))

    def group(self, epoch: int, place: int, number: int, progress: float) -> Sequence[Window]:
        """The windows of group `number`: the same at each place."""
        return self.groups[number]

    def examples(self) -> list[Window]:
        """Some windows of what the network reads."""
        return [group[0] for group in self.groups[:EXAMPLES]]


def excerpt(stream: Stream, place: int, tokens: int) -> list[list[Window]]:
    """The groups of the first epoch from a place on: of about so many tokens, or as far as the epoch goes."""
    groups: list[list[Window]] = []
    size = 0
    for here, number in enumerate(stream.epoch(0).tolist()[place:], place):
        if size >= tokens:
            break
        groups.append(stream.group(0, here, number, _PROGRESS))
        size += sum(len(window.ids) for window in groups[-1])
    return groups


def taught(
    groups: Sequence[Sequence[Window]],
    teacher: ReaderNetwork,
    *,
    workers: int,
    device: str,
    bfloat16: bool,
    done: Callable[[int], None],
    views: Sequence[View] = (),
) -> list[list[Window]]:
    """The same groups with the logits of `teacher`, and what it sees by its `views`, if any.

    `done` hears how many tokens each batch had.
    """
    keyed = [
        ((number, place), window) for number, group in enumerate(groups) for place, window in enumerate(group)
    ]
    ordered = sorted(keyed, key=lambda one: len(one[1].ids))

    def teach(batch: list[tuple[tuple[int, int], Window]]) -> dict[tuple[int, int], Window]:
        windows = [window for _, window in batch]
        with torch.no_grad():
            logits, states = read(teacher, windows, device=device, bfloat16=bfloat16)
            logits = logits.cpu()
            seen = [view(state.float().cpu()) for view, state in zip(views, at_depths(states), strict=False)]
            seen = torch.cat([logits[..., :0], *seen], 2).numpy().astype(np.float16)
        return {
            key: replace(
                window,
                taught=logits[row, : len(window.ids)].numpy().copy(),
                seen=seen[row, : len(window.ids)].copy(),
            )
            for row, (key, window) in enumerate(batch)
        }

    known: dict[tuple[int, int], Window] = {}
    with ThreadPoolExecutor(workers) as pool:
        for some in pool.map(teach, batches(ordered, _TOKENS_AT_ONCE)):
            known |= some
            done(sum(len(window.ids) for window in some.values()))
    return [[known[number, place] for place in range(len(group))] for number, group in enumerate(groups)]


def write_lessons(path: Path, groups: Sequence[Sequence[Window]]) -> None:
    """Write groups with a teacher's logits, and what it sees, to a file, whole or not at all."""
    windows = [window for group in groups for window in group]
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez(
            file,
            groups=[len(group) for group in groups],
            sizes=[len(window.ids) for window in windows],
            ids=np.concatenate([window.ids for window in windows]).astype(np.int32),
            firsts=[window.first for window in windows],
            golds=[len(window.gold) for window in windows],
            gold=np.array([span for window in windows for span in window.gold], np.int32).reshape(-1, 2),
            taught=np.concatenate([window.taught for window in windows]).astype(np.float32),
            seen=np.concatenate([window.seen for window in windows]),
        )
    partial.replace(path)


def read_lessons(path: Path, seed: int) -> Lessons:
    """The lessons that `write_lessons` wrote."""
    with np.load(path) as kept:
        ends, gold_ends = np.cumsum(kept["sizes"])[:-1], np.cumsum(kept["golds"])[:-1]
        windows = [
            Window(ids.astype(np.int64), int(first), tuple(map(tuple, gold.tolist())), taught, seen)
            for ids, first, gold, taught, seen in zip(
                np.split(kept["ids"], ends),
                kept["firsts"],
                np.split(kept["gold"], gold_ends),
                np.split(kept["taught"], ends),
                np.split(kept["seen"], ends),
                strict=True,
            )
        ]
        starts = np.concatenate([[0], np.cumsum(kept["groups"])])
    return Lessons([windows[start:end] for start, end in pairwise(starts)], seed)
