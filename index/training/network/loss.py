"""The loss: one softmax over the spans of all windows of a question and "no answer".

A span scores start + end + relevance; "no answer" scores 0. One softmax over all spans of all windows of a
question and "no answer" (shared normalisation: Clark and Gardner 2018, https://arxiv.org/abs/1710.10723)
makes scores comparable across passages. Where several spans are right, their probabilities are added up. The
loss of the span as a whole is joined by those of its start and its end alone (compound objective: Fajcik et
al. 2020, https://arxiv.org/abs/2008.12804), and by that of the block: one softmax over the block logits of
the windows and "no answer". These are the four terms of every score below. Where only a block is known to
answer, and not which words of it, the first three do not count.

With a teacher, a share of the loss is the cross-entropy against the teacher's probabilities of all spans
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

#: In place of minus infinity in sums of logits: the gradient of that would be NaN.
_MASKED = -1e4
#: The weights of the terms: span, start, end, block.
_TERM_WEIGHTS = (0.5, 0.25, 0.25, 0.5)
_SPAN_TERMS = 3  # the first terms, those of spans

#: The scores of spans [windows, tokens, ANSWER_TOKENS], by first token and length, of starts and ends
#: [windows, tokens], and of blocks [windows, 1].
Scores = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


class Teacher(Protocol):
    """A network that a smaller one learns from."""

    def read(
        self, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Its logits [windows, longest, 4] of a batch, and its compared states of all tokens (see below)."""
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
    """The mean loss over `groups`, each the windows of one question.

    In a group in which no window answers, "no answer" is right.
    The loss is (1 - `distillation_weight`) times that against the gold spans, plus `distillation_weight`
    times that against the teacher, plus `hidden_state_weight` times the mean loss of hidden states. A weight
    above 0 needs a `teacher`, or windows that have its logits and states. Batches have `tokens_at_once`
    tokens.
    """
    keyed = [(number, window) for number, group in enumerate(groups) for window in group]
    owners: list[int] = []  # the group of each window
    parts: list[_BatchScores] = []
    for batch in batches(keyed, tokens_at_once):
        owners += [number for number, _ in batch]
        windows = [window for _, window in batch]
        logits, states = run_batch(network, windows, device=device, bfloat16=bfloat16)
        said = teacher.read(windows, device=device, bfloat16=bfloat16) if teacher else None
        teacher_logits = None
        if distillation_weight:
            teacher_logits = said[0] if said else _teacher_logits(windows, logits)
        part = _batch_scores(logits, windows, teacher_logits)
        if hidden_state_weight:
            targets = said[1] if said else stored_states(windows, logits.device)
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
    """What the loss needs of the windows of a batch; without a teacher, its parts are empty."""

    total: torch.Tensor  #: log sum of the scores, [windows, 4 terms]
    gold: torch.Tensor  #: the same over the gold alone
    teacher_total: torch.Tensor  #: the teacher's log sum
    expected: torch.Tensor  #: expected score under the teacher's distribution, [windows, 4 terms]
    state_losses: torch.Tensor  #: losses of the hidden states, [tokens]


def _batch_scores(
    logits: torch.Tensor, windows: Sequence[TrainingWindow], teacher_logits: torch.Tensor | None
) -> _BatchScores:
    """The scores of a batch, its hidden states left out."""
    scores = _scores(logits, windows)
    teacher_total = expected = logits.new_zeros(0)
    if teacher_logits is not None:
        with torch.no_grad():
            teacher_scores = _scores(teacher_logits, windows)
        teacher_total, expected = _log_sum(teacher_scores), _expected_scores(scores, teacher_scores)
    gold = _gold_log_sum(scores, windows)
    return _BatchScores(_log_sum(scores), gold, teacher_total, expected, logits.new_zeros(0))


def _teacher_logits(windows: Sequence[TrainingWindow], like: torch.Tensor) -> torch.Tensor:
    """The teacher's logits of the windows, of the shape of the student's, zero in the padding.

    Raises ValueError where a window has none.
    """
    logits = torch.zeros_like(like)
    for row, window in enumerate(windows):
        if window.teacher_logits is None:
            raise ValueError("a window has no logits of a teacher")
        logits[row, : len(window.ids)] = torch.from_numpy(window.teacher_logits)
    return logits


