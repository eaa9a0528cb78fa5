"""Rich Text Format → headings, paragraphs, notes and tables. Only this module imports striprtf.

Comments, and the headers and footers of pages, are omitted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from striprtf.striprtf import rtf_to_text

from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.emphasis import level_by_looks, may_be_heading
from index.documents.converted.office.rtf_looks import Look, parse_look
from index.documents.converted.office.rtf_source import BREAK, HEADING, LOOK, NAMES, NOTE, prepare
from index.documents.converted.words import clean
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile
from index.types import CELL_LINE_BREAK


def read(data: bytes) -> FileText:
    """An .rtf file. Raises SkippedFile if it is no RTF."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SkippedFile("is no RTF")
    source = prepare(data.decode("latin-1"))
    text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    lines = list(_lines(text))
    builder = TextBuilder()
    usual = _usual_size(lines)
    rows: list[str] = []
    notes: list[str] = []
    for line in [*lines, ""]:
        if _is_row(line):
            rows.append(line)
        elif rows and line.startswith(NOTE):
            notes.append(line)  # written after the whole table
        else:
            _write_table(builder, rows)
            for each in (*notes, line):
                _write_line(builder, each, usual)
            rows, notes = [], []
    return builder.finish()


def _usual_size(lines: Iterable[str]) -> int:
    """The size of most text in half points; 1 if no size is known."""
    sizes = Counter[int]()
    for line in lines:
        words, look = _with_look(line)
        if look is not None:
            sizes[look.size] += len(words)
    return sizes.most_common(1)[0][0] if sizes else 1


def _write_table(builder: TextBuilder, rows: Sequence[str]) -> None:
    if rows:
        stands_out = rows[0].endswith(NAMES) and not any(row.endswith(NAMES) for row in rows[1:2])
        builder.table([[_cell(cell) for cell in _cells(row)] for row in rows], stands_out=stands_out)


def _write_line(builder: TextBuilder, line: str, usual: int) -> None:
    words, is_heading, level = line.rstrip().rpartition(HEADING)
    text, look = _with_look(line)
    if line.startswith(NOTE):
        with builder.aside():
            builder.paragraph(line)
    elif is_heading and level.isdecimal():
        builder.heading(int(level), words)
    elif look is not None and (found := _level(clean(text), look, usual)) is not None:
        builder.heading(found, text)
    else:
        builder.paragraph(text)


def _with_look(line: str) -> tuple[str, Look | None]:
    """The words of a line, and the look that is written at its end; None without one."""
    words, _, end = line.rpartition(LOOK)
    look = parse_look(end)
    return (line, None) if look is None else (words, look)


def _level(text: str, look: Look, usual: int) -> int | None:
    """The level of a paragraph if it looks like a heading, else None."""
    if not may_be_heading(text):
        return None
    return level_by_looks(look.size / usual, is_bold=look.bold, is_underlined=look.underlined)


def _cells(line: str) -> list[str]:
    return line.removesuffix(NAMES).strip().removesuffix("|").split("|")


def _cell(text: str) -> str:
    """The text of a cell, with commas between its lines."""
    return CELL_LINE_BREAK.join(part.strip() for part in text.split(BREAK) if part.strip())


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text without the empty rows of tables. An empty line separates two tables."""
    yield from (line.rstrip() for line in text.split("\n") if not line.strip() or line.strip(" |" + NAMES))


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table. Each cell of a row ends with "|"."""
    return line.removesuffix(NAMES).rstrip().endswith("|")
