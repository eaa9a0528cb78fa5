"""The network: a BERT, or an MPNet that teaches, with one head; how it is loaded, deepened, frozen and asked.

Every token has a start and an end score, every passage a relevance score (read at `[CLS]`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from index.training.windows import CLS, SEP, Window

#: Widths are made multiples of this: the processor's kernels are compiled anew for each size.
_COLUMNS = 16
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
