"""Fetches a generation from a server before a build, and publishes the new one to the server after it.

A build writes to its own index folder, so it needs no server while it reads and embeds, and the next build
copies from there what has not changed. The complete generation is published at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.store.generation import Generation
from index.store.report import Progress
from index.store.store import Store

if TYPE_CHECKING:  # its package takes a second to import
    from index.store.milvus.store import MilvusStore


def fetch_newer(store: Store, server: MilvusStore) -> tuple[str, ...]:
    """If the server's generation is newer, make it current in the index folder. Only under `lock`.

    So a build starts from the newest generation, even if another machine built it, and a generation that was
    not published yet is not lost. If the server's generation is damaged, it is not used, and the returned
    tuple has a sentence that says so.
    """
    identity = server.identity()  # raises IndexMismatch if another program uses the alias
    if identity is None or identity == store.identity():
        return ()
    try:
        if server.manifest().built_at > _built_at(store):
            with store.new_generation() as new:
                server.restore(new.folder)
                Generation.open(new.folder).verify()
            store.remove_unused()
    except IndexDamaged as error:
        return (f"{error} It is replaced.",)
    except (IndexMissing, IndexMismatch):
        pass  # it was deleted, or another version of Munshi built it: the build starts from the index folder
    return ()


def _built_at(store: Store) -> float:
    """When the index folder's generation was built, in seconds since the epoch; 0 if none can be used."""
    try:
        return store.manifest().built_at
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return 0.0


def publish(store: Store, server: MilvusStore, notify: Callable[[Progress], None]) -> None:
    """Make the index folder's generation current on the server, and remove unused ones. Only under `lock`."""
    generation = store.open()
    if server.identity() == generation.identity:
        server.remove_unused()
    else:
        total = len(generation)
        server.publish(generation, lambda rows: notify(Progress("publishing", 0, 0, rows, total)))
