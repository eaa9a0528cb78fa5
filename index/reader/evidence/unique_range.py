"""The only range of the documents that was found, which several evidences may contain."""

from __future__ import annotations

from collections.abc import Iterable

from index.types import Evidence, Range

EvidenceRange = tuple[Evidence, Range]  #: a range of a document, and an evidence that contains it


def unique_range(found: Iterable[EvidenceRange]) -> EvidenceRange | None:
    """Return the first of several ranges if all are the same; None if there is none, or if they differ."""
    ranges: dict[tuple[str, int, int], Evidence] = {}
    for evidence, (start, end) in found:
        ranges.setdefault((evidence.passage.document, start, end), evidence)
    if len(ranges) != 1:
        return None
    [((_, start, end), evidence)] = ranges.items()
    return evidence, (start, end)
