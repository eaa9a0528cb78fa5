"""Settings → the store that questions are answered from: the index folder, or a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.settings import IndexSettings
from index.store.generation import Generation
from index.store.manifest import Manifest
from index.store.store import Store

if TYPE_CHECKING:  # its package takes a second to import
    from index.store.milvus.store import MilvusStore


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

    def verified(self) -> Manifest:
        """The current generation's manifest, when every byte of it is checked."""
        ...

    def size(self) -> int:
        """Bytes of the current generation."""
        ...


def store_of(settings: IndexSettings) -> ReadableStore:
    """The store that the settings name. A server raises StoreUnavailable, ExtraMissing or KeyMissing."""
    return server_of(settings) or Store(settings.index)


def server_of(settings: IndexSettings) -> MilvusStore | None:
    """The store on a server that builds publish to; None: the index folder is all. Raises as MilvusServer."""
    if settings.store.kind == "folder":
        return None
    from index.store.milvus.store import MilvusStore

    return MilvusStore(settings.store)
