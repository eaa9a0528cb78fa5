"""The names of a table's columns: whether the first row contains them, and what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.english.calendar_names import YEAR

_LONGEST_COLUMN_NAME = 80  # characters
_YEAR = re.compile(rf"{YEAR}(?:[-/–](?:\d\d)?\d\d)?")
_AMOUNT = re.compile(r"\W{0,3}\d")
_NUMBER = re.compile(r"[\s\d.,:/%+\-–−()€$£¥]*\d[\s\d.,:/%+\-–−()€$£¥]*")


def is_number(text: str) -> bool:
    """Whether a cell is a number, a date, a price or a percentage."""
    return _NUMBER.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a cell is a year, or a season such as "2024/25"."""
    return _YEAR.fullmatch(text) is not None


def _has_amounts(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether all filled cells of a column are numbers, and not all of them years."""
    cells = [row[column] for row in rows if column < len(row) and row[column]]
    return all(map(is_number, cells)) and not all(map(is_year, cells))


def is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table names its columns, by the texts of that row and of the rows `below`.

    Names are short and distinct, and each row below fills at most one column without a name. A number is no
    name, but a year above amounts is. A label, such as "Name:", names the cell next to it, not a column.
    """
    names = [cell for cell in first if cell]
    has_corner = [*first[:1]] == [""]  # the cell above the names of the rows is often empty
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
    """Whether the first row names the filled columns of each row below, except for at most one of them.

    One of the rows below must have two filled cells or more.
    """
    named = _filled(first)
    filled = list(map(_filled, below))
    return all(len(columns - named) <= 1 for columns in filled) and max(map(len, filled)) >= 2


def _filled(row: Sequence[str]) -> set[int]:
    return {column for column, cell in enumerate(row) if cell}


def guess_header(first: Sequence[str], below: Sequence[Sequence[str]], *, stands_out: bool) -> bool:
    """Whether the first row of a table names its columns, by all rows below it.

    The first row of two columns names them only if it `stands_out` by its looks, if its first cell is empty,
    if both of its cells are years, or if a column whose cells start with numbers has a name without digits.
    Otherwise each row is a pair of a name and its value.
    """
    if not is_header(first, below[:2]):
        return False
    if stands_out or len(first) != 2 or not first[0]:
        return True
    return all(map(is_year, first)) or has_numbers_below(first, below)


def has_numbers_below(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a column has a name without digits, and all its filled cells start with a number."""
    return any(
        not any(map(str.isdecimal, name))
        and all(_AMOUNT.match(row[column]) for row in below if column < len(row) and row[column])
        for column, name in enumerate(first)
    )


def _is_label(text: str) -> bool:
    return text.endswith((":", "："))


def column_names(headers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The name of each column: its distinct texts in the header rows; empty if over 160 characters."""
    width = max(map(len, headers), default=0)
    above = [[row[column] for row in headers if column < len(row) and row[column]] for column in range(width)]
    names = (" ".join(dict.fromkeys(words)) for words in above)
    return tuple(name if len(name) <= 2 * _LONGEST_COLUMN_NAME else "" for name in names)
