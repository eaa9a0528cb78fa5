"""Objects with similar fields → records: the title of each, and whether they are the rows of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter, not_
from typing import NamedTuple

from index.documents.blocks.questions import ends_with_question_mark
from index.documents.converted.data.keys import field_name, key_name, slug
from index.documents.converted.data.prose import words
from index.documents.converted.data.tree import Field, Fields, Value, field_text, one_line

#: Keys whose value is the title of an object, the most reliable first, in lower case and without signs.
_QUESTION_KEYS = ("question", "questions", "q", "patterns", "utterances")
_TITLE_KEYS = (*_QUESTION_KEYS, "title", "displayname", "name", "label", "term", "subject", "heading", "nick")
_TITLE_RANKS = {key: rank for rank, key in enumerate(_TITLE_KEYS)}
#: Keys whose value is prose about the object. It is written after the title, without the key.
_BODY_KEYS = frozenset((
    "answer", "answers", "a", "body", "text", "content", "description", "desc", "details", "definition",
    "response", "responses", "reply", "comment",
))  # fmt: skip
_ID_KEYS = ("id", "key", "slug")
_SIGNS = re.compile(r"[\W_]+")
_LONGEST_TITLE, _LONGEST_CELL, _LONGEST_ROW, _LONGEST_BODY = 300, 160, 600, 120  # characters
_MOST_COLUMNS = 16
_KEYS_TRIED = 16  # the first keys of an object, one of which may be the key of its title
_SHARED = 0.5  # the least share of fields whose key another object has too
_FILLED = 0.3  # the least share of filled cells in a table
_NOTE = "Note"  # the column of texts without a key


class Record(NamedTuple):
    """An object of data, with its title."""

    title: str  #: the object's name or question; empty without one
    title_key: str  #: the title's key, as people read it
    asks: bool  #: whether the title is a question, and the fields contain its answer
    fields: Fields  #: all fields but the title


def is_body(field: Field) -> bool:
    """Whether the value of a field is prose that is written without its key."""
    return not field.key or _plain(field.key) in _BODY_KEYS


def share_keys(objects: Sequence[Fields]) -> bool:
    """Whether at least half of the fields of two or more objects have a key that another object has too."""
    counts = Counter(key for each in objects for key in {field.key for field in each})
    shared = sum(count for count in counts.values() if count > 1)
    return len(objects) > 1 and shared >= _SHARED * sum(counts.values())


def records(objects: Sequence[Fields], name: str = "") -> list[Record]:
    """The records of the objects in the list `name`.

    If no object has a title by its keys, a field that differs in all objects is the title, else the list's
    name and a number.
    """
    found = [record(each) for each in objects]
    if any(each.title for each in found):
        return found
    if key := _naming_key(objects):
        titled = [Record(_short(each, key), field_name(key), False, _without(each, key)) for each in objects]
        return [_with_answer(each) for each in titled]
    return [each._replace(title=f"{key_name(name)} {number}".strip()) for number, each in enumerate(found, 1)]


def _naming_key(objects: Sequence[Fields]) -> str:
    """The first key whose values are short, distinct texts: questions if possible, else words, else any."""
    titles = {field.key: [_short(each, field.key) for each in objects] for field in objects[0][:_KEYS_TRIED]}
    names = [key for key, each in titles.items() if all(each) and len(set(each)) == len(each)]
    questions = (key for key in names if all(map(ends_with_question_mark, titles[key])))
    in_words = (key for key in names if all(map(_has_letters, titles[key])))
    return next(chain(questions, in_words, names), "")


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _without(fields: Fields, key: str) -> Fields:
    return Fields(field for field in fields if field.key != key)


def _with_answer(each: Record) -> Record:
    """The record. If its title asks (in any language), its longest text is the answer, and loses its key."""
    answers = [field for field in each.fields if isinstance(field.value, str)]
    if not ends_with_question_mark(each.title) or not answers:
        return each
    longest = max(answers, key=lambda field: len(field.value))
    fields = Fields(field._replace(key="") if field is longest else field for field in each.fields)
    return each._replace(asks=True, fields=fields)


def record(fields: Fields) -> Record:
    """The record of an object. Its title is the short value of its most reliable title key, or empty.

    The value of a question key is a title only if another field may contain the answer.
    """
    ranked = [(rank, field) for field in fields if (rank := _TITLE_RANKS.get(_plain(field.key))) is not None]
    for rank, field in sorted(ranked, key=itemgetter(0)):
        is_question = rank < len(_QUESTION_KEYS)
        title = _title(field.value, several=is_question)
        if title and (not is_question or any(map(is_body, fields))):
            rest = (each for each in fields if each is not field and not _repeats(each, title))
            return Record(title, field_name(field.key), is_question, Fields([*field.note_above, *rest]))
    return Record("", "", False, fields)


def keyed_records(objects: Iterable[Field], name: str) -> list[Record]:
    """The records of the objects in the object `name`.

    The title is the key of the object. But an object's own title is kept if it is a question, if it contains
    the words of the key, or if the key is a number.
    """
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
    """Whether records are the rows of a table: similar, short, and without questions and answers."""
    if any(each.asks or len(each.title) > _LONGEST_CELL for each in found):
        return False
    return share_keys([each.fields for each in found]) and _are_dense(found) and all(map(_is_row, found))


def _are_dense(found: Sequence[Record]) -> bool:
    """Whether a table of records has at most 16 columns, and at least 30% of its cells are filled."""
    columns = {field.key for each in found for field in each.fields}
    filled = sum(len(each.fields) for each in found)
    return len(columns) <= _MOST_COLUMNS and filled >= _FILLED * len(columns) * len(found)


def table_of(found: Sequence[Record]) -> list[list[str]]:
    """The rows of a table, the first with the names of its columns. The column without a key is the last."""
    columns = sorted(dict.fromkeys(field.key for each in found for field in each.fields), key=not_)
    named = any(each.title for each in found)
    name = next((each.title_key for each in found if each.title_key), "") or "Name"
    header = [name] * named + [field_name(key) or _NOTE for key in columns]
    return [header, *([each.title] * named + _cells(each, columns) for each in found)]


def _cells(each: Record, columns: Sequence[str]) -> list[str]:
    """The cells of a record in the columns with these keys. One cell joins all values with the same key."""
    cells: dict[str, str] = {}
    for field in each.fields:
        cells[field.key] = "; ".join(filter(None, (cells.get(field.key), words(field_text(field)))))
    return [cells.get(key, "") for key in columns]


def _plain(key: str) -> str:
    return _SIGNS.sub("", key).lower()


def _title(value: Value, *, several: bool) -> str:
    """A short text as a title; empty if long. Several wordings of a question are joined if they are short."""
    if several and isinstance(value, list) and all(isinstance(each, str) for each in value):
        joined = " / ".join(map(one_line, value))
        value = joined if len(joined) <= _LONGEST_TITLE else value[0]
    title = one_line(words(value)) if isinstance(value, str) else ""
    return title if len(title) <= _LONGEST_TITLE else ""


def _repeats(field: Field, title: str) -> bool:
    """Whether the value of a field, such as an id, only repeats the title."""
    if not isinstance(field.value, str) or not field.value:
        return False
    same = slug(field.value) == slug(title)
    return same or (_plain(field.key) in _ID_KEYS and slug(field.value) <= slug(title))


def _short(fields: Fields, key: str) -> str:
    """The value of a key if it is a text that may be a title, else an empty string."""
    found = next((field.value for field in fields if field.key == key), "")
    return _title(found, several=False) if not isinstance(found, str) or len(found) <= _LONGEST_BODY else ""


def _is_row(each: Record) -> bool:
    cells = [one_line(field.value) for field in each.fields]
    if sum(map(len, cells)) > _LONGEST_ROW or any(len(text) > _LONGEST_CELL for text in cells):
        return False
    return all(
        _is_cell(field.value) and not (is_body(field) and len(text) > _LONGEST_BODY)
        for field, text in zip(each.fields, cells, strict=True)
    )


def _is_cell(value: Value) -> bool:
    """Whether a value fits into a cell: a text without paragraphs, a list of texts, or fields with texts."""
    if isinstance(value, str):
        return "\n\n" not in value
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return all(isinstance(field.value, str) for field in value)
