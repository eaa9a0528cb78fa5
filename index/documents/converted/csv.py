"""Tables in CSV and the like: each record is a row of the text."""

from __future__ import annotations

import csv
from itertools import islice

from index.documents.converted.builder import TextBuilder
from index.documents.converted.sheet import write_sheet
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 14  # characters


def read(data: bytes) -> FileText:
    """A table whose columns are parted by commas, semicolons, tabs or bars. Raises SkippedFile."""
    text, warning = decode(data)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # of the whole process: only ever raised
    builder = TextBuilder(line_is_row=True)
    try:
        rows = csv.reader(text.splitlines(keepends=True), _dialect(text), strict=False)
        write_sheet(builder, rows)
    except csv.Error as error:
        raise SkippedFile(f"is not a valid table ({error})") from None
    return builder.finish(line_name="row", warning=warning)


def _dialect(text: str) -> type[csv.Dialect]:
    """How the table is written: the delimiter that parts its first lines into equally many cells."""

    class Dialect(csv.excel):
        delimiter = max(_DELIMITERS, key=lambda sign: _evenness(text[:_SAMPLE], sign))

    return Dialect


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter parts the lines of a sample into rows of the same length; more is better."""
    lines = sample.splitlines(keepends=True)
    rows = [row for row in islice(csv.reader(lines, delimiter=delimiter), 50) if row]
    widths = [len(row) for row in rows[:-1] or rows]
    widest = max(set(widths), key=widths.count, default=1)
    return (widths.count(widest) / len(widths), widest) if widest > 1 else (0.0, 0)
