"""Rich Text Format: its headings, paragraphs, notes and the rows of its tables. The one door of striprtf.

Comments, and the headers and footers of pages, are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.rtf_source import BREAK, HEADING, NOTE, prepared
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile
from index.types import LINE_BREAK


def read(data: bytes) -> FileText:
    """An .rtf file. Raises SkippedFile for a file that is none."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SkippedFile("is no RTF")
    source = prepared(data.decode("latin-1"))
    text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    builder = TextBuilder()
    rows: list[str] = []
    notes: list[str] = []
    for line in [*_lines(text), ""]:
        if _is_row(line):
            rows.append(line)
        elif rows and line.startswith(NOTE):
            notes.append(line)  # stands below the whole table
        else:
            if rows:
                builder.table([[_cell(cell) for cell in _cells(row)] for row in rows])
            for each in (*notes, line):
                _write_line(builder, each)
            rows, notes = [], []
    return builder.finish()


def _write_line(builder: TextBuilder, line: str) -> None:
    words, is_heading, level = line.rstrip().rpartition(HEADING)
    if line.startswith(NOTE):
        with builder.aside():
            builder.paragraph(line)
    elif is_heading and level.isdecimal():
        builder.heading(int(level), words)
    else:
        builder.paragraph(line)


def _cells(line: str) -> list[str]:
    return line.strip().removesuffix("|").split("|")


def _cell(text: str) -> str:
    """The text of a cell, whose lines are parted by a comma."""
    return LINE_BREAK.join(part.strip() for part in text.split(BREAK) if part.strip())


def _lines(text: str) -> Iterator[str]:
    yield from (line for line in text.split("\n") if line.strip(" |"))


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, each of whose cells ends with a bar."""
    return line.rstrip().endswith("|")
