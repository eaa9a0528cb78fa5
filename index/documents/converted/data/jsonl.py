"""JSON Lines → the messages of a channel, or the objects of a list. Only a broken line is skipped."""

from __future__ import annotations

from typing import Any

from index.documents.converted.channels.json import channel_of
from index.documents.converted.data.document import data_document
from index.documents.converted.data.json import parse_json
from index.documents.converted.data.tree import value_of
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile


def read(data: bytes) -> FileText:
    """A .jsonl or .ndjson file. Raises SkippedFile if no line is valid, or only programs use its data."""
    text, warning = decode(data)
    parsed: list[Any] = []
    broken = 0
    for line in filter(str.strip, text.split("\n")):
        try:
            parsed.append(parse_json(line))
        except (ValueError, SkippedFile):
            broken += 1
    if not parsed:
        raise SkippedFile("contains no line of JSON")
    if broken:
        warning = ", and ".join(filter(None, (warning, f"has lines that are not valid JSON: {broken}")))
    return channel_of(parsed, warning) or data_document(value_of(parsed), warning)
