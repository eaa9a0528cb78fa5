"""The training loop: it learns, it can be resumed, and workers share its steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from index.training.network.loop import Trainer, TrainingPlan
from index.training.network.loss import group_loss


def test_training_lowers_the_loss(stream, make_network, plan: TrainingPlan, tmp_path: Path):
    """After some steps the network is better at the questions that it was trained on than before."""
    network = make_network()
    groups = [stream.group(0, number, number, 0.0) for number in range(24)]
    options = {"tokens_at_once": 2000, "device": "cpu", "bfloat16": False}
    before = float(group_loss(network, groups, **options).detach())
    Trainer(network, stream, plan, tmp_path).run(lambda line: None)
    assert float(group_loss(network, groups, **options).detach()) < 0.9 * before


def test_a_resumed_run_ends_as_one_that_never_stopped(stream, make_network, tmp_path: Path):
    """A run that is stopped half way and resumed from its checkpoint has the same weights at its end."""
    (tmp_path / "whole").mkdir()
    (tmp_path / "halves").mkdir()
    plan = TrainingPlan(tokens=5000, step_tokens=600, bfloat16=False)
    whole = Trainer(make_network(0.1), stream, plan, tmp_path / "whole")
    whole.run(lambda line: None)
    Trainer(make_network(0.1), stream, plan, tmp_path / "halves").run(lambda line: None, stop_after_steps=3)
    resumed = Trainer(make_network(0.1), stream, plan, tmp_path / "halves")
    assert resumed.resume()
    resumed.run(lambda line: None)
    assert resumed.position.step == whole.position.step > 3
    ours, theirs = resumed.network.state_dict(), whole.network.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_two_workers_learn_what_one_does(stream, make_network, tmp_path: Path):
    """The parts of a step add up to the whole step, except for rounding errors."""
    plan = TrainingPlan(tokens=3000, step_tokens=600, bfloat16=False)
    states = []
    for workers in (1, 2):
        trainer = Trainer(make_network(), stream, replace(plan, workers=workers), tmp_path)
        trainer.run(lambda line: None)
        states.append(trainer.network.state_dict())
    one, two = states
    assert all(torch.allclose(one[name], two[name], atol=1e-4) for name in one)
