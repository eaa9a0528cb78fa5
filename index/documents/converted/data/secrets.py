"""Data without the secrets in it: tokens, passwords and keys that stand in a settings file."""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.converted.data.tree import Field, Fields, Value, matrix
from index.documents.converted.secrets import (
    SECRET_FORMS,
    is_among_secrets,
    is_secret,
    secret_columns,
    without_secret_cells,
)

_NAMES = ("name", "key", "id")  # of a variable, beside its "value"


def without_secrets(value: Value, left_out: list[str], key: str = "", above: str = "") -> Value:
    """A value without the secrets in it, whose keys are added to `left_out`.

    `key` is that of the value, and `above` the keys of the objects that it stands in.
    """
    if isinstance(value, str):
        if not is_secret(key, value) and not is_among_secrets(above, value):
            return value
        left_out.append(key or "one without a key")
        return ""
    if isinstance(value, Fields):
        return Fields(_fields(value, left_out, key, above))
    if rows := matrix(value):
        return [
            [without_secrets(cell, left_out, key, above) for cell in row] for row in _rows(rows, left_out)
        ]
    return [kept for each in value if (kept := without_secrets(each, left_out, key, above))]


def _fields(fields: Fields, left_out: list[str], key: str, above: str) -> Iterator[Field]:
    """Yield the fields of an object without secrets; what `key` and `above` are is said there."""
    variable = _variable(fields)
    for field in fields:
        name = (variable or key) if field.key.lower() == "value" else field.key
        if SECRET_FORMS.search(field.key):
            left_out.append("one that is a key")
        elif kept := without_secrets(field.value, left_out, name, f"{above} {key}"):
            yield Field(field.key, kept, "" if is_secret("", field.note) else field.note)


def _rows(rows: list[list[str]], left_out: list[str]) -> Iterator[list[str]]:
    """Yield the rows of a table without the secrets in it, by the names in the first."""
    columns = secret_columns(rows[0])
    yield rows[0]
    for row in rows[1:]:
        yield without_secret_cells(row, rows[0], columns, left_out)


def _variable(fields: Fields) -> str:
    """The name of the variable whose "value" stands beside it, if any."""
    named = (each.value for each in fields if each.key.lower() in _NAMES)
    return next((each for each in named if isinstance(each, str)), "")
