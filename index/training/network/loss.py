"""The loss: one softmax over the spans of all windows of a question and "no answer".

The score of a span is start + end + relevance; that of "no answer" is 0. One softmax over all spans of all
windows of a question and "no answer" (shared normalisation: Clark and Gardner 2018,
https://arxiv.org/abs/1710.10723) makes scores comparable across passages. If several spans are right, their
probabilities are added. To the loss of the whole span, those of its start and of its end alone are added
(compound objective: Fajcik et al. 2020, https://arxiv.org/abs/2008.12804), and that of the block: one softmax
over the block logits of the windows and "no answer". These are the four terms of every score below. If it is
only known that a block answers, but not which words of it, the first three terms do not count.

With a teacher, a share of the loss is the cross-entropy against the teacher's probabilities of the four terms
(distillation: Hinton et al. 2015, https://arxiv.org/abs/1503.02531), and the loss of hidden states may be
added (hidden_states.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import torch
from torch import nn

from index.training.groups.windows import ANSWER_TOKENS, TrainingWindow
from index.training.network.network import BLOCK, END, RELEVANCE, START, ReaderNetwork, batches, run_batch
from index.training.teacher.hidden_states import hidden_state_loss, stored_states

#: Used instead of minus infinity in sums of logits, whose gradient would be NaN.
_MASKED = -1e4
#: The weights of the terms: span, start, end, block.
_TERM_WEIGHTS = (0.5, 0.25, 0.25, 0.5)
_SPAN_TERMS = 3  # the first terms, which are about spans

# The scores of spans [windows, tokens, ANSWER_TOKENS], by first token and length - 1; of starts and ends
# [windows, tokens]; and of blocks [windows, 1].
_Scores = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


class Teacher(Protocol):
    """A network that a smaller one learns from."""

    def read(
        self, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return its logits [windows, longest, 4] of a batch, and its states at the compared depths.

        The states are [tokens of all windows, components of all depths], as `hidden_state_loss` needs them.
        """
        ...


def group_loss(
    network: ReaderNetwork,
    groups: Sequence[Sequence[TrainingWindow]],
    *,
    tokens_at_once: int,
    device: str,
    bfloat16: bool,
    distillation_weight: float = 0.0,
    hidden_state_weight: float = 0.0,
    teacher: Teacher | None = None,
) -> torch.Tensor:
    """Return the mean loss over `groups`, each of which is the windows of one question.

    "No answer" is right in a group in which no window answers. The loss is (1 - `distillation_weight`) times
    the loss against the gold spans, plus `distillation_weight` times that against the teacher, plus
    `hidden_state_weight` times the mean loss of hidden states. A weight above 0 needs a `teacher`, or windows
    with its logits and states. Batches have at most `tokens_at_once` tokens.
    """
    keyed = [(number, window) for number, group in enumerate(groups) for window in group]
    owners: list[int] = []  # the group of each window
    parts: list[_BatchScores] = []
    for batch in batches(keyed, tokens_at_once):
        owners += [number for number, _ in batch]
        windows = [window for _, window in batch]
        logits, states = run_batch(network, windows, device=device, bfloat16=bfloat16)
        outputs = teacher.read(windows, device=device, bfloat16=bfloat16) if teacher else None
        teacher_logits = None
        if distillation_weight:
            teacher_logits = outputs[0] if outputs else _teacher_logits(windows, logits)
        part = _batch_scores(logits, windows, teacher_logits)
        if hidden_state_weight:
            targets = outputs[1] if outputs else stored_states(windows, logits.device)
            losses = hidden_state_loss(network.state_projections, states, windows, targets)
            part = part._replace(state_losses=losses)
        parts.append(part)
    scores = _BatchScores(*(torch.cat(tensors) for tensors in zip(*parts, strict=True)))
    owner, count = torch.tensor(owners, device=device), len(groups)
    known = torch.tensor([_terms_known(group) for group in groups], device=device)
    totals = _group_log_sum(scores.total, owner, count)
    loss = _mean_of_terms((totals - _gold_score(scores.gold, owner, count)) * known)
    if distillation_weight:
        teacher_totals = _group_log_sum(scores.teacher_total, owner, count)
        probabilities = (scores.teacher_total - teacher_totals[owner]).exp()
        expected = torch.zeros_like(totals).index_add(0, owner, probabilities * scores.expected)
        distillation_loss = _mean_of_terms(totals - expected)
        loss = (1 - distillation_weight) * loss + distillation_weight * distillation_loss
    if hidden_state_weight:
        loss = loss + hidden_state_weight * scores.state_losses.mean()
    return loss


class _BatchScores(NamedTuple):
    """The values of a batch from which the loss is computed; those of the teacher are empty without one."""

    total: torch.Tensor  #: log sum of the scores, [windows, 4 terms]
    gold: torch.Tensor  #: log sum of the gold scores, [windows, 4 terms]
    teacher_total: torch.Tensor  #: log sum of the teacher's scores, [windows, 4 terms]
    expected: torch.Tensor  #: expected score under the teacher's distribution, [windows, 4 terms]
    state_losses: torch.Tensor  #: losses of the hidden states, [tokens]


def _batch_scores(
    logits: torch.Tensor, windows: Sequence[TrainingWindow], teacher_logits: torch.Tensor | None
) -> _BatchScores:
    """Return the values of a batch, without the losses of hidden states."""
    scores = _scores(logits, windows)
    teacher_total = expected = logits.new_zeros(0)
    if teacher_logits is not None:
        with torch.no_grad():
            teacher_scores = _scores(teacher_logits, windows)
        teacher_total, expected = _log_sum(teacher_scores), _expected_scores(scores, teacher_scores)
    gold = _gold_log_sum(scores, windows)
    return _BatchScores(_log_sum(scores), gold, teacher_total, expected, logits.new_zeros(0))


