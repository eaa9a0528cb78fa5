"""What finds hard negatives: the interface, and the miner that ranks as the engine does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from index.models.encoder import Encoder
from index.training.sources.data import QAExample


class Miner(Protocol):
    """Finds hard negatives."""

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """The numbers of contexts that look like the example's own, and that do not hold an answer."""
        ...


def default_miner(contexts: Sequence[str], encoder: Encoder | None, cache: Path | None) -> Miner:
    """A miner that ranks as the engine does; see HardNegativeMiner."""
    from index.training.groups.hard_negatives import HardNegativeMiner  # it needs the libraries of the search

    return HardNegativeMiner(contexts, encoder, cache)
