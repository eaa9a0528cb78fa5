"""What a teacher sees in every token, its states at two depths, in a few numbers: a pupil learns to see it.

What a teacher thinks of spans says little about most tokens; its states say much about all of them, and so
much more of what it knows (Romero et al. 2015, https://arxiv.org/abs/1412.6550). They are large, so that only
their principal components are kept, and the pupil's states are mapped to these by a linear layer each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from index.training.network import ReaderNetwork, read
from index.training.windows import Window

#: How deep in a network a teacher's and a pupil's states are compared, as a share of its layers.
_DEPTHS = (2 / 3, 1.0)
#: Numbers that are kept of a state.
_SIZE = 128
_RIDGE = 10.0


@dataclass(frozen=True, slots=True)
class View:
    """The principal components of a network's states at one depth, scaled to a variance of 1 on average."""

    mean: torch.Tensor
    spread: torch.Tensor
    axes: torch.Tensor

    @classmethod
    def of(cls, states: torch.Tensor) -> View:
        """Of states [tokens, size]."""
        mean, spread = states.mean(0), states.std(0).clamp(min=1e-3)
        _, values, axes = torch.linalg.svd((states - mean) / spread, full_matrices=False)
        scale = (values[:_SIZE].square().mean() / len(states)).sqrt()
        return cls(mean, spread, axes[:_SIZE].T / scale)

    def __call__(self, states: torch.Tensor) -> torch.Tensor:
        """[…, size] → […, at most _SIZE]."""
        return ((states - self.mean) / self.spread) @ self.axes


def at_depths(states: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Of the states that flow into a network's layers, and out of the last, those at `_DEPTHS`."""
    return [states[round(depth * (len(states) - 1))] for depth in _DEPTHS]


def views_of(network: ReaderNetwork, windows: Sequence[Window], **how) -> list[View]:
    """The views of a network, one for each depth, fitted to what it makes of `windows`."""
    return [View.of(states) for states in _states(network, windows, **how)]


def match(network: ReaderNetwork, windows: Sequence[Window], **how) -> None:
    """Give the network its maps to what the teacher sees in `windows`, by ridge regression."""
    seen = torch.cat([torch.from_numpy(window.seen) for window in windows]).float()
    maps = []
    for states, target in zip(_states(network, windows, **how), seen.chunk(len(_DEPTHS), 1), strict=True):
        known = torch.cat([states, torch.ones(len(states), 1)], 1)
        square = known.T @ known + _RIDGE * torch.eye(known.shape[1])
        fitted = torch.linalg.solve(square, known.T @ target)
        linear = nn.Linear(states.shape[1], target.shape[1])
        linear.weight.data, linear.bias.data = fitted[:-1].T.contiguous(), fitted[-1].clone()
        maps.append(linear)
    network.views = nn.ModuleList(maps)


def apart(views: nn.ModuleList, states: Sequence[torch.Tensor], windows: Sequence[Window]) -> torch.Tensor:
    """The squared distance [tokens] between what we see and what the teacher does, a mean for each depth."""
    device = states[0].device
    rows = torch.cat([torch.full((len(window.ids),), row) for row, window in enumerate(windows)])
    columns = torch.cat([torch.arange(len(window.ids)) for window in windows])
    seen = torch.from_numpy(np.concatenate([window.seen for window in windows])).float().to(device)
    ours = [view(state[rows, columns].float()) for view, state in zip(views, at_depths(states), strict=True)]
    return sum(
        (our - their).square().mean(1) for our, their in zip(ours, seen.chunk(len(views), 1), strict=True)
    )


def _states(network: ReaderNetwork, windows: Sequence[Window], **how) -> list[torch.Tensor]:
    """The network's states [tokens, size] at each depth, of all tokens of `windows`."""
    kept: list[list[torch.Tensor]] = [[] for _ in _DEPTHS]
    training = network.training
    network.eval()
    with torch.no_grad():
        for window in windows:
            _, states = read(network, [window], **how)
            for some, state in zip(kept, at_depths(states), strict=True):
                some.append(state[0, : len(window.ids)].float().cpu())
    network.train(training)
    return [torch.cat(some) for some in kept]
