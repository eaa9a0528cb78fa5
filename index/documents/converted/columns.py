"""The names of a table's columns: whether its first row gives them, and how they read."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_COLUMN_NAME = 80
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/–](?:\d\d)?\d\d)?")
_AMOUNT = re.compile(r"\W{0,3}\d")
_NUMBER = re.compile(r"[\s\d.,:/%+\-–−()€$£¥]*\d[\s\d.,:/%+\-–−()€$£¥]*")


def is_number(text: str) -> bool:
    """Whether a cell holds a number, a date, a price or a share."""
    return _NUMBER.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a cell holds a year, or a season such as "2024/25"."""
    return _YEAR.fullmatch(text) is not None


def _has_amounts(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column holds numbers alone, and not only years."""
    cells = [row[column] for row in rows if column < len(row) and row[column]]
    return all(map(is_number, cells)) and not all(map(is_year, cells))


def is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table names its columns, by what it and the next rows hold.

    Names are short words, each another, for all columns that are filled below. Numbers are none, but years
    are, above amounts. A label, such as "Name:", belongs to what stands beside it.
    """
    names = [cell for cell in first if cell]
    has_corner = [*first[:1]] == [""]  # above the names of the rows there is often nothing
    if not below or len(names) + has_corner < 2 or len(set(names)) < len(names):
        return False
    if not all(map(_may_name, names)):
        return False
    years = [column for column, name in enumerate(first) if is_year(name)]
    if not all(_has_amounts(below, column) for column in years):
        return False
    if _is_label(names[0]) and not all(map(_is_label, names)):
        return False
    return _are_named(first, below)


def _may_name(cell: str) -> bool:
    """Whether a cell may be the name of a column."""
    return len(cell) <= _LONGEST_COLUMN_NAME and (not is_number(cell) or is_year(cell))


def _are_named(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has a cell for all columns, but for one, that are filled in each of the others.

    One of these has two cells at least.
    """
    named = _filled(first)
    filled = list(map(_filled, below))
    return all(len(columns - named) <= 1 for columns in filled) and max(map(len, filled)) >= 2


def _filled(row: Sequence[str]) -> set[int]:
    return {column for column, cell in enumerate(row) if cell}


def is_header_by_all(first: Sequence[str], below: Sequence[Sequence[str]], *, stands_out: bool) -> bool:
    """Whether the first row of a table names its columns, by all rows below it.

    Of two columns it does so where it `stands_out` by its looks, has nothing above the names of the rows, or
    stands above numbers, in words or as years; else the rows are pairs, each of a name and its value.
    """
    if not is_header(first, below[:2]):
        return False
    if stands_out or len(first) != 2 or not first[0]:
        return True
    return all(map(is_year, first)) or _has_numbers_below(first, below)


def _has_numbers_below(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether all cells of a column begin with a number, but its first one holds none."""
    return any(
        not any(map(str.isdecimal, name))
        and all(_AMOUNT.match(row[column]) for row in below if column < len(row) and row[column])
        for column, name in enumerate(first)
    )


def _is_label(text: str) -> bool:
    return text.endswith((":", "："))


def column_names(headers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The name of each column under several rows of headers: what stands above it, without repetition."""
    width = max(map(len, headers), default=0)
    above = [[row[column] for row in headers if column < len(row) and row[column]] for column in range(width)]
    names = (" ".join(dict.fromkeys(words)) for words in above)
    return tuple(name if len(name) <= 2 * _LONGEST_COLUMN_NAME else "" for name in names)
