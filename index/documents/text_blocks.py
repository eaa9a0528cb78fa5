"""Formats that are text: the characters of a file as they are, and its blocks.

Blocks are found anew each time that they are asked for, so that none is held.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from time import thread_time

from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile
from index.types import Block

FindBlocks = Callable[[str], Iterator[Block]]

_HEADINGS_HELD = 10_000
# Of computing that finding the blocks of a text may take, in any case and for each character: several times
# what the slowest reader needs, and what a text that makes one search again and again soon takes.
_SECONDS, _SECONDS_A_CHARACTER = 120.0, 60e-6


@dataclass(frozen=True, slots=True)
class TextBlocks:
    """Blocks that `find` yields of a text, in order.

    Where headings are all that a text has, they are paragraphs, since a heading is never quoted. Raises
    SkippedFile, while iterated over, where they take far longer to be found than those of any sensible text.
    """

    text: str = field(repr=False)
    find: FindBlocks  #: a function of a module, so that these can go to another process
    seconds: float = _SECONDS  #: of computing, with those that the length of the text adds

    def __iter__(self) -> Iterator[Block]:
        blocks = _in_time(self.find(self.text), self.seconds + _SECONDS_A_CHARACTER * len(self.text))
        headings: list[Block] = []
        for block in blocks:
            if block.kind != "heading" or len(headings) == _HEADINGS_HELD:
                return chain(headings, [block], blocks)
            headings.append(block)
        return (heading._replace(kind="paragraph", trail=()) for heading in headings)


def _in_time(blocks: Iterator[Block], seconds: float) -> Iterator[Block]:
    """Yield the blocks; what is done with each meanwhile does not count. Raises SkippedFile."""
    left = seconds
    while True:
        begun = thread_time()
        block = next(blocks, None)
        left -= thread_time() - begun
        if left < 0:
            raise SkippedFile(f"takes longer than {seconds:.0f} seconds to be read")
        if block is None:
            return
        yield block


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
