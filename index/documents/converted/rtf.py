"""Rich Text Format: its paragraphs and the rows of its tables. The one door of striprtf."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from striprtf.striprtf import rtf_to_text

from index.documents.converted.builder import TextBuilder
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile


def read(data: bytes) -> FileText:
    """An .rtf file. Raises SkippedFile for a file that is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SkippedFile("is no RTF")
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    builder = TextBuilder()
    for is_row, lines in groupby(_lines(text), _is_row):
        if is_row:
            builder.table([line.strip().removesuffix("|").split("|") for line in lines])
        else:
            for line in lines:
                builder.paragraph(line)
    return builder.finish()


def _lines(text: str) -> Iterator[str]:
    yield from (line for line in text.split("\n") if line.strip(" |"))


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, each of whose cells ends with a bar."""
    return line.rstrip().endswith("|")
