"""Whether words in columns are a table, and not prose, a list, code or a table of contents with gaps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import mean, median

from index.documents.converted.columns import is_number
from index.documents.converted.pdf.aligned_rows import FEWEST_ROWS, Row
from index.documents.converted.words import ITEM_MARK

_ALIGNED = 0.2  # of the size: edges that are no further apart are aligned
_ALIGNED_SHARE = 0.6  # of the cells of a column
_SHORT_CELL = 25  # characters on average, of one column at least
_SHORT_FIRST_CELL = 45  # where rows are not told by their distances
_MARK = re.compile(rf"(?:{ITEM_MARK}|[A-Z]\.\s|(?:§\s*)?\d{{1,3}}(?:\.\d{{1,3}})*[.)]?\s)")
_PAGE_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_CODE = re.compile(r"[{}=]|;\s*$|\w\(|->|(?:^|\s)//|^\s*[#$]\s")

Texts = Mapping[int, Sequence[str]]  #: the texts of the cells of each column, from above to below


def is_table(rows: Sequence[Row], size: float, page_count: int, *, is_spaced: bool) -> bool:
    """Whether rows are a table. `is_spaced`: their distances told them; `size` is that of the text."""
    texts = _texts_of(rows)
    if not _is_filled(rows, texts) or _is_contents(texts, page_count):
        return False
    names = [column for column in texts if len(texts[column]) >= 2]
    if len(names) < 2 or _is_list(texts, names):
        return False
    if not is_spaced and not _is_plain_table(rows, texts, names):
        return False
    return all(_is_aligned(column, rows, size) for column in names)


def _texts_of(rows: Sequence[Row]) -> Texts:
    columns = sorted(set[int]().union(*(row.columns for row in rows)))
    return {column: [row.text(column) for row in rows if column in row.columns] for column in columns}


def _is_filled(rows: Sequence[Row], texts: Texts) -> bool:
    """Whether half of the rows have several cells, and a fifth of the cells letters."""
    full = sum(len(row.columns) > 1 for row in rows)
    lettered = [any(map(str.isalpha, text)) for of_column in texts.values() for text in of_column]
    return full >= max(FEWEST_ROWS, len(rows) / 2) and sum(lettered) >= max(len(lettered) / 5, 1)


def _is_plain_table(rows: Sequence[Row], texts: Texts, names: Sequence[int]) -> bool:
    """Whether rows of a line each have the cells of a table: short ones, and neither prose nor code."""
    return _has_short_cells(texts, names) and not _is_code(rows) and not _goes_on(rows)


def _has_short_cells(texts: Texts, names: Sequence[int]) -> bool:
    """Whether the cells of a table are short: those of the first column, and of any one."""
    lengths = [mean(map(len, texts[column])) for column in names]
    return lengths[0] <= _SHORT_FIRST_CELL and min(lengths) <= _SHORT_CELL


def _is_code(rows: Sequence[Row]) -> bool:
    return sum(any(_CODE.search(part.text) for part in row.parts) for row in rows) > len(rows) / 2


def _is_list(texts: Texts, names: Sequence[int]) -> bool:
    """Whether what stands before the last column are the numbers or bullets of a list."""
    return all(_MARK.fullmatch(f"{text} ") for column in names[:-1] for text in texts[column])


def _is_contents(texts: Texts, page_count: int) -> bool:
    """Whether the last column holds the numbers of pages, ascending: a table of contents."""
    numbers = texts[max(texts)]
    if len(texts) > 3 or not all(map(_PAGE_NUMBER.fullmatch, numbers)):
        return False
    pages = [int(number) for number in numbers if number.isdecimal()]
    return pages == sorted(pages) and max(pages, default=0) <= page_count + 5


def _goes_on(rows: Sequence[Row]) -> bool:
    """Whether the rows read on like prose: most begin with a small letter, and few have a number."""
    first = [row.parts[0].text for row in rows[1:]]
    small = sum(text[:1].islower() for text in first)
    numbers = sum(any(is_number(part.text) for part in row.parts) for row in rows[1:])
    return small > len(first) / 2 and numbers < len(first) / 2


def _is_aligned(column: int, rows: Sequence[Row], size: float) -> bool:
    """Whether the cells of a column begin, end or have their middle at the same distance from the left."""
    parts = [row.first_part(column) for row in rows if column in row.columns]
    if all(is_number(part.text) for part in parts[1:]):
        return True
    edges = zip(*((part.left, part.right, (part.left + part.right) / 2) for part in parts), strict=True)
    return any(_are_near(places, _ALIGNED * size) for places in edges)


def _are_near(places: Sequence[float], distance: float) -> bool:
    """Whether most places, and two at least, are no further than `distance` from the middle one."""
    middle = median(places)
    near = sum(abs(place - middle) <= distance for place in places)
    return near >= max(_ALIGNED_SHARE * len(places), 2)
