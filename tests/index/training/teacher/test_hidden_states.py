"""Distillation of hidden states: the principal components, and the loss by hand."""

from __future__ import annotations

import pytest
import torch

from index.training.network.loss import group_loss
from index.training.network.network import collate
from index.training.teacher.distillation_data import first_groups, with_teacher_outputs
from index.training.teacher.hidden_states import (
    StateComponents,
    compared_states,
    fit_components,
    initialise_projections,
)

OPTIONS = {"device": "cpu", "bfloat16": False}


def test_components_keep_what_varies_most():
    """If states vary in two directions only, two components preserve their distances."""
    generator = torch.Generator().manual_seed(0)
    inner = torch.randn(500, 2, generator=generator) * torch.tensor([3.0, 1.0])
    states = inner @ torch.randn(2, 40, generator=generator) + 7
    components = StateComponents.fit(states).transform(states)
    assert components.shape == (500, 40)
    assert torch.allclose(components[:, 2:], torch.zeros(1), atol=1e-3)
    assert float(components.mean(0).abs().max()) < 1e-3
    assert float(components.var(0).mean()) == pytest.approx(1, rel=0.01)
    standardised = (states - states.mean(0)) / states.std(0)
    ratio = torch.pdist(components) / torch.pdist(standardised)
    assert torch.allclose(ratio, ratio[0].expand_as(ratio), rtol=1e-2)


def test_hidden_states_are_compared_token_by_token(stream, make_network, teacher):
    """The loss equals the mean squared error over the tokens of two windows and both depths, computed by hand."""
    groups = first_groups(stream, start=0, tokens=900)
    components = fit_components(teacher, [group[0] for group in groups], **OPTIONS)
    groups = with_teacher_outputs(
        groups, teacher, workers=1, done=lambda tokens: None, components=components, **OPTIONS
    )
    windows = [group[0] for group in groups]
    student = make_network().eval()
    initialise_projections(student, windows, **OPTIONS)
    errors = []
    for window in windows[:2]:
        ours = compared_states(student.hidden_states(*collate([window], "cpu")))
        theirs = compared_states(teacher.hidden_states(*collate([window], "cpu")))
        for of_depth, projection, our, their in zip(
            components, student.state_projections, ours, theirs, strict=True
        ):
            error = projection(our[0]) - of_depth.transform(their[0])
            errors.append(error.square().mean(1).detach())
    expected = float(torch.cat(errors[::2] + errors[1::2]).mean() * 2)

    def loss(network, groups, weight: float) -> float:
        value = group_loss(network, groups, tokens_at_once=100, hidden_state_weight=weight, **OPTIONS)
        return float(value.detach())

    assert (loss(student, [windows[:2]], 3.0) - loss(student, [windows[:2]], 0.0)) / 3 == pytest.approx(
        expected, rel=5e-3
    )
    initialise_projections(teacher, windows, **OPTIONS)
    assert loss(teacher, groups, 1.0) - loss(teacher, groups, 0.0) < 0.15 * expected
