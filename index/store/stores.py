"""Settings → the store from which questions are answered: the index folder, or a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.settings import IndexSettings
from index.store.generation import Generation
from index.store.manifest import Manifest
from index.store.store import Store

if TYPE_CHECKING:  # its package takes a second to import
    from index.store.milvus.store import MilvusStore


class ReadableStore(Protocol):
    """A store from which questions are answered. `Store` documents the methods."""

    def identity(self) -> str | None:
        """The identity of the current generation; None if there is none."""
        ...

    def open(self, *, verify: bool = False) -> Generation:
        """Open the current generation."""
        ...

    def manifest(self) -> Manifest:
        """Read the current generation's manifest."""
        ...

    def verified_manifest(self) -> Manifest:
        """Check every byte of the current generation, and return its manifest."""
        ...

    def size(self) -> int:
        """Bytes that the index takes."""
        ...


def store_of(settings: IndexSettings) -> ReadableStore:
    """The store that the settings name. Raises as `server_of`."""
    return server_of(settings) or Store(settings.index)


def server_of(settings: IndexSettings) -> MilvusStore | None:
    """The server to which builds publish the index; None if there is only the index folder.

    Raises StoreUnavailable, ExtraMissing, KeyMissing and KeyExposed.
    """
    if settings.store.kind == "folder":
        return None
    from index.store.milvus.store import MilvusStore

    return MilvusStore(settings.store)
