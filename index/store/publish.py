"""A build and a store on a server: what is taken from it before a build, and what is published to it after.

A build writes to its own index folder, which needs no server while it reads and embeds, and from which the
next build copies what has not changed. The generation is then published whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import IndexDamaged, IndexMismatch, IndexMissing
from index.store.report import Progress
from index.store.store import Store

if TYPE_CHECKING:  # its package takes a second to import
    from index.store.milvus.store import MilvusStore


def fetch_newer(store: Store, server: MilvusStore) -> None:
    """Make the server's generation current in the index folder, where it is newer. Only under `lock`.

    So another machine's build is built upon, and a build that was not published is not lost.
    """
    identity = server.identity()  # raises IndexMismatch for what is not Munshi's
    if identity is None or identity == store.identity():
        return
    try:
        published = server.manifest().built_at
    except (IndexMissing, IndexDamaged, IndexMismatch):
        return
    try:
        newer = published > store.manifest().built_at
    except (IndexMissing, IndexDamaged, IndexMismatch):
        newer = True
    if newer:
        with store.new_generation() as new:
            server.restore(new.folder)
        store.remove_unused()


def publish(store: Store, server: MilvusStore, notify: Callable[[Progress], None]) -> None:
    """Make the index folder's generation current on the server, and clear up there. Only under `lock`."""
    generation = store.open()
    if server.identity() == generation.identity:
        server.remove_unused()
    else:
        total = len(generation)
        server.publish(generation, lambda rows: notify(Progress("publishing", 0, 0, rows, total)))
