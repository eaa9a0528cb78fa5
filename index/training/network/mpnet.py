"""Adapters that let MPNet, the architecture of the teacher, be used like BERT."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from index.training.groups.windows import CLS, SEP

#: Difference between MPNet's token ids and BERT's.
_MPNET_OFFSET = 4


class MPNetAsBert(nn.Module):
    """MPNet with the inputs of BERT: its token ids are those of uncased BERT plus _MPNET_OFFSET.

    It has no segments, and ignores these inputs.
    """

    mpnet: Any  # a model of transformers, whose attributes have no types
    token_ids: torch.Tensor

    def __init__(self, mpnet: nn.Module) -> None:
        super().__init__()
        self.mpnet = mpnet
        self.config = self.mpnet.config
        self.register_buffer("token_ids", self.token_ids_of(self.config.vocab_size), persistent=False)

    @staticmethod
    def token_ids_of(vocabulary: int) -> torch.Tensor:
        """Return BERT's token id → the id in an MPNet with a vocabulary of this size, int64 [ids of BERT]."""
        token_ids = torch.arange(vocabulary - _MPNET_OFFSET - 1) + _MPNET_OFFSET
        token_ids[0], token_ids[CLS], token_ids[SEP] = 1, 0, 2  # [PAD], [CLS], [SEP] are MPNet's first tokens
        return token_ids

    def forward(
        self,
        input_ids: torch.Tensor,
        token_type_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        output_hidden_states: bool,
    ) -> Any:
        return self.mpnet(
            input_ids=self.token_ids[input_ids],
            attention_mask=attention_mask,
            output_hidden_states=output_hidden_states,
        )


class FusedMPNetAttention(nn.Module):
    """MPNet's attention with torch's fused operation, which stores no matrix of attention weights."""

    def __init__(self, attention: Any) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = attention.q, attention.k, attention.v, attention.o
        self.heads = int(attention.num_attention_heads)

    def forward(
        self,
        hidden_states: torch.Tensor,
        attention_mask: torch.Tensor | None,
        position_bias: torch.Tensor,
        output_attentions: bool = False,
        **_: Any,
    ) -> tuple[torch.Tensor]:
        windows, tokens, _size = hidden_states.shape
        queries, keys, values = (
            product(hidden_states).view(windows, tokens, self.heads, -1).transpose(1, 2)
            for product in (self.q, self.k, self.v)
        )
        bias = position_bias if attention_mask is None else position_bias + attention_mask
        mixed = nn.functional.scaled_dot_product_attention(
            queries, keys, values, attn_mask=bias.to(queries.dtype)
        )
        output: torch.Tensor = self.o(mixed.transpose(1, 2).reshape(windows, tokens, -1))
        return (output,)