def _teacher_logits(windows: Sequence[TrainingWindow], like: torch.Tensor) -> torch.Tensor:
    """Return the teacher's logits in the windows, in the shape of `like`, with zeros for padding.

    Raises ValueError if a window has none.
    """
    logits = torch.zeros_like(like)
    for row, window in enumerate(windows):
        if window.teacher_logits is None:
            raise ValueError("a window has no logits of a teacher")
        logits[row, : len(window.ids)] = torch.from_numpy(window.teacher_logits)
    return logits


def _scores(logits: torch.Tensor, windows: Sequence[TrainingWindow]) -> _Scores:
    """Return the scores of all spans, starts and ends, _MASKED outside the context, and of the blocks."""
    positions = torch.arange(logits.shape[1], device=logits.device)
    first = torch.tensor([window.context_start for window in windows], device=logits.device)[:, None]
    last = torch.tensor([len(window.ids) - 2 for window in windows], device=logits.device)[:, None]
    in_context = (positions >= first) & (positions <= last)
    relevance = logits[:, :1, RELEVANCE]
    start = torch.where(in_context, logits[..., START] + relevance, _MASKED)
    end = torch.where(in_context, logits[..., END] + relevance, _MASKED)
    ends = nn.functional.pad(end - relevance, (0, ANSWER_TOKENS - 1), value=_MASKED).unfold(
        1, ANSWER_TOKENS, 1
    )
    return start[:, :, None] + ends, start, end, logits[:, :1, BLOCK]


def _log_sum(scores: _Scores) -> torch.Tensor:
    """Return the log of the summed exponentials of each window's scores, [windows, 4 terms]."""
    return torch.stack([term.flatten(1).logsumexp(1) for term in scores], 1)


def _gold_log_sum(scores: _Scores, windows: Sequence[TrainingWindow]) -> torch.Tensor:
    """Return the log sums of the gold spans, starts, ends, block, [windows, 4 terms]; _MASKED without any."""
    marked = [(row, first, last) for row, window in enumerate(windows) for first, last in window.gold_spans]
    golden: tuple[Iterable[tuple[int, ...]], ...] = (
        [(row, first, last - first) for row, first, last in marked],
        sorted({(row, first) for row, first, _ in marked}),
        sorted({(row, last) for row, _, last in marked}),
        [(row, 0) for row, window in enumerate(windows) if window.answers],
    )
    return torch.stack([_log_sum_at(*each) for each in zip(scores, golden, strict=True)], 1)


def _log_sum_at(scores: torch.Tensor, positions: Iterable[tuple[int, ...]]) -> torch.Tensor:
    """Return the log sum of each window's scores at positions, [windows]; the first index is the window."""
    indices = torch.tensor(list(positions), device=scores.device, dtype=torch.long).reshape(-1, scores.ndim)
    return _segment_log_sum(scores[tuple(indices.T)], indices[:, 0], len(scores))


def _expected_scores(scores: _Scores, teacher_scores: _Scores) -> torch.Tensor:
    """Return each window's expected student score under the teacher's distribution, [windows, 4 terms]."""
    return torch.stack(
        [
            (teacher.flatten(1).softmax(1) * student.flatten(1)).sum(1)
            for student, teacher in zip(scores, teacher_scores, strict=True)
        ],
        1,
    )


def _group_log_sum(totals: torch.Tensor, owner: torch.Tensor, count: int) -> torch.Tensor:
    """Return the log sums [groups, 4 terms] over all windows of a group and "no answer", whose score is 0."""
    with_no_answer = torch.cat([totals, totals.new_zeros(count, totals.shape[1])])
    return _segment_log_sum(
        with_no_answer, torch.cat([owner, torch.arange(count, device=owner.device)]), count
    )


def _gold_score(gold: torch.Tensor, owner: torch.Tensor, count: int) -> torch.Tensor:
    """Return the log sums [groups, 4 terms] over the gold of a group's windows; 0 if "no answer" is right."""
    of_group = _segment_log_sum(gold, owner, count)
    return torch.where(of_group > _MASKED / 2, of_group, 0.0)


def _segment_log_sum(values: torch.Tensor, segments: torch.Tensor, count: int) -> torch.Tensor:
    """Return the log of the summed exponentials of each segment's rows, [count, ...]; _MASKED without any.

    `segments` [rows] is the number of the segment to which each row of `values` [rows, ...] belongs.
    """
    shape = (count, *values.shape[1:])
    index = segments.view(-1, *[1] * (values.ndim - 1)).expand_as(values)
    highest = values.new_full(shape, _MASKED).scatter_reduce(0, index, values.detach(), "amax")
    total = values.new_zeros(shape).index_add(0, segments, (values - highest[segments]).exp())
    return torch.where(total > 0, total.clamp(min=1e-30).log() + highest, _MASKED)


def _mean_of_terms(losses: torch.Tensor) -> torch.Tensor:
    """Return the mean over groups of the weighted sum of the losses [groups, 4 terms]."""
    return (losses * torch.tensor(_TERM_WEIGHTS, device=losses.device)).sum(1).mean()


def _terms_known(group: Sequence[TrainingWindow]) -> list[float]:
    """Return 1 for each term with a known target, else 0: a block that answers has no known spans."""
    spans = float(not any(window.block_answers for window in group))
    return [spans] * _SPAN_TERMS + [1.0]
