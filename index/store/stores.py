"""Settings → the store that questions are answered from: the index folder, or a server."""

from __future__ import annotations

from typing import Protocol

from index.settings import IndexSettings
from index.store.generation import Generation
from index.store.manifest import Manifest
from index.store.store import Store


class ReadableStore(Protocol):
    """What readers ask of a store: what `Store` says of these."""

    def identity(self) -> str | None:
        """The identity of the current generation."""
        ...

    def open(self, *, verify: bool = False) -> Generation:
        """The current generation."""
        ...

    def manifest(self) -> Manifest:
        """The current generation's manifest."""
        ...

    def size(self) -> int:
        """Bytes of the current generation."""
        ...


def store_of(settings: IndexSettings) -> ReadableStore:
    """The store that the settings name. A server raises StoreUnavailable, ExtraMissing or KeyMissing."""
    if settings.store.kind == "folder":
        return Store(settings.index)
    from index.store.milvus.store import MilvusStore  # its package takes a second to import

    return MilvusStore(settings.store)
