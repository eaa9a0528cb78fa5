"""Data → the text of a document, unless it is for programs alone, and without the secrets in it."""

from __future__ import annotations

from index.documents.converted.builder import TextBuilder
from index.documents.converted.data.purpose import is_for_programs
from index.documents.converted.data.secrets import without_secrets
from index.documents.converted.data.tree import Fields, Value
from index.documents.converted.data.write import write_value
from index.documents.converted.secrets import secrets_told
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_TITLES = ("title", "site_name", "name")  # of the whole document
_LONGEST_TITLE = 100  # characters
_TOP_LEVEL = 1


def data_document(value: Value, warning: str = "") -> FileText:
    """The text of data. Raises SkippedFile where it is not for people, or holds too much."""
    if is_for_programs(value):
        raise SkippedFile("holds data for programs, and hardly a word")
    left_out: list[str] = []
    title, value = _titled(without_secrets(value, left_out))
    builder = TextBuilder()
    write_value(builder, value, _TOP_LEVEL)
    return builder.finish(title=title, warning=", and ".join(filter(None, (warning, secrets_told(left_out)))))


def _titled(value: Value) -> tuple[str, Value]:
    """The title that an object has for the document, and its other fields, where it has any."""
    if isinstance(value, Fields) and len(value) > 1:
        for field in value:
            text = field.value
            if field.key.lower() in _TITLES and isinstance(text, str) and len(text) <= _LONGEST_TITLE:
                return text, Fields([*field.note_above, *(each for each in value if each is not field)])
    return "", value
