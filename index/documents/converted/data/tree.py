"""The values of a document that is data: texts, lists, and fields by their keys, in the order of the file.

Numbers, dates and "true" are texts. What is empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from index.documents.converted.data.keys import field_name
from index.documents.converted.words import clean
from index.documents.skipped import SkippedFile

_DEEPEST = 100  # lists and objects in each other

Path: TypeAlias = tuple[str | int, ...]  #: the keys and numbers that lead to a value


class Field(NamedTuple):
    """A value by its key. Without a key it is a text that stands between the others, such as a comment."""

    key: str
    value: Value
    note: str = ""  #: what a comment says of it


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
        raise SkippedFile("is nested too deeply")


def _value(parsed: Any, notes: Mapping[Path, str], path: Path) -> Value:
    check_depth(len(path))
    if isinstance(parsed, dict):
        found = ((key, _value(each, notes, (*path, key))) for key, each in parsed.items())
        return Fields(Field(key, each, notes.get((*path, key), "")) for key, each in found if each)
    if isinstance(parsed, list):
        numbered = (((*path, number), each) for number, each in enumerate(parsed))
        return [
            _with_note(value, notes.get(place, ""))
            for place, each in numbered
            if (value := _value(each, notes, place))
        ]
    if isinstance(parsed, bool):
        return str(parsed).lower()
    return "" if parsed is None else str(parsed).strip()


def _with_note(value: Value, note: str) -> Value:
    """A value without a key; what a comment says of an object is a text in it."""
    return Fields([Field("", note), *value]) if note and isinstance(value, Fields) else value


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
