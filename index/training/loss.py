"""The loss: spans of all passages of a question, and "no answer", in one softmax.

A span scores start + end + relevance; "no answer" scores 0. One softmax over all spans of all passages of a
question and "no answer" (shared normalisation: Clark and Gardner 2018, https://arxiv.org/abs/1710.10723)
makes scores comparable across passages. Where several spans are right, their probabilities are added up.
The loss of the span as a whole is joined by those of its start and its end alone (the "compound objective"
of Fajcik et al. 2020, https://arxiv.org/abs/2008.12804).

A network may also learn from a larger one, the teacher: then its loss is the cross-entropy against what the
teacher thinks of every span, beside that against what is right (Hinton et al. 2015,
https://arxiv.org/abs/1503.02531). And where it is told what the teacher sees in every token on its way there,
it learns to see that too (`views.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn

from index.training.hidden_states import apart
from index.training.network import ReaderNetwork, batches, read
from index.training.windows import ANSWER_TOKENS, Window

#: Stands for minus infinity in sums of logits, where a real one would give NaN gradients.
_NEVER = -1e4
#: What the losses of span, start and end weigh.
_PARTS = torch.tensor([0.5, 0.25, 0.25])


def group_loss(
    network: ReaderNetwork,
    groups: Sequence[Sequence[Window]],
    *,
    tokens_at_once: int,
    device: str,
    bfloat16: bool,
    taught_share: float = 0.0,
    seen_weight: float = 0.0,
) -> torch.Tensor:
    """Mean loss over `groups`, each the windows of one question; without any gold span none is right.

    `taught_share` of it is the loss against the teacher, whose logits all windows then have. `seen_weight`
    times how far what the network sees is from what the teacher sees, which they then have too, is added.
    """
    flat = [(number, window) for number, group in enumerate(groups) for window in group]
    order = sorted(range(len(flat)), key=lambda place: len(flat[place][1].ids))
    owners, alls, golds, masses, expecteds, aparts = [], [], [], [], [], []
    for batch in batches([flat[place] for place in order], tokens_at_once):
        windows = [window for _, window in batch]
        owners += [owner for owner, _ in batch]
        logits, states = read(network, windows, device=device, bfloat16=bfloat16)
        scores = _scores(logits, windows)
        alls.append(_every(scores))
        golds.append(_gold(scores, windows))
        if taught_share:
            theirs = _scores(_taught_logits(windows, logits), windows)
            masses.append(_every(theirs))
            expecteds.append(_expected(scores, theirs))
        if seen_weight:
            aparts.append(apart(network.views, states, windows))
    owner, every, gold = torch.tensor(owners, device=device), torch.cat(alls), torch.cat(golds)
    loss = _shared_softmax(every, owner, len(groups), lambda mine: _right(gold[mine]))
    if taught_share:
        mass, expected = torch.cat(masses), torch.cat(expecteds)
        taught = _shared_softmax(
            every, owner, len(groups), lambda mine: _thought_right(mass[mine], expected[mine])
        )
        loss = (1 - taught_share) * loss + taught_share * taught
    if seen_weight:
        loss = loss + seen_weight * torch.cat(aparts).mean()
    return loss


def _taught_logits(windows: Sequence[Window], like: torch.Tensor) -> torch.Tensor:
    """The teacher's logits of the windows, of the shape of ours."""
    logits = torch.zeros_like(like)
    for row, window in enumerate(windows):
        logits[row, : len(window.ids)] = torch.from_numpy(window.taught)
    return logits


def _scores(logits: torch.Tensor, windows: Sequence[Window]) -> tuple[torch.Tensor, ...]:
    """The scores of spans [windows, tokens, ANSWER_TOKENS], and of starts and ends [windows, tokens]."""
    places = torch.arange(logits.shape[1], device=logits.device)
    first = torch.tensor([window.first for window in windows], device=logits.device)[:, None]
    last = torch.tensor([len(window.ids) - 2 for window in windows], device=logits.device)[:, None]
    allowed = (places >= first) & (places <= last)
    relevance = logits[:, :1, 2]
    start = torch.where(allowed, logits[..., 0] + relevance, _NEVER)
    end = torch.where(allowed, logits[..., 1] + relevance, _NEVER)
    padded = nn.functional.pad(end - relevance, (0, ANSWER_TOKENS - 1), value=_NEVER)
    return start[:, :, None] + padded.unfold(1, ANSWER_TOKENS, 1), start, end


def _every(scores: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Log masses [windows, 3] (span, start, end) of every place of a window."""
    return torch.stack([each.flatten(1).logsumexp(1) for each in scores], 1)


def _gold(scores: tuple[torch.Tensor, ...], windows: Sequence[Window]) -> torch.Tensor:
    """Log masses [windows, 3] of a window's gold places."""
    spans, start, end = scores
    golds = []
    for row, window in enumerate(windows):
        if not window.gold:
            golds.append(torch.full((3,), _NEVER, device=spans.device))
            continue
        firsts = torch.tensor([first for first, _ in window.gold], device=spans.device)
        lasts = torch.tensor([last for _, last in window.gold], device=spans.device)
        golds.append(
            torch.stack(
                [
                    spans[row, firsts, lasts - firsts].logsumexp(0),
                    start[row, firsts.unique()].logsumexp(0),
                    end[row, lasts.unique()].logsumexp(0),
                ]
            )
        )
    return torch.stack(golds)


def _expected(scores: tuple[torch.Tensor, ...], theirs: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """The mean scores [windows, 3] of a window's places, weighed as the teacher thinks them likely in it."""
    return torch.stack(
        [
            (their.flatten(1).softmax(1) * ours.flatten(1)).sum(1)
            for ours, their in zip(scores, theirs, strict=True)
        ],
        1,
    )


def _shared_softmax(
    every: torch.Tensor, owners: torch.Tensor, groups: int, right: Callable[[torch.Tensor], torch.Tensor]
) -> torch.Tensor:
    """The mean negative log probability of what is right, over span, start and end.

    `right` gives the score [3] of that, for a mask of the windows of one group.
    """
    losses = []
    for group in range(groups):
        mine = owners == group
        losses.append(_or_nothing(every[mine]).logsumexp(0) - right(mine))
    return (torch.stack(losses) * _PARTS.to(every.device)).sum(1).mean()


def _or_nothing(masses: torch.Tensor) -> torch.Tensor:
    """Those of the windows of a group, and last that of "no answer", which scores 0."""
    return torch.cat([masses, masses.new_zeros(1, 3)])


def _right(gold: torch.Tensor) -> torch.Tensor:
    """The log mass of the gold places of a group; without any, of "no answer"."""
    answered = bool((gold > _NEVER / 2).any())
    return gold.logsumexp(0) if answered else gold.new_zeros(3)


def _thought_right(masses: torch.Tensor, expected: torch.Tensor) -> torch.Tensor:
    """The mean score of a group's places, weighed by the teacher, whose masses of the windows are given."""
    return (_or_nothing(masses).softmax(0)[:-1] * expected).sum(0)
