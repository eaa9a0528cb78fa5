"""The values of a file of data: texts, lists, and fields with keys, in the order of the file.

Numbers, dates and "true" become texts. Empty values are omitted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias, cast

from index.documents.converted.data.keys import field_name
from index.documents.converted.words import clean
from index.documents.skipped import SkippedFile

_DEEPEST = 100  # the most lists and objects inside each other
_TOO_DEEP = "is nested too deeply"

Path: TypeAlias = tuple[str | int, ...]  #: the keys and list indices that lead to a value


class Field(NamedTuple):
    """A value with its key. A field without a key is a text between other fields, such as a comment."""

    key: str
    value: Value
    note: str = ""  #: the prose of the comments about it

    @property
    def note_above(self) -> list[Field]:
        """The note as a field without a key; an empty list without a note."""
        return [Field("", self.note)] if self.note else []


class Fields(tuple[Field, ...]):
    """The fields of a JSON object, a YAML mapping or a TOML table."""

    __slots__ = ()


Value: TypeAlias = "str | list[Value] | Fields"


def value_of(parsed: Any, notes: Mapping[Path, str] | None = None) -> Value:
    """The value that a library parsed, with the notes of comments. Raises SkippedFile beyond 100 levels."""
    return _with_note(_value(parsed, notes or {}, ()), (notes or {}).get((), ""))


def check_depth(depth: int) -> None:
    """Raise SkippedFile if a value is inside more than 100 lists and objects."""
    if depth > _DEEPEST:
        raise SkippedFile(_TOO_DEEP)


@contextmanager
def bounded_depth() -> Iterator[None]:
    """Raise SkippedFile instead of a library's RecursionError over values that are nested too deeply."""
    try:
        yield
    except RecursionError:
        raise SkippedFile(_TOO_DEEP) from None


def _value(parsed: Any, notes: Mapping[Path, str], path: Path) -> Value:
    check_depth(len(path))
    if isinstance(parsed, dict):
        return Fields(_fields(parsed, notes, path))
    if isinstance(parsed, list):
        values: list[Value] = []
        for number, each in enumerate(parsed):
            inner = (*path, number)
            if value := _value(each, notes, inner):
                values.append(_with_note(value, notes.get(inner, "")))
        return values
    if isinstance(parsed, bool):
        return str(parsed).lower()
    return "" if parsed is None else str(parsed).strip()


def _fields(parsed: Mapping[str, Any], notes: Mapping[Path, str], path: Path) -> Iterator[Field]:
    for key, each in parsed.items():
        inner = (*path, key)
        if value := _value(each, notes, inner):
            yield Field(key, value, notes.get(inner, ""))


def _with_note(value: Value, note: str) -> Value:
    """A value without a key. The note of an object becomes its first field; other values lose their note."""
    return Fields([Field("", note), *value]) if note and isinstance(value, Fields) else value


def table_rows(values: list[Value]) -> list[list[str]]:
    """The rows of a table, if a list contains only lists of equally many texts; else an empty list."""
    rows = [row for row in values if isinstance(row, list) and all(isinstance(cell, str) for cell in row)]
    widths = set(map(len, rows))
    is_table = len(rows) == len(values) > 1 and len(widths) == 1 and max(widths) > 1
    return cast("list[list[str]]", rows) if is_table else []


def one_line(value: Value) -> str:
    """A value on one line: "a, b", "a, at nine; b, at ten", "Map: Cairn Hill, Level: 4"."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        found = [*filter(None, map(one_line, value))]
        return ("; " if any("," in each for each in found) else ", ").join(found)
    return ", ".join((f"{field_name(each.key)}: " if each.key else "") + field_text(each) for each in value)


def field_text(field: Field) -> str:
    """The value of a field with its note in parentheses, on one line."""
    text = one_line(field.value)
    return f"{text} ({clean(field.note)})" if field.note else text


def texts(value: Value) -> Iterator[str]:
    """Yield all texts of a value, without the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        for field in value:
            yield from texts(field.value)


def keys(value: Value) -> Iterator[str]:
    """Yield all keys of a value, each as often as it occurs."""
    if isinstance(value, list):
        for each in value:
            yield from keys(each)
    elif isinstance(value, Fields):
        for field in value:
            yield field.key
            yield from keys(field.value)
