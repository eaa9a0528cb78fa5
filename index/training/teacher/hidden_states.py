"""Distillation of hidden states: the student learns the teacher's states at two depths.

Span logits contain little information about most tokens, and hidden states much about all of them (FitNets:
Romero et al. 2015, https://arxiv.org/abs/1412.6550). Whole states are large, so only their principal
components are used. A linear layer for each depth maps the student's states to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from index.training.groups.windows import TrainingWindow
from index.training.network.network import ReaderNetwork, run_batch

#: The depths at which teacher and student are compared, as shares of their layers.
_DEPTHS = (2 / 3, 1.0)
#: Number of principal components for each depth.
_COMPONENTS = 128
_LEAST_DEVIATION = 1e-3
_RIDGE = 10.0


@dataclass(frozen=True, slots=True)
class StateComponents:
    """The principal components of standardised hidden states, scaled to a mean variance of 1."""

    mean: torch.Tensor  #: [size]
    deviation: torch.Tensor  #: [size]
    axes: torch.Tensor  #: [size, components]

    @classmethod
    def fit(cls, states: torch.Tensor) -> StateComponents:
        """Fit at most _COMPONENTS components to states [tokens, size]."""
        mean, deviation = states.mean(0), states.std(0).clamp(min=_LEAST_DEVIATION)
        _, singular_values, axes = torch.linalg.svd((states - mean) / deviation, full_matrices=False)
        scale = (singular_values[:_COMPONENTS].square().mean() / len(states)).sqrt()
        return cls(mean, deviation, axes[:_COMPONENTS].T / scale)

    def to(self, device: torch.device) -> StateComponents:
        """Return these components on a device."""
        return StateComponents(self.mean.to(device), self.deviation.to(device), self.axes.to(device))

    def transform(self, states: torch.Tensor) -> torch.Tensor:
        """Return the components [..., components] of states [..., size]."""
        return ((states - self.mean) / self.deviation) @ self.axes


def compared_states(states: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return the hidden states at the compared depths, given all of a network, its embeddings first."""
    return [states[round(depth * (len(states) - 1))] for depth in _DEPTHS]


def fit_components(
    teacher: ReaderNetwork, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
) -> list[StateComponents]:
    """Fit the components of the teacher's states on `windows`, for each compared depth."""
    return [
        StateComponents.fit(states) for states in _states(teacher, windows, device=device, bfloat16=bfloat16)
    ]


def initialise_projections(
    student: ReaderNetwork, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
) -> None:
    """Set the student's projections by ridge regression of the teacher's states on its own, on `windows`."""
    targets = torch.from_numpy(_teacher_states(windows)).float().chunk(len(_DEPTHS), 1)
    projections = []
    for states, target in zip(
        _states(student, windows, device=device, bfloat16=bfloat16), targets, strict=True
    ):
        inputs = torch.cat([states, torch.ones(len(states), 1)], 1)
        covariance = inputs.T @ inputs + _RIDGE * torch.eye(inputs.shape[1])
        solution = torch.linalg.solve(covariance, inputs.T @ target)
        projection = nn.Linear(states.shape[1], target.shape[1])
        projection.weight.data, projection.bias.data = solution[:-1].T.contiguous(), solution[-1].clone()
        projections.append(projection)
    student.state_projections = nn.ModuleList(projections)


def hidden_state_loss(
    projections: nn.ModuleList,
    states: Sequence[torch.Tensor],
    windows: Sequence[TrainingWindow],
    targets: torch.Tensor,
) -> torch.Tensor:
    """Return the squared error [tokens] of the projected student states against those of the teacher.

    The error is the mean over components and the sum over depths. `states` are the student's of a batch, from
    `run_batch`. `targets` are the teacher's, [tokens, components of all depths]. The tokens are those of all
    `windows`, one window after another, without padding.
    """
    chosen = without_padding(windows, states[0].device)
    errors = [
        (projection(state[chosen].float()) - target).square().mean(1)
        for projection, state, target in zip(
            projections, compared_states(states), targets.chunk(len(projections), 1), strict=True
        )
    ]
    return torch.stack(errors).sum(0)


def without_padding(
    windows: Sequence[TrainingWindow], device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the rows and columns of the tokens in a batch of windows, one window after another."""
    lengths = torch.tensor([len(window.ids) for window in windows])
    rows = torch.repeat_interleave(torch.arange(len(windows)), lengths)
    columns = torch.cat([torch.arange(int(length)) for length in lengths])
    return rows.to(device), columns.to(device)


def stored_states(windows: Sequence[TrainingWindow], device: torch.device) -> torch.Tensor:
    """Return the teacher states in the windows on a device, float32 [tokens, components of all depths].

    Raises ValueError if a window has none.
    """
    return torch.from_numpy(_teacher_states(windows)).float().to(device)


def _teacher_states(windows: Sequence[TrainingWindow]) -> np.ndarray:
    """Return the teacher states in the windows, float16 [tokens, components of all depths].

    Raises ValueError if a window has none.
    """
    states = [window.teacher_states for window in windows if window.teacher_states is not None]
    if len(states) < len(windows):
        raise ValueError("a window has no hidden states of a teacher")
    return np.concatenate(states)


def _states(
    network: ReaderNetwork, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
) -> list[torch.Tensor]:
    """Return a network's states on all tokens of `windows`: float32 [tokens, size] per compared depth."""
    collected: list[list[torch.Tensor]] = [[] for _ in _DEPTHS]
    training = network.training
    network.eval()
    with torch.no_grad():
        for window in windows:
            _, states = run_batch(network, [window], device=device, bfloat16=bfloat16)
            for of_depth, state in zip(collected, compared_states(states), strict=True):
                of_depth.append(state[0, : len(window.ids)].float().cpu())
    network.train(training)
    return [torch.cat(of_depth) for of_depth in collected]
