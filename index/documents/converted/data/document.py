"""Data → the text of a document without the secrets in the data. Data that only programs use is skipped."""

from __future__ import annotations

from index.documents.converted.builder import TextBuilder
from index.documents.converted.data.purpose import is_for_programs
from index.documents.converted.data.secrets import without_secrets
from index.documents.converted.data.tree import Fields, Value
from index.documents.converted.data.write import write_value
from index.documents.converted.secrets import secrets_warning
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_TITLES = ("title", "site_name", "name")  # keys of the title of the whole document
_LONGEST_TITLE = 100  # characters
_TOP_LEVEL = 1


def data_document(value: Value, warning: str = "") -> FileText:
    """The text of data. Raises SkippedFile if only programs use the data, or the text is too long."""
    if is_for_programs(value):
        raise SkippedFile("contains data for programs, and hardly a word")
    omitted: list[str] = []
    title, value = _titled(without_secrets(value, omitted))
    builder = TextBuilder()
    write_value(builder, value, _TOP_LEVEL)
    return builder.finish(
        title=title, warning=", and ".join(filter(None, (warning, secrets_warning(omitted))))
    )


def _titled(value: Value) -> tuple[str, Value]:
    """The title and the other fields of an object with a title and other fields; else "" and the value."""
    if isinstance(value, Fields) and len(value) > 1:
        for field in value:
            text = field.value
            if field.key.lower() in _TITLES and isinstance(text, str) and len(text) <= _LONGEST_TITLE:
                return text, Fields([*field.note_above, *(each for each in value if each is not field)])
    return "", value
