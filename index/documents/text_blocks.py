"""Formats that are text: the characters of a file as they are, and its blocks.

Blocks are found anew each time that they are asked for, so that none is held.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from index.documents.decode import decode
from index.documents.file_text import FileText
from index.types import Block

FindBlocks = Callable[[str], Iterator[Block]]

_HEADINGS_HELD = 10_000


@dataclass(frozen=True, slots=True)
class TextBlocks:
    """Blocks that `find` yields of a text, in order.

    Where headings are all that a text has, they are paragraphs, since a heading is never quoted.
    """

    text: str = field(repr=False)
    find: FindBlocks  #: a function of a module, so that these can go to another process

    def __iter__(self) -> Iterator[Block]:
        blocks = self.find(self.text)
        headings: list[Block] = []
        for block in blocks:
            if block.kind != "heading" or len(headings) == _HEADINGS_HELD:
                return chain(headings, [block], blocks)
            headings.append(block)
        return (heading._replace(kind="paragraph", trail=()) for heading in headings)


class TextFormat:
    """Reads files of a text format, with every line end and blank.

    The function `blocks` of a module below this folder finds what stands in the text. The module is imported
    for the first file only, since answering needs none. `find_title` finds the title.
    """

    def __init__(self, module: str, find_title: Callable[[str, FindBlocks], str]) -> None:
        self._module = module
        self._find_title = find_title
        self.__name__ = f"read_{module.rpartition('.')[2]}"

    def __call__(self, data: bytes) -> FileText:
        """The text of a file. Raises SkippedFile for bytes that are not text."""
        text, warning = decode(data)
        find = importlib.import_module(f"index.documents.{self._module}").blocks
        return FileText(
            text, warning=warning, blocks=TextBlocks(text, find), title=self._find_title(text, find)
        )
