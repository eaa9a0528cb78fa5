"""Distillation data: the teacher's outputs, their file, and a student that learns from them."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from index.training.network.loop import Trainer
from index.training.network.loss import group_loss
from index.training.network.network import collate
from index.training.teacher.distillation_data import (
    DistillationData,
    first_groups,
    read_distillation_data,
    with_teacher_outputs,
    write_distillation_data,
)

OPTIONS = {"device": "cpu", "bfloat16": False}


@pytest.fixture
def data(stream, teacher) -> DistillationData:
    """The teacher's logits for the first groups of the stream."""
    groups = first_groups(stream, start=4, tokens=600)
    groups = with_teacher_outputs(groups, teacher, workers=2, done=lambda tokens: None, **OPTIONS)
    return DistillationData(groups, seed=1)


def test_the_teacher_s_logits_are_added_to_the_windows(stream, teacher):
    """Each window gets the logits that the teacher returns for it alone, and all tokens are reported as read."""
    groups = first_groups(stream, start=4, tokens=600)
    read: list[int] = []
    result = with_teacher_outputs(groups, teacher, workers=2, done=read.append, **OPTIONS)
    assert sum(read) == sum(len(window.ids) for group in groups for window in group) >= 600
    for window, before in zip(chain(*result), chain(*groups), strict=True):
        assert np.array_equal(window.ids, before.ids)
        expected = teacher(*collate([window], "cpu"))[0].detach().numpy()
        assert np.allclose(window.teacher_logits, expected, atol=1e-4)


def test_distillation_data_comes_back_from_its_file(data: DistillationData, tmp_path: Path):
    """The data read equals the data written, and an epoch has each group once."""
    write_distillation_data(tmp_path / "data.npz", data.groups)
    kept = read_distillation_data(tmp_path / "data.npz", seed=1)
    for ours, theirs in zip(kept.groups, data.groups, strict=True):
        for our, their in zip(ours, theirs, strict=True):
            assert (our.context_start, our.gold_spans, our.answers) == (
                their.context_start,
                their.gold_spans,
                their.answers,
            )
            assert np.array_equal(our.ids, their.ids)
            assert np.array_equal(our.teacher_logits, their.teacher_logits)
    assert sorted(kept.epoch(3)) == list(range(len(data.groups)))
    assert not kept.has_hidden_states


def test_a_student_approaches_its_teacher(
    data: DistillationData, teacher, make_network, plan, tmp_path: Path
):
    """Training on the teacher's logits alone more than halves the excess of the loss over the teacher's own."""
    student = make_network()

    def loss(network) -> float:
        options = {"tokens_at_once": 2000, "distillation_weight": 1.0, **OPTIONS}
        return float(group_loss(network, data.groups, **options).detach())

    least = loss(teacher)
    before = loss(student) - least
    assert before > 0
    Trainer(student, data, replace(plan, distillation_weight=1.0), tmp_path).run(lambda line: None)
    assert 0 <= loss(student) - least < 0.5 * before
