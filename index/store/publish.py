"""A build and a store on a server: what is taken from it before a build, and what is published to it after.

A build writes to its own index folder, which needs no server while it reads and embeds, and from which the
next build copies what has not changed. The generation is then published whole.
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
    """Make the server's generation current in the index folder, where it is newer. Only under `lock`.

    So another machine's build is built upon, and a build that was not published is not lost. Where the
    server's is damaged, nothing is taken of it, and a sentence says so.
    """
    identity = server.identity()  # raises IndexMismatch for what is not Munshi's
    if identity is None or identity == store.identity():
        return ()
    try:
        if server.manifest().built_at > _built_at(store):
            with store.new_generation() as new:
                server.restore(new.folder)
                Generation.open(new.folder).verify()
            store.remove_unused()
    except IndexDamaged as error:
        return (f"{error} It was replaced.",)
    except (IndexMissing, IndexMismatch):
        pass  # it is gone, or of another version of Munshi: the build begins from the index folder
    return ()


def _built_at(store: Store) -> float:
    """When the index folder's generation was built, in seconds since the epoch; 0: none can be used."""
    try:
        return store.manifest().built_at
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return 0.0


def publish(store: Store, server: MilvusStore, notify: Callable[[Progress], None]) -> None:
    """Make the index folder's generation current on the server, and clear up there. Only under `lock`."""
    generation = store.open()
    if server.identity() == generation.identity:
        server.remove_unused()
    else:
        total = len(generation)
        server.publish(generation, lambda rows: notify(Progress("publishing", 0, 0, rows, total)))
