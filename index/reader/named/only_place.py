"""The one place of the documents that a question names, which several evidences may have."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import Evidence, Range

Place = tuple[Evidence, Range]  #: characters of a document, and an evidence that has them


def only_place(found: Iterable[Place]) -> Place | None:
    """The first of several places that are all the same; None where there is none, or another."""
    places: dict[tuple[str, int, int], Evidence] = {}
    for evidence, (start, end) in found:
        places.setdefault((evidence.passage.document, start, end), evidence)
    if len(places) != 1:
        return None
    [((_, start, end), evidence)] = places.items()
    return evidence, (start, end)
