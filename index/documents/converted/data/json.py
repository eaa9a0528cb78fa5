"""JSON → the messages of an exported channel, or headings, tables and lists.

Comments, and commas after a last value, are ignored: people write them, though JSON has none.
"""

from __future__ import annotations

import json
import re
from typing import Any

from index.documents.converted.channels.json import read_channel
from index.documents.converted.channels.side_files import is_side_file
from index.documents.converted.data.document import data_document
from index.documents.converted.data.tree import bounded_depth, value_of
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_STRING = r'"(?:[^"\\\n]|\\.)*+"?'  # a string without an end is matched once, not from each quote in it
_COMMENT = re.compile(rf"({_STRING})|//[^\r\n]*|/\*.{{0,2000}}?\*/", re.DOTALL)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s*[\]}}])", re.DOTALL)


def read(data: bytes) -> FileText:
    """A .json file. Raises SkippedFile if it is not valid JSON, or only programs use its data."""
    with bounded_depth():
        channel = read_channel(data)
    return channel or _read(data)


def _read(data: bytes) -> FileText:
    text, warning = decode(data)
    try:
        parsed = parse_json(text)
    except ValueError as error:
        try:
            parsed = parse_json(_LAST_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text)))
        except ValueError:
            raise SkippedFile(f"is not valid JSON ({error})") from None
    if is_side_file(parsed):
        raise SkippedFile("belongs to an export of channels, and contains no messages")
    return data_document(value_of(parsed), warning)


def parse_json(text: str) -> Any:
    """The values of a text in JSON, with numbers as they are written.

    Raises ValueError if it is not valid, SkippedFile if it is nested too deeply for the library.
    """
    with bounded_depth():
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, strict=False)
