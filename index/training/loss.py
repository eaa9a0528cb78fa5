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

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import nn

from index.training.hidden_states import hidden_state_loss
from index.training.network import BLOCK, END, RELEVANCE, START, ReaderNetwork, batches, run_batch
from index.training.windows import ANSWER_TOKENS, TrainingWindow

#: In place of minus infinity in sums of logits: the gradient of that would be NaN.
_MASKED = -1e4
#: The weights of the terms: span, start, end, block.
_TERM_WEIGHTS = (0.5, 0.25, 0.25, 0.5)
_SPAN_TERMS = 3  # the first terms, those of spans

#: The scores of spans [windows, tokens, ANSWER_TOKENS], by first token and length, of starts and ends
#: [windows, tokens], and of blocks [windows, 1].
Scores = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def group_loss(
    network: ReaderNetwork,
    groups: Sequence[Sequence[TrainingWindow]],
    *,
    tokens_at_once: int,
    device: str,
    bfloat16: bool,
    distillation_weight: float = 0.0,
    hidden_state_weight: float = 0.0,
) -> torch.Tensor:
    """The mean loss over `groups`, each the windows of one question.

    In a group in which no window answers, "no answer" is right.
    The loss is (1 - `distillation_weight`) times that against the gold spans, plus `distillation_weight`
    times that against the teacher, plus `hidden_state_weight` times the mean loss of hidden states. The
    windows must have what a weight above 0 needs: teacher logits, teacher states. Batches have
    `tokens_at_once` tokens.
    """
    keyed = [(number, window) for number, group in enumerate(groups) for window in group]
    owners: list[int] = []  # the group of each window
    parts: list[_BatchScores] = []
    for batch in batches(keyed, tokens_at_once):
        owners += [number for number, _ in batch]
        windows = [window for _, window in batch]
        logits, states = run_batch(network, windows, device=device, bfloat16=bfloat16)
        part = _batch_scores(logits, windows, distil=distillation_weight > 0)
        if hidden_state_weight:
            losses = hidden_state_loss(network.state_projections, states, windows)
            part = part._replace(state_losses=losses)
        parts.append(part)
    scores = _BatchScores(*(torch.cat(tensors) for tensors in zip(*parts, strict=True)))
    owner = torch.tensor(owners, device=device)
    masks = [owner == number for number in range(len(groups))]
    known = torch.tensor([_terms_known(group) for group in groups], device=device)
    loss = _cross_entropy(scores.total, masks, [_gold_score(scores.gold[mask]) for mask in masks], known)
    if distillation_weight:
        targets = [_expected_group_score(scores.expected[mask], scores.teacher_total[mask]) for mask in masks]
        distillation_loss = _cross_entropy(scores.total, masks, targets)
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


def _batch_scores(logits: torch.Tensor, windows: Sequence[TrainingWindow], *, distil: bool) -> _BatchScores:
    """The scores of a batch, its hidden states left out."""
    scores = _scores(logits, windows)
    teacher_total = expected = logits.new_zeros(0, 3)
    if distil:
        teacher_scores = _scores(_teacher_logits(windows, logits), windows)
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
    spans, start, end, block = scores
    masked = torch.full((1,), _MASKED, device=spans.device)
    rows = []
    for row, window in enumerate(windows):
        if not window.gold_spans:
            rows.append(torch.cat([masked.expand(_SPAN_TERMS), block[row] if window.answers else masked]))
            continue
        firsts, lasts = zip(*window.gold_spans, strict=True)
        lengths = [last - first for first, last in window.gold_spans]
        terms = (
            spans[row, list(firsts), lengths],
            start[row, sorted(set(firsts))],
            end[row, sorted(set(lasts))],
            block[row],
        )
        rows.append(torch.stack([term.logsumexp(0) for term in terms]))
    return torch.stack(rows)


def _expected_scores(scores: Scores, teacher_scores: Scores) -> torch.Tensor:
    """Expected student score under the teacher's distribution within each window, [windows, 4 terms]."""
    return torch.stack(
        [
            (teacher.flatten(1).softmax(1) * student.flatten(1)).sum(1)
            for student, teacher in zip(scores, teacher_scores, strict=True)
        ],
        1,
    )


def _cross_entropy(
    totals: torch.Tensor,
    masks: Sequence[torch.Tensor],
    targets: Sequence[torch.Tensor],
    known: torch.Tensor | float = 1.0,
) -> torch.Tensor:
    """The mean over groups of log partition function minus target score, the terms weighted.

    `totals` are the windows' log sums [windows, 4 terms], `masks` the windows [windows] of each group,
    `targets` the (expected) score [4 terms] of what is right in each, and `known` is 0 for the terms [groups,
    4 terms] whose target is not known.
    """
    losses = [
        _with_no_answer(totals[mask]).logsumexp(0) - target
        for mask, target in zip(masks, targets, strict=True)
    ]
    weights = torch.tensor(_TERM_WEIGHTS, device=totals.device)
    return (torch.stack(losses) * weights * known).sum(1).mean()


def _terms_known(group: Sequence[TrainingWindow]) -> list[float]:
    """1 for each term whose target is known: those of spans are not where a block answers as a whole."""
    spans = float(not any(window.block_answers for window in group))
    return [spans] * _SPAN_TERMS + [1.0]


def _with_no_answer(totals: torch.Tensor) -> torch.Tensor:
    """The log sums of a group's windows, and last the score of "no answer", 0: [windows + 1, 4 terms]."""
    return torch.cat([totals, totals.new_zeros(1, totals.shape[1])])


def _gold_score(gold: torch.Tensor) -> torch.Tensor:
    """The log sum [4 terms] of a group's gold log sums [windows, 4 terms]; 0 where "no answer" is right."""
    answerable = (gold > _MASKED / 2).any(0)
    return torch.where(answerable, gold.logsumexp(0), 0.0)


def _expected_group_score(expected: torch.Tensor, teacher_totals: torch.Tensor) -> torch.Tensor:
    """Expected student score [4 terms] under the teacher's distribution over a group's spans and "no answer".

    `expected` is the same within each window, `teacher_totals` are the teacher's log sums: [windows, 4
    terms].
    """
    return (_with_no_answer(teacher_totals).softmax(0)[:-1] * expected).sum(0)
