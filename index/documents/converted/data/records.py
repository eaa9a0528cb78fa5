"""Objects that tell the same of several things: what names each, and whether they are the rows of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from index.documents.blocks.questions import asks
from index.documents.converted.data.keys import field_name, key_name, slug
from index.documents.converted.data.prose import words
from index.documents.converted.data.tree import Field, Fields, Value, cell, flat

#: Keys of what names a thing, the surest first, in lower case and without signs.
_QUESTION_KEYS = ("question", "questions", "q", "patterns", "utterances")
_TITLE_KEYS = (*_QUESTION_KEYS, "title", "displayname", "name", "label", "term", "subject", "heading", "nick")
_TITLE_RANKS = {key: rank for rank, key in enumerate(_TITLE_KEYS)}
#: Keys of what is told of it, which stands below its name without the key.
_BODY_KEYS = frozenset((
    "answer", "answers", "a", "body", "text", "content", "description", "desc", "details", "definition",
    "response", "responses", "reply", "comment",
))  # fmt: skip
_ID_KEYS = ("id", "key", "slug")
_SIGNS = re.compile(r"[\W_]+")
_LONGEST_TITLE, _LONGEST_CELL, _LONGEST_ROW, _LONGEST_BODY = 300, 160, 600, 120  # characters
_MOST_COLUMNS = 16
_KEYS_TRIED = 16  # of an object, for what names it
_SHARED = 0.5  # of the fields of objects that are alike
_FILLED = 0.3  # of the cells of a table
_NOTE = "Note"  # the column of what has no key


class Record(NamedTuple):
    """An object by its parts."""

    title: str  #: what names it; empty where nothing does
    title_key: str  #: as people read it
    asks: bool  #: whether the title is a question with its answer
    fields: Fields  #: all others


def is_body(field: Field) -> bool:
    """Whether the value of a field is prose that needs no key."""
    return not field.key or _plain(field.key) in _BODY_KEYS


def are_alike(objects: Sequence[Fields]) -> bool:
    """Whether most fields of several objects have a key that another of them has too."""
    counts = Counter(key for each in objects for key in {field.key for field in each})
    shared = sum(count for count in counts.values() if count > 1)
    return len(objects) > 1 and shared >= _SHARED * sum(counts.values())


def records(objects: Sequence[Fields], name: str = "") -> list[Record]:
    """The objects of a list that is called `name`. What names them may be a field that differs in each."""
    found = [record(each) for each in objects]
    if any(each.title for each in found):
        return found
    if key := _naming_key(objects):
        named = [Record(_short(each, key), field_name(key), False, _without(each, key)) for each in objects]
        return [_answered(each) for each in named]
    return [each._replace(title=f"{key_name(name)} {number}".strip()) for number, each in enumerate(found, 1)]


def _naming_key(objects: Sequence[Fields]) -> str:
    """The first key whose values are short texts, each another: questions, then words, then numbers."""
    titles = {field.key: [_short(each, field.key) for each in objects] for field in objects[0][:_KEYS_TRIED]}
    names = [key for key, each in titles.items() if all(each) and len(set(each)) == len(each)]
    questions = (key for key in names if all(map(asks, titles[key])))
    in_words = (key for key in names if all(map(_has_letters, titles[key])))
    return next(chain(questions, in_words, names), "")


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _without(fields: Fields, key: str) -> Fields:
    return Fields(field for field in fields if field.key != key)


def _answered(each: Record) -> Record:
    """A record whose title asks, in any language: its longest text answers, and needs no key."""
    answers = [field for field in each.fields if isinstance(field.value, str)]
    if not asks(each.title) or not answers:
        return each
    longest = max(answers, key=lambda field: len(field.value))
    fields = Fields(field._replace(key="") if field is longest else field for field in each.fields)
    return each._replace(asks=True, fields=fields)


def record(fields: Fields) -> Record:
    """An object by the field that names it."""
    ranked = [(rank, field) for field in fields if (rank := _TITLE_RANKS.get(_plain(field.key))) is not None]
    for rank, field in sorted(ranked, key=itemgetter(0)):
        is_question = rank < len(_QUESTION_KEYS)
        title = _title(field.value, several=is_question)
        if title and (not is_question or any(map(is_body, fields))):
            rest = (each for each in fields if each is not field and not _repeats(each, title))
            return Record(title, field_name(field.key), is_question, Fields([*field.note_above, *rest]))
    return Record("", "", False, fields)


def keyed_records(objects: Iterable[Field], name: str) -> list[Record]:
    """The objects of an object that is called `name`, each with its key, unless it names itself so."""
    found: list[Record] = []
    for field in objects:
        assert isinstance(field.value, Fields)
        note = field.note_above
        own = record(field.value)
        if own.title and (own.asks or slug(field.key) <= slug(own.title) or field.key.isdigit()):
            found.append(own._replace(fields=Fields([*note, *own.fields])))
        else:
            found.append(Record(key_name(field.key), name, False, Fields([*note, *field.value])))
    return found


def are_rows(found: Sequence[Record]) -> bool:
    """Whether records are the rows of a table: alike, each short, and none a question with its answer."""
    if any(each.asks or len(each.title) > _LONGEST_CELL for each in found):
        return False
    return are_alike([each.fields for each in found]) and _are_dense(found) and all(map(_is_row, found))


def _are_dense(found: Sequence[Record]) -> bool:
    """Whether a table of records has few columns, and not too many of its cells are empty."""
    columns = {field.key for each in found for field in each.fields}
    filled = sum(len(each.fields) for each in found)
    return len(columns) <= _MOST_COLUMNS and filled >= _FILLED * len(columns) * len(found)


def table_of(found: Sequence[Record]) -> list[list[str]]:
    """The rows of a table, the first with the names of its columns."""
    columns = sorted(dict.fromkeys(field.key for each in found for field in each.fields), key=_is_last)
    named = any(each.title for each in found)
    name = next((each.title_key for each in found if each.title_key), "") or "Name"
    header = [name] * named + [field_name(key) or _NOTE for key in columns]
    return [header, *([each.title] * named + _cells(each, columns) for each in found)]


def _cells(each: Record, columns: Sequence[str]) -> list[str]:
    """The cells of a record in columns with these keys; what has the same key stands in one cell."""
    cells: dict[str, str] = {}
    for field in each.fields:
        cells[field.key] = "; ".join(filter(None, (cells.get(field.key), words(cell(field)))))
    return [cells.get(key, "") for key in columns]


def _is_last(key: str) -> bool:
    return not key


def _plain(key: str) -> str:
    return _SIGNS.sub("", key).lower()


def _title(value: Value, *, several: bool) -> str:
    """A short text as a title; of several ways to ask, all of them if they are short."""
    if several and isinstance(value, list) and all(isinstance(each, str) for each in value):
        joined = " / ".join(map(flat, value))
        value = joined if len(joined) <= _LONGEST_TITLE else value[0]
    title = flat(words(value)) if isinstance(value, str) else ""
    return title if len(title) <= _LONGEST_TITLE else ""


def _repeats(field: Field, title: str) -> bool:
    """Whether a field, such as an id, says only what the title says."""
    if not isinstance(field.value, str) or not field.value:
        return False
    same = slug(field.value) == slug(title)
    return same or (_plain(field.key) in _ID_KEYS and slug(field.value) <= slug(title))


def _short(fields: Fields, key: str) -> str:
    """The value of a key where it is a text that may be a title."""
    found = next((field.value for field in fields if field.key == key), "")
    return _title(found, several=False) if not isinstance(found, str) or len(found) <= _LONGEST_BODY else ""


def _is_row(each: Record) -> bool:
    cells = [flat(field.value) for field in each.fields]
    if sum(map(len, cells)) > _LONGEST_ROW or any(len(text) > _LONGEST_CELL for text in cells):
        return False
    return all(
        _is_cell(field.value) and not (is_body(field) and len(text) > _LONGEST_BODY)
        for field, text in zip(each.fields, cells, strict=True)
    )


def _is_cell(value: Value) -> bool:
    """Whether a value can stand in a cell: a text, several, or a few fields with texts."""
    if isinstance(value, str):
        return "\n\n" not in value
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return all(isinstance(field.value, str) for field in value)
