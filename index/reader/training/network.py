"""The network and its loss: spans of all passages of a question, and "no answer", in one softmax.

Every token has a start and an end score, every passage a relevance score (read at `[CLS]`). A span
scores start + end + relevance; "no answer" scores 0. One softmax over all spans of all passages of a
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

import threading
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from index.reader.training.windows import ANSWER_TOKENS, CLS, SEP, Window

#: Stands for minus infinity in sums of logits, where a real one would give NaN gradients.
_NEVER = -1e4
#: Widths are made multiples of this: the processor's kernels are compiled anew for each size.
_COLUMNS = 16
#: What the losses of span, start and end weigh.
_PARTS = torch.tensor([0.5, 0.25, 0.25])
#: How deep in a network a teacher's and a pupil's states are compared, as a share of its layers.
DEPTHS = (2 / 3, 1.0)
#: By how much MPNet's token numbers are higher than BERT's.
_MPNET_SHIFT = 4


class SeededDropout(nn.Module):
    """Dropout whose masks follow from the seed that its thread was given last: a resumed run repeats them."""

    _of_thread = threading.local()

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    @classmethod
    def seed(cls, number: int, device: str) -> None:
        """Start the masks that this thread draws from now on."""
        cls._of_thread.generator = torch.Generator(device).manual_seed(number)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.share:
            return states
        kept = torch.empty_like(states).bernoulli_(1 - self.share, generator=self._of_thread.generator)
        return states * kept.div_(1 - self.share)


class ReaderNetwork(nn.Module):
    """BERT with one linear head: start, end, relevance.

    `views`, where it learns from a teacher's, map its states to them; they do not ship.
    """

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(bert.config.hidden_size, 3)
        self.views = nn.ModuleList()
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits [windows, tokens, 3] in float32."""
        return self.head(self.states(ids, segments, mask)[-1]).float()

    def states(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """What flows in, and out of each layer: [windows, tokens, size] each."""
        return self.bert(
            input_ids=ids, token_type_ids=segments, attention_mask=mask, output_hidden_states=True
        ).hidden_states


class Mpnet(nn.Module):
    """MPNet asked with BERT's token numbers: its vocabulary is BERT's uncased one, four places on.

    It knows no segments.
    """

    def __init__(self, mpnet: nn.Module) -> None:
        super().__init__()
        self.mpnet = mpnet
        self.config = mpnet.config
        numbers = torch.arange(mpnet.config.vocab_size - _MPNET_SHIFT - 1) + _MPNET_SHIFT
        numbers[0], numbers[CLS], numbers[SEP] = 1, 0, 2  # what pads, begins and ends stands first in its own
        self.register_buffer("numbers", numbers, persistent=False)

    def forward(self, input_ids, token_type_ids, attention_mask, output_hidden_states):
        return self.mpnet(
            input_ids=self.numbers[input_ids],
            attention_mask=attention_mask,
            output_hidden_states=output_hidden_states,
        )


def load_network(
    folder: str,
    attention: str = "eager",
    dropout: float = 0.0,
    state: Mapping[str, torch.Tensor] | None = None,
) -> ReaderNetwork:
    """The network on the weights of the BERT or MPNet in `folder`, its head random; or on its `state`.

    A state may have more layers than the folder's network. `dropout` is the share of the values between the
    layers that each step leaves out; of attention, none. MPNet has only `eager` attention.
    """
    from transformers import AutoConfig, BertModel, MPNetModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    mpnet = AutoConfig.from_pretrained(folder).model_type == "mpnet"
    deep = {name.split(".")[3] for name in state or () if name.startswith("bert.encoder.layer.")}
    network = (MPNetModel if mpnet else BertModel).from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager" if mpnet else attention,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        **({"num_hidden_layers": len(deep)} if deep else {}),
    )
    network.embeddings.dropout = SeededDropout(dropout)
    for layer in network.encoder.layer:
        (layer.attention if mpnet else layer.attention.output).dropout = SeededDropout(dropout)
        layer.output.dropout = SeededDropout(dropout)
    reader = ReaderNetwork(Mpnet(network) if mpnet else network)
    if state:
        reader.load_state_dict(state)
    return reader.train()


