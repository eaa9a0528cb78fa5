"""JSON lines: an object on each line, which are those of a list. A broken line costs only itself."""

from __future__ import annotations

from index.documents.converted.data.document import data_document
from index.documents.converted.data.json import parse_json
from index.documents.converted.data.tree import value_of
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile


def read(data: bytes) -> FileText:
    """A .jsonl or .ndjson file. Raises SkippedFile where no line of it is valid, or it is not for people."""
    text, warning = decode(data)
    lines = [line for line in text.split("\n") if line.strip()]
    parsed, broken = [], 0
    for line in lines:
        try:
            parsed.append(parse_json(line))
        except ValueError:
            broken += 1
    if not parsed:
        raise SkippedFile("holds no line of JSON")
    if broken:
        warning = ", and ".join(filter(None, (warning, f"has lines that are not valid JSON: {broken}")))
    return data_document(value_of(parsed), warning)
