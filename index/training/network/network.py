"""The network: a BERT, or for a teacher an MPNet, with one linear head of four outputs.

Each token gets a start logit and an end logit. Each window gets two logits, from `[CLS]`: its relevance,
which is a part of the scores of its spans, and the logit of its block: whether its context answers, in a few
words or as a whole. This module loads the network, inserts layers, freezes layers and runs it on batches of
windows. Losses and training are in other modules.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn

from index.training.groups.windows import TrainingWindow
from index.training.network.mpnet import FusedMPNetAttention, MPNetAsBert

T = TypeVar("T")

#: The outputs of the head.
START, END, RELEVANCE, BLOCK = range(4)

#: The length of batches is padded to a multiple of this, because a CPU's kernels are compiled for each
#: length.
_LENGTH_MULTIPLE = 16


class SeededDropout(nn.Module):
    """Dropout whose masks depend on the last seed of the thread alone, so that a resumed run repeats them."""

    _thread = threading.local()

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    @classmethod
    def seed(cls, seed: int, device: str) -> None:
        """Seed the masks that this thread draws from now on."""
        cls._thread.generator = torch.Generator(device).manual_seed(seed)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.probability:
            return states
        keep = 1 - self.probability
        return states * torch.empty_like(states).bernoulli_(keep, generator=self._thread.generator).div_(keep)


class ReaderNetwork(nn.Module):
    """BERT with a linear head: start, end, relevance and block.

    `state_projections` map its hidden states to those of a teacher during distillation (see
    hidden_states.py); they are not exported.
    """

    bert: Any  # a model of transformers, whose attributes have no types

    def __init__(self, bert: nn.Module) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(self.bert.config.hidden_size, BLOCK + 1)
        self.state_projections = nn.ModuleList()
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits, float32 [windows, tokens, 4], of inputs [windows, tokens]."""
        logits: torch.Tensor = self.head(self.hidden_states(ids, segments, mask)[-1])
        return logits.float()

    def hidden_states(
        self, ids: torch.Tensor, segments: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Return the embeddings and the output of each layer: layers + 1 tensors [windows, tokens, size]."""
        outputs = self.bert(
            input_ids=ids, token_type_ids=segments, attention_mask=mask, output_hidden_states=True
        )
        states: tuple[torch.Tensor, ...] = outputs.hidden_states
        return states

    @property
    def layers(self) -> nn.ModuleList:
        """The transformer layers, lowest first."""
        layers: nn.ModuleList = self.transformer.encoder.layer
        return layers

    @property
    def transformer(self) -> Any:
        """The model of transformers, without the adapter that MPNet needs."""
        return self.bert.mpnet if isinstance(self.bert, MPNetAsBert) else self.bert


def load_network(
    folder: str,
    attention: str = "eager",
    dropout: float = 0.0,
    state: Mapping[str, torch.Tensor] | None = None,
) -> ReaderNetwork:
    """Load a network: with the weights of the BERT or MPNet in `folder` and a random head, or with `state`.

    A state may have another number of layers than the model in the folder. `dropout` is the probability for
    the outputs of embeddings, attention and feed-forward; attention weights have no dropout. `attention` is
    `eager` or `sdpa`; with `sdpa`, MPNet's position bias is not trained.
    """
    from transformers import AutoConfig, BertModel, MPNetModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers does not type it
    is_mpnet = AutoConfig.from_pretrained(folder).model_type == "mpnet"
    layers = {name.split(".")[3] for name in state or () if name.startswith("bert.encoder.layer.")}
    depth: dict[str, Any] = {"num_hidden_layers": len(layers)} if layers else {}
    model: Any = (MPNetModel if is_mpnet else BertModel).from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager" if is_mpnet else attention,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        dtype=torch.float32,
        **depth,
    )
    model.embeddings.dropout = SeededDropout(dropout)
    if is_mpnet and attention == "sdpa":
        model.encoder.relative_attention_bias.requires_grad_(False)
        for layer in model.encoder.layer:
            layer.attention.attn = FusedMPNetAttention(layer.attention.attn)
    for layer in model.encoder.layer:
        (layer.attention if is_mpnet else layer.attention.output).dropout = SeededDropout(dropout)
        layer.output.dropout = SeededDropout(dropout)
    network = ReaderNetwork(MPNetAsBert(model) if is_mpnet else model)
    if state:
        network.load_state_dict(_with_block_output(state))
    return network.train()


def _with_block_output(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return a state whose head has four outputs; if it has three, the fourth is a copy of the relevance."""
    widened = dict(state)
    for name in ("head.weight", "head.bias"):
        if len(state[name]) == BLOCK:
            widened[name] = torch.cat([state[name], state[name][RELEVANCE:]])
    return widened


def insert_layers(network: ReaderNetwork, after: Sequence[int], windows: Sequence[TrainingWindow]) -> None:
    """Insert a new layer into a BERT after each of the layers with the numbers `after`, from 1.

    A new layer is a copy of the one before it, but its residual branches output zero, and its layer norms
    restore the mean and the standard deviation of the states on `windows`. So it changes little at first.
    """
    with torch.no_grad():
        network.eval()
        ids, segments, mask = collate(windows, str(next(network.parameters()).device))
        states = network.hidden_states(ids, segments, mask)
        network.train()
        layers: list[nn.Module] = []
        for number, layer in enumerate(network.layers, 1):
            layers.append(layer)
            if number in after:
                values = states[number][mask.bool()]
                layers.append(_identity_layer(layer, values.mean(), values.std(1, correction=0).mean()))
    network.bert.encoder.layer = nn.ModuleList(layers)
    network.bert.config.num_hidden_layers = len(layers)


def keep_layers(network: ReaderNetwork, kept: Sequence[int]) -> None:
    """Keep only the layers with the numbers `kept`, from 1."""
    transformer = network.transformer
    transformer.encoder.layer = nn.ModuleList([network.layers[number - 1] for number in kept])
    transformer.config.num_hidden_layers = len(kept)


def _identity_layer(layer: nn.Module, mean: torch.Tensor, spread: torch.Tensor) -> nn.Module:
    """Return a copy of a layer that outputs its input, if each token's values have this mean and spread."""
    copy: Any = deepcopy(layer)
    for part in (copy.attention.output, copy.output):
        nn.init.zeros_(part.dense.weight)
        nn.init.zeros_(part.dense.bias)
        nn.init.constant_(part.LayerNorm.weight, float(spread))
        nn.init.constant_(part.LayerNorm.bias, float(mean))
    identity: nn.Module = copy
    return identity


def freeze(network: ReaderNetwork, layers: int) -> None:
    """Freeze the embeddings, the lowest `layers` layers and the parameters shared by all layers."""
    network.transformer.requires_grad_(False)
    for layer in network.layers[layers:]:
        layer.requires_grad_(True)


def run_batch(
    network: ReaderNetwork, windows: Sequence[TrainingWindow], *, device: str, bfloat16: bool
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """Return the logits and the hidden states of a batch of windows.

    The logits are float32 [windows, longest, 4], and the hidden states layers + 1 tensors [windows, longest,
    size]; `longest` includes padding. `bfloat16` turns on autocast.
    """
    ids, segments, mask = collate(windows, device, _LENGTH_MULTIPLE)
    with torch.autocast(device_type=torch.device(device).type, dtype=torch.bfloat16, enabled=bfloat16):
        states = network.hidden_states(ids, segments, mask)
        logits: torch.Tensor = network.head(states[-1])
        return logits.float(), states


def batches(
    windows: Sequence[tuple[T, TrainingWindow]], max_tokens: int
) -> list[list[tuple[T, TrainingWindow]]]:
    """Group windows into batches of similar length, longest first, of at most `max_tokens` with padding.

    Each window has a key of any type. A window that is longer than `max_tokens` is a batch of its own.
    """
    result: list[list[tuple[T, TrainingWindow]]] = []
    for key, window in sorted(windows, key=lambda pair: len(pair[1].ids))[::-1]:
        longest = len((result[-1][0][1] if result else window).ids)
        if not result or (len(result[-1]) + 1) * _round_up(longest, _LENGTH_MULTIPLE) > max_tokens:
            result.append([])
        result[-1].append((key, window))
    return result


def _round_up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def collate(
    windows: Sequence[TrainingWindow], device: str, multiple: int = 1
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return token ids, segments, attention mask: int64 [windows, longest rounded up to `multiple`] each."""
    longest = _round_up(max(len(window.ids) for window in windows), multiple)
    ids, segments, mask = np.zeros((3, len(windows), longest), dtype=np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        segments[row, window.context_start : len(window.ids)] = 1
    return (
        torch.from_numpy(ids).to(device),
        torch.from_numpy(segments).to(device),
        torch.from_numpy(mask).to(device),
    )
