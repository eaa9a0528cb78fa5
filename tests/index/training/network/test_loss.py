"""The loss, computed by hand over every span of two windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from index.training.groups.windows import TrainingWindow
from index.training.network.loss import group_loss
from index.training.network.network import ReaderNetwork, collate

IDS = np.array([101, 2040, 102, 7000, 7001, 7002, 102])
GROUP = [TrainingWindow(IDS, 3, ((4, 5),)), TrainingWindow(IDS[[0, 1, 2, 5, 3, 6]], 3, ())]
TERM_WEIGHTS = (0.5, 0.25, 0.25, 0.5)
OPTIONS = {"tokens_at_once": 7, "device": "cpu", "bfloat16": False}

Terms = tuple[list[float], list[float], list[float], list[float]]


def logits_of(network: ReaderNetwork, window: TrainingWindow) -> np.ndarray:
    return network(*collate([window], "cpu"))[0].detach().numpy().astype(float)


def scores(logits: np.ndarray, window: TrainingWindow) -> Terms:
    """Return the scores of all spans, starts and ends of a window, and of its block."""
    positions, relevance = range(window.context_start, len(window.ids) - 1), logits[0, 2]
    spans = [
        logits[first, 0] + logits[last, 1] + relevance
        for first in positions
        for last in positions
        if first <= last
    ]
    starts = [logits[position, 0] + relevance for position in positions]
    ends = [logits[position, 1] + relevance for position in positions]
    return spans, starts, ends, [logits[0, 3]]


def all_scores(of_windows: Sequence[Terms], term: int) -> np.ndarray:
    """Return the scores of a term in a whole group, including "no answer"."""
    return np.array([0.0, *chain.from_iterable(terms[term] for terms in of_windows)])


def gold_loss(network: ReaderNetwork, group: Sequence[TrainingWindow]) -> float:
    gold = (0.0, 0.0, 0.0, 0.0)
    for window in group:
        logits = logits_of(network, window)
        for first, last in window.gold_spans:
            start, end, relevance = logits[first, 0], logits[last, 1], logits[0, 2]
            gold = (start + end + relevance, start + relevance, end + relevance, logits[0, 3])
    of_windows = [scores(logits_of(network, window), window) for window in group]
    return sum(
        weight * (np.log(np.exp(all_scores(of_windows, term)).sum()) - gold[term])
        for term, weight in enumerate(TERM_WEIGHTS)
    )


def test_the_loss_is_the_negative_log_probability_of_the_gold_span(random_network: ReaderNetwork):
    """The softmax is over every span of a group's windows and "no answer", which is right without a gold span."""
    groups = [GROUP, [TrainingWindow(IDS, 3, ())]]
    loss = group_loss(random_network, groups, **OPTIONS)
    expected = np.mean([gold_loss(random_network, group) for group in groups])
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-4)


def test_if_a_block_answers_as_a_whole_its_words_do_not_count(random_network: ReaderNetwork):
    """Only the loss of the blocks counts, since it is not known which words answer."""
    group = [replace(GROUP[0], gold_spans=(), block_answers=True), GROUP[1]]
    right, wrong = (logits_of(random_network, window)[0, 3] for window in group)
    loss = group_loss(random_network, [group], **OPTIONS)
    expected = TERM_WEIGHTS[3] * (np.log(1 + np.exp(right) + np.exp(wrong)) - right)
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-4)


def test_the_distillation_loss_is_the_cross_entropy_against_the_teacher(random_network: ReaderNetwork):
    """It is over every span of a group's windows and "no answer"; with a weight of 0.5, both losses are averaged."""
    rng = np.random.default_rng(0)
    group = [
        replace(window, teacher_logits=rng.normal(size=(len(window.ids), 4)).astype(np.float32))
        for window in GROUP
    ]
    student = [scores(logits_of(random_network, window), window) for window in group]
    teacher = [scores(window.teacher_logits.astype(float), window) for window in group]
    expected = 0.0
    for term, weight in enumerate(TERM_WEIGHTS):
        ours, theirs = all_scores(student, term), all_scores(teacher, term)
        probabilities = np.exp(theirs) / np.exp(theirs).sum()
        expected -= weight * (probabilities * (ours - np.log(np.exp(ours).sum()))).sum()
    without, half, whole = (
        float(group_loss(random_network, [group], **OPTIONS, distillation_weight=weight).detach())
        for weight in (0, 0.5, 1)
    )
    assert whole == pytest.approx(expected, rel=1e-4)
    assert half == pytest.approx((without + whole) / 2, rel=1e-5)


def test_windows_without_a_teacher_are_refused(random_network: ReaderNetwork):
    """The loss against a teacher needs the teacher's logits of every window."""
    with pytest.raises(ValueError, match="a window has no logits of a teacher"):
        group_loss(random_network, [GROUP], **OPTIONS, distillation_weight=0.5)
