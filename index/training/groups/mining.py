"""The interface of miners, which find hard negatives, and the default one, which ranks as the engine does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from index.models.encoder import Encoder
from index.training.sources.data import QAExample


class Miner(Protocol):
    """Finds hard negatives."""

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """Return the numbers of contexts that seem relevant to the question but contain no answer.

        `own_context` is the number of the example's own context, which is excluded.
        """
        ...


def default_miner(contexts: Sequence[str], encoder: Encoder | None, cache: Path | None) -> Miner:
    """Return a miner that ranks as the engine does; see HardNegativeMiner."""
    from index.training.groups.hard_negatives import HardNegativeMiner  # it needs the libraries of the search

    return HardNegativeMiner(contexts, encoder, cache)