def _scores(logits: torch.Tensor, windows: Sequence[TrainingWindow]) -> Scores:
    """The scores of all spans, starts and ends, _MASKED outside of the context, and of the blocks."""
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


def _log_sum(scores: Scores) -> torch.Tensor:
    """The log of the summed exponentials of a window's scores, [windows, 4 terms]."""
    return torch.stack([term.flatten(1).logsumexp(1) for term in scores], 1)


def _gold_log_sum(scores: Scores, windows: Sequence[TrainingWindow]) -> torch.Tensor:
    """The same over the gold spans, starts, ends and block, [windows, 4 terms]; _MASKED without any."""
    marked = [(row, first, last) for row, window in enumerate(windows) for first, last in window.gold_spans]
    golden: tuple[Iterable[tuple[int, ...]], ...] = (
        [(row, first, last - first) for row, first, last in marked],
        sorted({(row, first) for row, first, _ in marked}),
        sorted({(row, last) for row, _, last in marked}),
        [(row, 0) for row, window in enumerate(windows) if window.answers],
    )
    return torch.stack([_log_sum_at(*each) for each in zip(scores, golden, strict=True)], 1)


def _log_sum_at(scores: torch.Tensor, places: Iterable[tuple[int, ...]]) -> torch.Tensor:
    """The log sum of the scores at some places of each window, [windows]; the first index is the window's."""
    indices = torch.tensor(list(places), device=scores.device, dtype=torch.long).reshape(-1, scores.ndim)
    return _segment_log_sum(scores[tuple(indices.T)], indices[:, 0], len(scores))


def _expected_scores(scores: Scores, teacher_scores: Scores) -> torch.Tensor:
    """Expected student score under the teacher's distribution within each window, [windows, 4 terms]."""
    return torch.stack(
        [
            (teacher.flatten(1).softmax(1) * student.flatten(1)).sum(1)
            for student, teacher in zip(scores, teacher_scores, strict=True)
        ],
        1,
    )


def _group_log_sum(totals: torch.Tensor, owner: torch.Tensor, count: int) -> torch.Tensor:
    """The log sums [groups, 4 terms] of the windows' log sums and "no answer", whose score is 0."""
    with_no_answer = torch.cat([totals, totals.new_zeros(count, totals.shape[1])])
    return _segment_log_sum(
        with_no_answer, torch.cat([owner, torch.arange(count, device=owner.device)]), count
    )


def _gold_score(gold: torch.Tensor, owner: torch.Tensor, count: int) -> torch.Tensor:
    """The log sums [groups, 4 terms] of the gold of their windows; 0 where "no answer" is right."""
    of_group = _segment_log_sum(gold, owner, count)
    return torch.where(of_group > _MASKED / 2, of_group, 0.0)


def _segment_log_sum(values: torch.Tensor, segments: torch.Tensor, count: int) -> torch.Tensor:
    """The log of the summed exponentials of the rows of each segment, [count, ...]; _MASKED without any.

    `segments` [rows] says to which segment each row of `values` [rows, ...] belongs.
    """
    shape = (count, *values.shape[1:])
    index = segments.view(-1, *[1] * (values.ndim - 1)).expand_as(values)
    highest = values.new_full(shape, _MASKED).scatter_reduce(0, index, values.detach(), "amax")
    total = values.new_zeros(shape).index_add(0, segments, (values - highest[segments]).exp())
    return torch.where(total > 0, total.clamp(min=1e-30).log() + highest, _MASKED)


def _mean_of_terms(losses: torch.Tensor) -> torch.Tensor:
    """The mean over groups of the weighted losses [groups, 4 terms]."""
    return (losses * torch.tensor(_TERM_WEIGHTS, device=losses.device)).sum(1).mean()


def _terms_known(group: Sequence[TrainingWindow]) -> list[float]:
    """1 for each term whose target is known: those of spans are not where a block answers as a whole."""
    spans = float(not any(window.block_answers for window in group))
    return [spans] * _SPAN_TERMS + [1.0]
