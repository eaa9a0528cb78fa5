"""The values of data → blocks. Objects become sections, or the rows of a table if they are similar and short.

An object with a question and its answer, a title and a text, or a name and a description becomes a heading
with a text under it. Short values are written before sections, so that they are not under a section's
heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from index.documents.blocks.questions import ends_with_question_mark
from index.documents.converted.builder import TextBuilder
from index.documents.converted.data.keys import key_name
from index.documents.converted.data.prose import words, write_prose
from index.documents.converted.data.records import (
    Record,
    are_rows,
    is_body,
    keyed_records,
    record,
    records,
    share_keys,
    table_of,
)
from index.documents.converted.data.tree import Field, Fields, Value, one_line, table_rows
from index.documents.converted.packed_blocks import KEYED

_LONGEST_ROW = 240  # characters of a value that is written in a row with its key
_LONGEST_IN_ROW = 60  # characters of each text in a list that is written in a row with its key
_SENTENCE_ENDS = ".!?"


def write_value(builder: TextBuilder, value: Value, level: int, name: str = "") -> None:
    """Write a value, whose top headings have this level, under a heading called `name`."""
    if isinstance(value, str):
        write_prose(builder, value, level)
    elif isinstance(value, Fields):
        own = record(value)
        if own.asks:
            _write_sections(builder, [own], level)
        else:
            _write_fields(builder, value, level, name)
    else:
        _write_list(builder, value, level, name)


def _write_list(builder: TextBuilder, values: list[Value], level: int, name: str) -> None:
    if all(isinstance(each, Fields) for each in values):
        _write_objects(builder, cast("list[Fields]", values), level, name)
    elif len(values) == 1:
        write_value(builder, values[0], level, name)
    elif rows := table_rows(values):
        builder.table([[words(one_line(cell)) for cell in row] for row in rows])
    else:
        _write_items(builder, values, 0)


def _write_objects(builder: TextBuilder, objects: list[Fields], level: int, name: str) -> None:
    """Write the objects of a list. Objects of one field each are written as the fields of one object."""
    if all(len(each) == 1 for each in objects):
        fields = [each[0] for each in objects]
        if len({field.key for field in fields}) == 1:
            _write_list(builder, [field.value for field in fields], level, name)
        else:
            _write_fields(builder, Fields(fields), level, name)
    elif len(objects) == 1 and not record(objects[0]).title:
        _write_fields(builder, objects[0], level, name)
    else:
        _write_records(builder, records(objects, name), level)


def _write_records(builder: TextBuilder, found: Sequence[Record], level: int) -> None:
    if are_rows(found):
        builder.table(table_of(found), headers=1)
    else:
        _write_sections(builder, found, level)


def _write_sections(builder: TextBuilder, found: Sequence[Record], level: int) -> None:
    for each in found:
        builder.heading(level, each.title)
        _write_fields(builder, each.fields, level + 1, each.title)
        builder.close_headings(level)


def _write_fields(builder: TextBuilder, fields: Fields, level: int, name: str) -> None:
    """Write the fields of an object: prose first, then the short values, then sections by their keys."""
    objects = [field for field in fields if isinstance(field.value, Fields)]
    if len(objects) == len(fields) and share_keys([cast(Fields, field.value) for field in objects]):
        _write_records(builder, keyed_records(objects, name), level)
        return
    parts = _divided(fields)
    for field in parts.prose:
        _write_note(builder, field)
        write_value(builder, field.value, level)
    builder.close_headings(level)
    if parts.prose:
        builder.introduce("")
    for field in parts.short:
        _write_row(builder, field)
    for field in parts.sections:
        builder.heading(level, key_name(field.key))
        _write_note(builder, field)
        write_value(builder, field.value, level + 1, key_name(field.key))
        builder.close_headings(level)


class _Parts(NamedTuple):
    """The fields of an object by the way in which they are written."""

    prose: list[Field]  #: without their keys
    short: list[Field]  #: in a row with their keys
    sections: list[Field]  #: under their keys as headings


def _divided(fields: Fields) -> _Parts:
    parts = _Parts([], [], [])
    for field in fields:
        if is_body(field) and _is_prose(field.value):
            parts.prose.append(field)
        elif _is_short(field):
            parts.short.append(field)
        else:
            parts.sections.append(field)
    return parts


def _write_row(builder: TextBuilder, field: Field) -> None:
    """Write a row of a key and its short value, after the note of its comments."""
    if field.note:
        _write_note(builder, field)
        builder.introduce(words(field.note))
    builder.row([key_name(field.key), words(one_line(field.value))], columns=KEYED)
    if field.note:
        builder.introduce("")


def _write_note(builder: TextBuilder, field: Field) -> None:
    builder.paragraph(words(field.note))


def _write_items(builder: TextBuilder, values: Sequence[Value], depth: int) -> None:
    """Write a list of texts. Other values among them are written on one line, or as a nested list."""
    for each in values:
        if isinstance(each, list):
            _write_items(builder, each, depth + 1)
        elif isinstance(each, Fields) and len(each) == 1 and isinstance(each[0].value, list):
            builder.item(key_name(each[0].key), depth)
            _write_items(builder, each[0].value, depth + 1)
        else:
            builder.item(words(each) if isinstance(each, str) else one_line(each), depth)


def _is_prose(value: Value) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


def _is_name(value: Value) -> bool:
    """Whether a value is a name or a few words, but no sentence."""
    return isinstance(value, str) and len(value) <= _LONGEST_IN_ROW and value[-1:] not in _SENTENCE_ENDS


def _is_short(field: Field) -> bool:
    """Whether a value is written in a row with its key: a line, or a list of names or a few words."""
    if ends_with_question_mark(field.key):
        return False
    if isinstance(field.value, str):
        return len(field.value) <= _LONGEST_ROW and "\n" not in field.value.strip()
    if isinstance(field.value, list):
        return all(map(_is_name, field.value)) and len(one_line(field.value)) <= _LONGEST_ROW
    return False