def deepen(network: ReaderNetwork, after: Sequence[int], windows: Sequence[Window]) -> None:
    """Put a new layer after some of the layers of a BERT, counted from 1, where it changes little as yet.

    It is a copy of the one before that adds nothing to what flows through it; `windows` show what that is.
    """
    layers = network.bert.encoder.layer
    with torch.no_grad():
        network.eval()
        ids, segments, mask = _tensors(windows, next(network.parameters()).device)
        states = network.states(ids, segments, mask)
        network.train()
        deeper = []
        for number, layer in enumerate(layers, 1):
            deeper.append(layer)
            if number in after:
                known = states[number][mask.bool()]
                deeper.append(_idle(layer, known.mean(), known.std(1, correction=0).mean()))
    network.bert.encoder.layer = nn.ModuleList(deeper)
    network.bert.config.num_hidden_layers = len(deeper)


def _idle(layer: nn.Module, mean: torch.Tensor, spread: torch.Tensor) -> nn.Module:
    """A copy of a layer that gives what it gets, as long as tokens have that mean and spread."""
    copy = deepcopy(layer)
    for part in (copy.attention.output, copy.output):
        nn.init.zeros_(part.dense.weight)
        nn.init.zeros_(part.dense.bias)
        nn.init.constant_(part.LayerNorm.weight, float(spread))
        nn.init.constant_(part.LayerNorm.bias, float(mean))
    return copy


def freeze(network: ReaderNetwork, layers: int) -> None:
    """Keep the lowest `layers`, and what stands below and between them, as they are."""
    below = network.bert.mpnet if isinstance(network.bert, Mpnet) else network.bert
    below.requires_grad_(False)
    for layer in below.encoder.layer[layers:]:
        layer.requires_grad_(True)


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
            aparts.append(_apart(network.views, at_depths(states), windows))
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


def read(
    network: ReaderNetwork, windows: Sequence[Window], *, device: str, bfloat16: bool
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """Logits [windows, longest, 3] in float32, and the states behind them [windows, longest, size].

    Beyond a window's tokens they mean nothing.
    """
    ids, segments, mask = _tensors(windows, device, _COLUMNS)
    with torch.autocast(device_type=torch.device(device).type, dtype=torch.bfloat16, enabled=bfloat16):
        states = network.states(ids, segments, mask)
        return network.head(states[-1]).float(), states


def at_depths(states: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Of the states that flow into a network's layers, and out of the last, those at `DEPTHS`."""
    return [states[round(depth * (len(states) - 1))] for depth in DEPTHS]


def batches(ordered: list, tokens_at_once: int) -> list[list]:
    """Of (anything, window), shortest first: runs, longest first, of at most so many tokens once padded."""
    result: list[list] = []
    for each in reversed(ordered):
        longest = len((result[-1] if result else [each])[0][1].ids)
        if not result or (len(result[-1]) + 1) * _rounded(longest, _COLUMNS) > tokens_at_once:
            result.append([])
        result[-1].append(each)
    return result


def _rounded(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def _tensors(
    windows: Sequence[Window], device: str, columns: int = 1
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, segments and mask [windows, longest], the longest made a multiple of `columns`."""
    longest = _rounded(max(len(window.ids) for window in windows), columns)
    ids, segments, mask = (np.zeros((len(windows), longest), dtype=np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        segments[row, window.first : len(window.ids)] = 1
    return tuple(torch.from_numpy(array).to(device) for array in (ids, segments, mask))


def _taught_logits(windows: Sequence[Window], like: torch.Tensor) -> torch.Tensor:
    """The teacher's logits of the windows, of the shape of ours."""
    logits = torch.zeros_like(like)
    for row, window in enumerate(windows):
        logits[row, : len(window.ids)] = torch.from_numpy(window.taught)
    return logits


def _apart(views: nn.ModuleList, states: Sequence[torch.Tensor], windows: Sequence[Window]) -> torch.Tensor:
    """The squared distance [tokens] between what we see and what the teacher does, a mean for each depth."""
    device = states[0].device
    rows = torch.cat([torch.full((len(window.ids),), row) for row, window in enumerate(windows)])
    columns = torch.cat([torch.arange(len(window.ids)) for window in windows])
    seen = torch.from_numpy(np.concatenate([window.seen for window in windows])).float().to(device)
    ours = [view(state[rows, columns].float()) for view, state in zip(views, states, strict=True)]
    return sum(
        (our - their).square().mean(1) for our, their in zip(ours, seen.chunk(len(views), 1), strict=True)
    )


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
