"""The terms of a description list, <dl>, with their descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.documents.converted.xml import Element, local_name


class Definition(NamedTuple):
    """Terms and their descriptions. One of both may be missing."""

    terms: list[Element]
    descriptions: list[Element]


def definitions(element: Element) -> Iterator[Definition]:
    """Yield the definitions of a <dl> in order. Terms and descriptions may be in a <div>."""
    current = Definition([], [])
    for child in element:
        for part in child if local_name(child) == "div" else (child,):
            tag = local_name(part)
            if tag == "dt" and current.descriptions:
                yield current
                current = Definition([], [])
            if tag:
                (current.terms if tag == "dt" else current.descriptions).append(part)
    if current.terms or current.descriptions:
        yield current
