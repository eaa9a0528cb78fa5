"""Rename the weights of an MPNet to those of a BERT, so that a graph can be made from them (see graph.py).

The vocabulary of MPNet is BERT's in another order; its table of positions starts two rows later; and all its
layers add the same biases to the scores of attention, by the distance of two tokens.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from index.training.export.graph import RELATIVE_POSITIONS
from index.training.network.mpnet import MPNetAsBert

_FIRST_POSITION = 2  # row of the first position in the position table
_NAMES = (
    ("attention.attn.q.", "attention.self.query."),
    ("attention.attn.k.", "attention.self.key."),
    ("attention.attn.v.", "attention.self.value."),
    ("attention.attn.o.", "attention.output.dense."),
    ("attention.LayerNorm.", "attention.output.LayerNorm."),
)


def as_bert(weights: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the weights of an MPNet (parameter name → value) as those of a BERT with relative positions."""
    renamed: dict[str, npt.NDArray[np.float32]] = {}
    for name, value in weights.items():
        for old, new in _NAMES:
            name = name.replace(old, new)
        renamed[name] = value
    words = renamed["embeddings.word_embeddings.weight"]
    renamed["embeddings.word_embeddings.weight"] = words[MPNetAsBert.token_ids_of(len(words)).numpy()]
    positions = renamed["embeddings.position_embeddings.weight"][_FIRST_POSITION:]
    renamed["embeddings.position_embeddings.weight"] = positions
    table = renamed.pop("encoder.relative_attention_bias.weight")
    distances = torch.arange(1 - len(positions), len(positions))
    buckets = MPNetEncoder.relative_position_bucket(distances, num_buckets=len(table))  # type: ignore[no-untyped-call]
    return {**renamed, RELATIVE_POSITIONS: table[buckets.numpy()]}
