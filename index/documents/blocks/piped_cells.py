"""A row of a table with pipes between its cells → its cells."""

from __future__ import annotations

import re
from itertools import pairwise

from index.types import Range


def piped_cells(source: str, start: int, end: int) -> list[Range]:
    """Return the cells of a row: the ranges between its pipes. Its outer pipes are optional."""
    while end > start and source[end - 1].isspace():
        end -= 1
    pipes = [found.start() for found in re.finditer(r"\\.|\|", source[start:end]) if found[0] == "|"]
    edges = [-1, *pipes, end - start]
    cells = [(start + before + 1, start + after) for before, after in pairwise(edges)]
    if pipes and pipes[0] == 0:
        cells = cells[1:]
    if pipes and pipes[-1] == end - start - 1:
        cells = cells[:-1]
    return cells
