"""Distillation data: a file of windows with the outputs of a larger network, the teacher.

A teacher is slow, so it reads a part of the stream once. Its logits are written and, if wanted, its hidden
states. A smaller network, the student, learns from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from index.training.groups.group_source import SAMPLE_WINDOWS, GroupSource
from index.training.groups.windows import TrainingWindow
from index.training.network.network import ReaderNetwork, batches, run_batch
from index.training.teacher.hidden_states import StateComponents, compared_states

_PROGRESS = 0.75  # the groups have the mixture at this share of a run
_TOKENS_AT_ONCE = 2048


@dataclass(frozen=True)
class DistillationData:
    """Groups of windows with the teacher's outputs, instead of a TrainingStream; an epoch has each once."""

    groups: Sequence[Sequence[TrainingWindow]]
    seed: int

    @property
    def has_hidden_states(self) -> bool:
        states = self.groups[0][0].teacher_states
        return states is not None and states.size > 0

    def epoch(self, epoch: int) -> npt.NDArray[np.int64]:
        """Return the numbers of the groups of an epoch, in their order."""
        return np.random.default_rng([self.seed, epoch]).permutation(len(self.groups))

    def group(self, epoch: int, index: int, number: int, progress: float) -> Sequence[TrainingWindow]:
        """Return the windows of group `number`; they are the same in every epoch."""
        return self.groups[number]

    def sample_windows(self) -> list[TrainingWindow]:
        """Return the first window of each of the first SAMPLE_WINDOWS groups."""
        return [group[0] for group in self.groups[:SAMPLE_WINDOWS]]


def first_groups(stream: GroupSource, start: int, tokens: int) -> list[list[TrainingWindow]]:
    """Return the groups of the first epoch from index `start` on, up to `tokens` tokens or a few more."""
    groups: list[list[TrainingWindow]] = []
    size = 0
    for index, number in enumerate(stream.epoch(0).tolist()[start:], start):
        if size >= tokens:
            break
        groups.append(list(stream.group(0, index, number, _PROGRESS)))
        size += sum(len(window.ids) for window in groups[-1])
    return groups


def with_teacher_outputs(
    groups: Sequence[Sequence[TrainingWindow]],
    teacher: ReaderNetwork,
    *,
    workers: int,
    device: str,
    bfloat16: bool,
    done: Callable[[int], None],
    components: Sequence[StateComponents] = (),
) -> list[list[TrainingWindow]]:
    """Return the groups with the logits of `teacher`, and with its hidden states if `components` are given.

    `done` is called with the number of tokens of each batch that has been read.
    """
    keyed = [
        ((number, index), window) for number, group in enumerate(groups) for index, window in enumerate(group)
    ]

    def read(batch: list[tuple[tuple[int, int], TrainingWindow]]) -> dict[tuple[int, int], TrainingWindow]:
        keys, windows = zip(*batch, strict=True)
        read_windows = _read_by_teacher(windows, teacher, components, device=device, bfloat16=bfloat16)
        return dict(zip(keys, read_windows, strict=True))

    result: dict[tuple[int, int], TrainingWindow] = {}
    with ThreadPoolExecutor(workers) as pool:
        for windows in pool.map(read, batches(keyed, _TOKENS_AT_ONCE)):
            result |= windows
            done(sum(len(window.ids) for window in windows.values()))
    return [[result[number, index] for index in range(len(group))] for number, group in enumerate(groups)]


def _read_by_teacher(
    windows: Sequence[TrainingWindow],
    teacher: ReaderNetwork,
    components: Sequence[StateComponents],
    *,
    device: str,
    bfloat16: bool,
) -> list[TrainingWindow]:
    """Return the windows of a batch with the logits of `teacher` and the given components of its states."""
    with torch.no_grad():
        logits, states = run_batch(teacher, windows, device=device, bfloat16=bfloat16)
        logits = logits.cpu()
        components_of = [
            of_depth.transform(state.float().cpu())
            for of_depth, state in zip(components, compared_states(states), strict=False)
        ]
        teacher_states = torch.cat([logits[..., :0], *components_of], 2).numpy().astype(np.float16)
    return [
        replace(
            window,
            teacher_logits=logits[row, : len(window.ids)].numpy().copy(),
            teacher_states=teacher_states[row, : len(window.ids)].copy(),
        )
        for row, window in enumerate(windows)
    ]


def write_distillation_data(path: Path, groups: Sequence[Sequence[TrainingWindow]]) -> None:
    """Write groups with the teacher's outputs to an `.npz` file, whole or not at all.

    Raises ValueError if a window has no outputs of a teacher.
    """
    windows = [window for group in groups for window in group]
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez(
            file,
            windows_per_group=[len(group) for group in groups],
            tokens_per_window=[len(window.ids) for window in windows],
            ids=np.concatenate([window.ids for window in windows]).astype(np.int32),
            context_starts=[window.context_start for window in windows],
            block_answers=[window.block_answers for window in windows],
            spans_per_window=[len(window.gold_spans) for window in windows],
            gold_spans=np.array([span for window in windows for span in window.gold_spans], np.int32).reshape(
                -1, 2
            ),
            teacher_logits=_concatenate([window.teacher_logits for window in windows]).astype(np.float32),
            teacher_states=_concatenate([window.teacher_states for window in windows]),
        )
    partial.replace(path)


def _concatenate(outputs: Sequence[npt.NDArray[np.floating] | None]) -> npt.NDArray[np.floating]:
    present = [output for output in outputs if output is not None]
    if len(present) < len(outputs):
        raise ValueError("a window has no outputs of a teacher")
    return np.concatenate(present)


def read_distillation_data(path: Path, seed: int) -> DistillationData:
    """Read a file of `write_distillation_data`; `seed` determines the order of the groups."""
    with np.load(path) as arrays:
        ends, span_ends = (
            np.cumsum(arrays["tokens_per_window"])[:-1],
            np.cumsum(arrays["spans_per_window"])[:-1],
        )
        windows = [
            TrainingWindow(
                ids.astype(np.int64),
                int(start),
                tuple((first, last) for first, last in spans.tolist()),
                bool(block_answers),
                logits,
                states,
            )
            for ids, start, spans, block_answers, logits, states in zip(
                np.split(arrays["ids"], ends),
                arrays["context_starts"],
                np.split(arrays["gold_spans"], span_ends),
                arrays["block_answers"],
                np.split(arrays["teacher_logits"], ends),
                np.split(arrays["teacher_states"], ends),
                strict=True,
            )
        ]
        starts = np.concatenate([[0], np.cumsum(arrays["windows_per_group"])])
    return DistillationData([windows[start:end] for start, end in pairwise(starts)], seed)
