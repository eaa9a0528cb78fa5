"""A paragraph whose lines have their cells below each other, with blanks between them → rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.documents.blocks.block_builder import BlockBuilder
from index.documents.blocks.columns import guess_header, has_numbers_below
from index.documents.markup.tables import rows_of
from index.types import Block, Range

_LONGEST = 50_000  # characters of a table
_WIDEST = 240  # characters of a line
_FEWEST_LINES = 3  # of a table, with the rule below its header
_FEWEST_BLANKS = 2  # between its columns
_MOST_WORDS = 6  # in a cell on average; more are prose in columns
_LINE = re.compile(r"[^\r\n\u2028\u2029]*\S[^\r\n\u2028\u2029]*")
# The rule below a header: "-----  ----- ---".
_RULE = re.compile(r"[ \t]*(?:-{2,}[ \t]+)+-{2,}[ \t]*|[ \t]*(?:={2,}[ \t]+)+={2,}[ \t]*")
_RULED = re.compile(r"\S+")


def column_rows(builder: BlockBuilder, start: int, end: int) -> Iterator[Block] | None:
    """Return the rows of a text that is a table with aligned columns; None for any other text.

    Its columns are below the parts of a rule on the second line; without one, they are separated by two or
    more blanks on each of at least three lines, which all have two or more cells. The line above the rule
    names the columns, and so does a first line that differs from the others.
    """
    if end - start > _LONGEST or "  " not in builder.source[start:end]:
        return None
    lines = [found.span() for found in _LINE.finditer(builder.source, start, end)]
    texts = [builder.source[first:last] for first, last in lines]
    if len(lines) < _FEWEST_LINES or max(map(len, texts)) > _WIDEST:
        return None
    is_ruled = _RULE.fullmatch(texts[1]) is not None
    if is_ruled:
        edges = [part.start() for part in _RULED.finditer(texts[1])]
        del lines[1], texts[1]
        is_table = all(_fits(text, edges) for text in texts)
    else:
        edges = _edges(texts)
        is_table = len(edges) > 1
    if not is_table:
        return None
    cells = ([text[slice(*cell)].strip() for cell in _cells((0, len(text)), edges)] for text in texts)
    is_header = is_ruled or _names_columns(*cells)
    is_pairs = len(edges) == 2 and not is_header
    rows = [(line, _cells(line, edges)) for line in lines]
    return rows_of(builder, rows, header=int(is_header), columns=("", "") if is_pairs else ())


def _edges(texts: Sequence[str]) -> list[int]:
    """Return the offsets in each line at which its cells start; empty if the lines are no table."""
    filled = {at for text in texts for at, character in enumerate(text) if not character.isspace()}
    edges = [at for at in sorted(filled) if filled.isdisjoint(range(at - _FEWEST_BLANKS, at))]
    rows = [
        [words for cell in _cells((0, len(text)), edges) if (words := text[slice(*cell)].split())]
        for text in texts
    ]
    cells = [words for row in rows for words in row]
    is_table = all(len(row) > 1 for row in rows) and sum(map(len, cells)) <= _MOST_WORDS * len(cells)
    return edges if is_table else []


def _fits(text: str, edges: Sequence[int]) -> bool:
    """Whether no word of a line lies across an edge."""
    return all(not text[at : at + 1].strip() or text[at - 1].isspace() for at in edges[1:])


def _names_columns(first: Sequence[str], *below: Sequence[str]) -> bool:
    """Whether the first row, which nothing marks, names the columns.

    It has no digit, none of its cells is repeated, and a column below it has only numbers, or repeats a cell.
    """
    columns = [[cell for cell in column if cell] for column in zip(*below, strict=True)]
    is_repeated = any(name in column for name, column in zip(first, columns, strict=True))
    has_digit = any(map(str.isdigit, "".join(first)))
    if is_repeated or has_digit or not guess_header(first, below, stands_out=True):
        return False
    return has_numbers_below(first, below) or any(len(set(column)) < len(column) for column in columns)


def _cells(line: Range, edges: Sequence[int]) -> list[Range]:
    """Return the cells of a line, which start at these offsets in it."""
    start, end = line
    bounds = [min(end, start + edge) for edge in edges]
    return list(pairwise([*bounds, end]))
