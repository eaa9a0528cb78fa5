"""Formats that are text: bytes of a file → its text, every character unchanged, and its blocks.

The blocks are computed anew at each iteration, so that they are not kept in memory.
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

_MOST_HEADINGS = 10_000  # kept while no other block has been found
# Seconds of computing that finding the blocks of a text may take: a fixed number, and for each character. The
# slowest reader needs several times less; a text that makes a reader search again and again soon needs more.
_SECONDS, _SECONDS_A_CHARACTER = 120.0, 60e-6


@dataclass(frozen=True, slots=True)
class TextBlocks:
    """The blocks that `find` yields for a text, in order.

    If a text has only headings (at most 10,000), these become paragraphs, since a heading is never quoted.
    Iterating raises SkippedFile if finding the blocks takes far longer than for any sensible text.
    """

    text: str = field(repr=False)
    find: FindBlocks  #: a function of a module, so that this value can be sent to another process
    seconds: float = _SECONDS  #: of computing; the length of the text adds to them

    def __iter__(self) -> Iterator[Block]:
        blocks = _in_time(self.find(self.text), self.seconds + _SECONDS_A_CHARACTER * len(self.text))
        headings: list[Block] = []
        for block in blocks:
            if block.kind != "heading" or len(headings) == _MOST_HEADINGS:
                return chain(headings, [block], blocks)
            headings.append(block)
        return (heading._replace(kind="paragraph", trail=()) for heading in headings)


def _in_time(blocks: Iterator[Block], seconds: float) -> Iterator[Block]:
    """Yield the blocks. Raises SkippedFile if finding them takes more than `seconds` of computing.

    The time that the caller spends between two blocks does not count.
    """
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
    """Reads files of a text format; every line end and blank is kept.

    `module` is a module below this folder, whose function `blocks` yields the blocks of a text. It is
    imported when the first file is read, since answering does not need it. `find_title` returns the title of
    a text; its second argument is the function `blocks`.
    """

    def __init__(self, module: str, find_title: Callable[[str, FindBlocks], str]) -> None:
        self._module = module
        self._find_title = find_title
        self.__name__ = f"read_{module.rpartition('.')[2]}"

    def __call__(self, data: bytes) -> FileText:
        """Return the text of a file. Raises SkippedFile if the bytes are not text."""
        text, warning = decode(data)
        find = importlib.import_module(f"index.documents.{self._module}").blocks
        return FileText(
            text, warning=warning, blocks=TextBlocks(text, find), title=self._find_title(text, find)
        )
