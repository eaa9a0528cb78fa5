"""Remove tokens, passwords and keys from the values of data."""

from __future__ import annotations

from collections.abc import Iterator

from index.documents.converted.data.tree import Field, Fields, Value, table_rows
from index.documents.converted.secrets import (
    SECRET_FORMS,
    is_among_secrets,
    is_secret,
    secret_columns,
    without_secret_cells,
)

_NAMES = ("name", "key", "id")  # keys of the name of a variable, in an object with its "value"


def without_secrets(value: Value, omitted: list[str], key: str = "", above: str = "") -> Value:
    """A value without the secrets in it. Their keys are added to `omitted`.

    `key` is the key of the value, and `above` the keys of the objects around it.
    """
    if isinstance(value, str):
        if not is_secret(key, value) and not is_among_secrets(above, value):
            return value
        omitted.append(key or "one without a key")
        return ""
    if isinstance(value, Fields):
        return Fields(_fields(value, omitted, key, above))
    if rows := table_rows(value):
        return [[without_secrets(cell, omitted, key, above) for cell in row] for row in _rows(rows, omitted)]
    return [kept for each in value if (kept := without_secrets(each, omitted, key, above))]


def _fields(fields: Fields, omitted: list[str], key: str, above: str) -> Iterator[Field]:
    """Yield the fields of an object without secrets; `key` and `above` are those of `without_secrets`."""
    variable = _variable(fields)
    for field in fields:
        name = (variable or key) if field.key.lower() == "value" else field.key
        if SECRET_FORMS.search(field.key):
            omitted.append("one that is a key")
        elif kept := without_secrets(field.value, omitted, name, f"{above} {key}"):
            yield Field(field.key, kept, "" if is_secret("", field.note) else field.note)


def _rows(rows: list[list[str]], omitted: list[str]) -> Iterator[list[str]]:
    """Yield the rows of a table without the secrets in it. The first row names the columns."""
    columns = secret_columns(rows[0])
    yield rows[0]
    for row in rows[1:]:
        yield without_secret_cells(row, rows[0], columns, omitted)


def _variable(fields: Fields) -> str:
    """The name of the variable that an object describes; empty without one."""
    named = (each.value for each in fields if each.key.lower() in _NAMES)
    return next((each for each in named if isinstance(each, str)), "")
