"""A teacher that reads each batch together with the student: on a GPU, no outputs need to be stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from index.training.groups.windows import TrainingWindow
from index.training.network.network import ReaderNetwork, run_batch
from index.training.teacher.distillation_data import with_teacher_outputs
from index.training.teacher.hidden_states import (
    StateComponents,
    compared_states,
    fit_components,
    initialise_projections,
    without_padding,
)


class LiveTeacher:
    """Implements `index.training.network.loss.Teacher` with a network that is not trained any more."""

    def __init__(self, network: ReaderNetwork, components: Sequence[StateComponents]) -> None:
        self._network = network.eval().requires_grad_(False)
        device = next(network.parameters()).device
        self._components = [each.to(device) for each in components]

    @classmethod
    def of(
        cls,
        network: ReaderNetwork,
        student: ReaderNetwork,
        windows: Sequence[TrainingWindow],
        *,
        cache: Path,
        device: str,
        bfloat16: bool,
    ) -> LiveTeacher:
        """Make a teacher with components fitted on `windows`; set the student's projections on them, too.

        The student has to be on the CPU. The components are saved in the file `cache` for a resumed run.
        """
        network = network.to(device).eval()
        components = _read_components(cache)
        if not components:
            components = fit_components(network, windows, device=device, bfloat16=bfloat16)
            torch.save([(each.mean, each.deviation, each.axes) for each in components], cache)
        (with_states,) = with_teacher_outputs(
            [windows],
            network,
            workers=1,
            device=device,
            bfloat16=bfloat16,
            done=lambda tokens: None,
            components=components,
        )
        initialise_projections(student, with_states, device="cpu", bfloat16=False)
        return cls(network, components)

    def read(
        self, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits [windows, longest, 4], and components of compared states, [tokens, of all depths]."""
        with torch.no_grad():
            logits, states = run_batch(self._network, windows, device=device, bfloat16=bfloat16)
            chosen = without_padding(windows, logits.device)
            components = [
                of_depth.transform(state[chosen].float())
                for of_depth, state in zip(self._components, compared_states(states), strict=True)
            ]
        return logits, torch.cat(components, 1)


def _read_components(path: Path) -> list[StateComponents]:
    return [StateComponents(*parts) for parts in torch.load(path, weights_only=True)] if path.exists() else []
