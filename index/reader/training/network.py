"""The network and its loss: spans of all passages of a question, and "no answer", in one softmax.

Every token has a start and an end score, every passage a relevance score (read at `[CLS]`). A span
scores start + end + relevance; "no answer" scores 0. One softmax over all spans of all passages of a
question and "no answer" (shared normalisation: Clark and Gardner 2018, https://arxiv.org/abs/1710.10723)
makes scores comparable across passages. Where several spans are right, their probabilities are added up.
The loss of the span as a whole is joined by those of its start and its end alone (the "compound objective"
of Fajcik et al. 2020, https://arxiv.org/abs/2008.12804).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from index.reader.training.windows import ANSWER_TOKENS, Window

#: Stands for minus infinity in sums of logits, where a real one would give NaN gradients.
_NEVER = -1e4
#: Widths are made multiples of this: the processor's kernels are compiled anew for each size.
_COLUMNS = 16


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
    """BERT with one linear head: start, end, relevance."""

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(bert.config.hidden_size, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits [windows, tokens, 3] in float32."""
        states = self.bert(input_ids=ids, token_type_ids=segments, attention_mask=mask).last_hidden_state
        return self.head(states).float()


def load_network(folder: str, attention: str = "eager", dropout: float = 0.0) -> ReaderNetwork:
    """The network on the encoder's weights of `folder`, its head random.

    `dropout` is the share of the values between the layers that each step leaves out; of attention, none.
    """
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    bert = BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation=attention,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    bert.embeddings.dropout = SeededDropout(dropout)
    for layer in bert.encoder.layer:
        layer.attention.output.dropout = layer.output.dropout = SeededDropout(dropout)
    return ReaderNetwork(bert).train()


def group_loss(
    network: ReaderNetwork,
    groups: Sequence[Sequence[Window]],
    *,
    tokens_at_once: int,
    device: str,
    bfloat16: bool,
) -> torch.Tensor:
    """Mean loss over `groups`, each the windows of one question; without any gold span none is right."""
    flat = [(number, window) for number, group in enumerate(groups) for window in group]
    order = sorted(range(len(flat)), key=lambda place: len(flat[place][1].ids))
    owners, alls, golds = [], [], []
    for batch in _batches([flat[place] for place in order], tokens_at_once):
        windows = [window for _, window in batch]
        owners += [owner for owner, _ in batch]
        ids, segments, mask = _tensors(windows, device, _COLUMNS)
        with torch.autocast(device_type=torch.device(device).type, dtype=torch.bfloat16, enabled=bfloat16):
            logits = network(ids, segments, mask)
        every, gold = _masses(logits, windows)
        alls.append(every)
        golds.append(gold)
    return _shared_softmax(
        torch.cat(alls), torch.cat(golds), torch.tensor(owners, device=device), len(groups)
    )


def _batches(ordered: list, tokens_at_once: int) -> list[list]:
    """Consecutive runs, longest first, of at most `tokens_at_once` tokens once padded."""
    batches: list[list] = []
    for each in reversed(ordered):
        longest = len((batches[-1] if batches else [each])[0][1].ids)
        if not batches or (len(batches[-1]) + 1) * _rounded(longest, _COLUMNS) > tokens_at_once:
            batches.append([])
        batches[-1].append(each)
    return batches


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


def _masses(logits: torch.Tensor, windows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor]:
    """Log masses [windows, 3] (span, start, end) of every place of a window, and of its gold places."""
    places = torch.arange(logits.shape[1], device=logits.device)
    first = torch.tensor([window.first for window in windows], device=logits.device)[:, None]
    last = torch.tensor([len(window.ids) - 2 for window in windows], device=logits.device)[:, None]
    allowed = (places >= first) & (places <= last)
    relevance = logits[:, :1, 2]
    start = torch.where(allowed, logits[..., 0] + relevance, _NEVER)
    end = torch.where(allowed, logits[..., 1] + relevance, _NEVER)
    padded = nn.functional.pad(end - relevance, (0, ANSWER_TOKENS - 1), value=_NEVER)
    spans = start[:, :, None] + padded.unfold(1, ANSWER_TOKENS, 1)
    every = torch.stack([spans.flatten(1).logsumexp(1), start.logsumexp(1), end.logsumexp(1)], 1)
    golds = []
    for row, window in enumerate(windows):
        if not window.gold:
            golds.append(torch.full((3,), _NEVER, device=logits.device))
            continue
        firsts = torch.tensor([first for first, _ in window.gold], device=logits.device)
        lasts = torch.tensor([last for _, last in window.gold], device=logits.device)
        golds.append(
            torch.stack(
                [
                    spans[row, firsts, lasts - firsts].logsumexp(0),
                    start[row, firsts.unique()].logsumexp(0),
                    end[row, lasts.unique()].logsumexp(0),
                ]
            )
        )
    return every, torch.stack(golds)


def _shared_softmax(
    every: torch.Tensor, gold: torch.Tensor, owners: torch.Tensor, groups: int
) -> torch.Tensor:
    """The mean negative log probability of what is right, over span, start and end."""
    losses = []
    for group in range(groups):
        mine = owners == group
        nothing = torch.zeros(1, 3, device=every.device)
        total = torch.cat([every[mine], nothing]).logsumexp(0)
        right = gold[mine].logsumexp(0)
        answered = bool((gold[mine] > _NEVER / 2).any())
        losses.append(total - right if answered else total)
    weights = torch.tensor([0.5, 0.25, 0.25], device=every.device)
    return (torch.stack(losses) * weights).sum(1).mean()
