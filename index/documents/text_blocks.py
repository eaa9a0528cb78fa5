"""The blocks of a text, which are found anew each time that they are asked for, so that none is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from index.types import Block

_HEADINGS_HELD = 10_000


@dataclass(frozen=True, slots=True)
class TextBlocks:
    """Blocks that `find` yields of a text, in order.

    Where headings are all that a text has, they are paragraphs, since a heading is never quoted.
    """

    text: str = field(repr=False)
    find: Callable[[str], Iterator[Block]]  #: a function of a module, so that these can go to another process

    def __iter__(self) -> Iterator[Block]:
        blocks = self.find(self.text)
        headings: list[Block] = []
        for block in blocks:
            if block.kind != "heading" or len(headings) == _HEADINGS_HELD:
                return chain(headings, [block], blocks)
            headings.append(block)
        return (heading._replace(kind="paragraph", trail=()) for heading in headings)
