"""The values of a document that is data: texts, lists, and fields by their keys, in the order of the file.

Numbers, dates and "true" are texts. What is empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias, cast

from index.documents.converted.data.keys import field_name
from index.documents.converted.words import clean
from index.documents.skipped import SkippedFile

_DEEPEST = 100  # lists and objects in each other
_TOO_DEEP = "is nested too deeply"

Path: TypeAlias = tuple[str | int, ...]  #: the keys and numbers that lead to a value


class Field(NamedTuple):
    """A value by its key. Without a key it is a text that stands between the others, such as a comment."""

    key: str
    value: Value
    note: str = ""  #: what a comment says of it

    @property
    def note_above(self) -> list[Field]:
        """The note as a text that stands before other fields, if there is one."""
        return [Field("", self.note)] if self.note else []


class Fields(tuple[Field, ...]):
    """What an object of JSON, a mapping of YAML or a table of TOML holds."""

    __slots__ = ()


Value: TypeAlias = "str | list[Value] | Fields"


def value_of(parsed: Any, notes: Mapping[Path, str] | None = None) -> Value:
    """What a library made of a file, with what comments say of it. Raises SkippedFile."""
    return _with_note(_value(parsed, notes or {}, ()), (notes or {}).get((), ""))


def check_depth(depth: int) -> None:
    """Raise SkippedFile for values that stand in too many others."""
    if depth > _DEEPEST:
        raise SkippedFile(_TOO_DEEP)


@contextmanager
def bounded_depth() -> Iterator[None]:
    """Raise SkippedFile where a library gives up over values that stand in too many others."""
    try:
        yield
    except RecursionError:
        raise SkippedFile(_TOO_DEEP) from None


def _value(parsed: Any, notes: Mapping[Path, str], path: Path) -> Value:
    check_depth(len(path))
    if isinstance(parsed, dict):
        return Fields(_fields(parsed, notes, path))
    if isinstance(parsed, list):
        found = ((place, _value(each, notes, place)) for place, each in _numbered(parsed, path))
        return [_with_note(value, notes.get(place, "")) for place, value in found if value]
    if isinstance(parsed, bool):
        return str(parsed).lower()
    return "" if parsed is None else str(parsed).strip()


def _fields(parsed: Mapping[str, Any], notes: Mapping[Path, str], path: Path) -> Iterator[Field]:
    for key, each in parsed.items():
        place = (*path, key)
        if value := _value(each, notes, place):
            yield Field(key, value, notes.get(place, ""))


def _numbered(parsed: Sequence[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    return (((*path, number), each) for number, each in enumerate(parsed))


def _with_note(value: Value, note: str) -> Value:
    """A value without a key; what a comment says of an object is a text in it."""
    return Fields([Field("", note), *value]) if note and isinstance(value, Fields) else value


def matrix(values: list[Value]) -> list[list[str]]:
    """The rows of a table that a list holds as lists of as many texts each; empty where it holds none."""
    rows = [row for row in values if isinstance(row, list) and all(isinstance(cell, str) for cell in row)]
    widths = set(map(len, rows))
    is_table = len(rows) == len(values) > 1 and len(widths) == 1 and max(widths) > 1
    return cast("list[list[str]]", rows) if is_table else []


def flat(value: Value) -> str:
    """A value on one line: "a, b", "a, at nine; b, at ten", "Map: Cairn Hill, Level: 4"."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        found = [*filter(None, map(flat, value))]
        return ("; " if any("," in each for each in found) else ", ").join(found)
    return ", ".join(f"{field_name(each.key)}: {cell(each)}" if each.key else cell(each) for each in value)


def cell(field: Field) -> str:
    """The value of a field with its note, on one line."""
    text = flat(field.value)
    return f"{text} ({clean(field.note)})" if field.note else text


def texts(value: Value) -> Iterator[str]:
    """Yield all texts of a value but the keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        for field in value:
            yield from texts(field.value)


def keys(value: Value) -> Iterator[str]:
    """Yield all keys of a value, as often as they stand there."""
    if isinstance(value, list):
        for each in value:
            yield from keys(each)
    elif isinstance(value, Fields):
        for field in value:
            yield field.key
            yield from keys(field.value)
