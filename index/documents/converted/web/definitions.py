"""The terms of a <dl>, each with what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.documents.converted.xml import Element, local_name


class Definition(NamedTuple):
    """Terms, and the elements that tell what they are; one of both may be missing."""

    terms: list[Element]
    told: list[Element]


def definitions(element: Element) -> Iterator[Definition]:
    """Yield the definitions of a <dl> in order; each may stand in a <div>."""
    current = Definition([], [])
    for child in element:
        for part in child if local_name(child) == "div" else (child,):
            tag = local_name(part)
            if tag == "dt" and current.told:
                yield current
                current = Definition([], [])
            if tag:
                (current.terms if tag == "dt" else current.told).append(part)
    if current.terms or current.told:
        yield current
