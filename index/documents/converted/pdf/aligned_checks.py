"""Decides whether rows of words in columns are a table, or prose, a list, code or a table of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import mean, median

from index.documents.blocks.columns import is_number
from index.documents.converted.pdf.aligned_rows import FEWEST_ROWS, Row
from index.documents.converted.words import ITEM_MARK

_ALIGNED = 0.2  # the largest distance of an aligned edge from the median edge, as a multiple of the size
_ALIGNED_SHARE = 0.6  # the smallest share of aligned cells in a column
_SHORT_CELL = 25  # the largest mean length of the cells of the shortest column, in characters
_SHORT_FIRST_CELL = 45  # the largest mean length of the cells of the first column, in characters
_MARK = re.compile(rf"(?:{ITEM_MARK}|[A-Z]\.\s|(?:§\s*)?\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s)")
_PAGE_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_CODE = re.compile(r"[{}=]|;\s*$|\w\(|->|(?:^|\s)//|^\s*[#$]\s")

_Texts = Mapping[int, Sequence[str]]  # the texts of the cells of each column, from top to bottom


def is_table(rows: Sequence[Row], size: float, page_count: int, *, is_spaced: bool) -> bool:
    """Whether rows are a table.

    `size` is the size of the text, in points. `page_count` is the number of pages of the file. `is_spaced`
    says whether the rows are further apart than the lines of one row.
    """
    texts = _texts_of(rows)
    if not _has_full_rows(rows, texts) or _is_contents(texts, page_count):
        return False
    columns = [column for column in texts if len(texts[column]) >= 2]
    if len(columns) < 2 or _is_list(texts, columns):
        return False
    if not is_spaced and (not _has_short_cells(texts, columns) or _is_code(rows) or _is_prose(rows)):
        return False
    return all(_is_aligned(column, rows, size) for column in columns)


def _texts_of(rows: Sequence[Row]) -> _Texts:
    columns = sorted(set[int]().union(*(row.columns for row in rows)))
    return {column: [row.text(column) for row in rows if column in row.columns] for column in columns}


def _has_full_rows(rows: Sequence[Row], texts: _Texts) -> bool:
    """Whether half of the rows, and three or more, have several cells, and a fifth of the cells letters."""
    full = sum(len(row.columns) > 1 for row in rows)
    lettered = [any(map(str.isalpha, text)) for column_texts in texts.values() for text in column_texts]
    return full >= max(FEWEST_ROWS, len(rows) / 2) and sum(lettered) >= max(len(lettered) / 5, 1)


def _has_short_cells(texts: _Texts, columns: Sequence[int]) -> bool:
    """Whether the cells of the first column are short, and those of one column are very short."""
    lengths = [mean(map(len, texts[column])) for column in columns]
    return lengths[0] <= _SHORT_FIRST_CELL and min(lengths) <= _SHORT_CELL


def _is_code(rows: Sequence[Row]) -> bool:
    """Whether most rows look like code."""
    return sum(any(_CODE.search(part.text) for part in row.parts) for row in rows) > len(rows) / 2


def _is_list(texts: _Texts, columns: Sequence[int]) -> bool:
    """Whether the columns before the last contain only the numbers or bullets of a list."""
    return all(_MARK.fullmatch(f"{text} ") for column in columns[:-1] for text in texts[column])


def _is_contents(texts: _Texts, page_count: int) -> bool:
    """Whether the last column contains ascending page numbers, as in a table of contents."""
    numbers = texts[max(texts)]
    if len(texts) > 3 or not all(map(_PAGE_NUMBER.fullmatch, numbers)):
        return False
    pages = [int(number) for number in numbers if number.isdecimal()]
    return pages == sorted(pages) and max(pages, default=0) <= page_count + 5


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether most rows after the first start with a small letter, and less than half have a number alone."""
    first = [row.parts[0].text for row in rows[1:]]
    small = sum(text[:1].islower() for text in first)
    numbers = sum(any(is_number(part.text) for part in row.parts) for row in rows[1:])
    return small > len(first) / 2 and numbers < len(first) / 2


def _is_aligned(column: int, rows: Sequence[Row], size: float) -> bool:
    """Whether the cells of a column are aligned on the left, on the right or in the middle.

    A column whose cells after the first are numbers counts as aligned.
    """
    parts = [row.first_part(column) for row in rows if column in row.columns]
    if all(is_number(part.text) for part in parts[1:]):
        return True
    edges = zip(*((part.left, part.right, (part.left + part.right) / 2) for part in parts), strict=True)
    return any(_are_near(positions, _ALIGNED * size) for positions in edges)


def _are_near(positions: Sequence[float], distance: float) -> bool:
    """Whether most positions, and at least two, are within `distance` of the median position."""
    middle = median(positions)
    near = sum(abs(position - middle) <= distance for position in positions)
    return near >= max(_ALIGNED_SHARE * len(positions), 2)
