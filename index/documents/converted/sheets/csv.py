"""Tables in CSV, or with another delimiter → a row for each record, or the messages of a channel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from index.documents.converted.builder import TextBuilder
from index.documents.converted.channels.csv import is_channel, messages
from index.documents.converted.channels.message import write_messages
from index.documents.converted.secrets import secrets_warning
from index.documents.converted.sheets.sheet import write_sheet
from index.documents.decode import decode
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 14  # characters at the start of a text that show its delimiter
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# A first line that names the delimiter for Excel, which does not show the line.
_DECLARED = re.compile(r'"?sep=([^\w\s"]|\t)"?[ \t;,]*(?:\r\n|[\r\n])')


def read(data: bytes) -> FileText:
    """Return the text of a table with commas, semicolons, tabs or bars between its columns.

    A first line such as "sep=#" names another delimiter. Raises SkippedFile if the data is not text, or not a
    valid table.
    """
    text, warning = decode(data)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # of the whole process: it is only raised
    builder = TextBuilder(line_is_row=True)
    declared = _DECLARED.match(text)
    start, delimiter = (declared.end(), declared[1]) if declared else (0, _likely_delimiter(text))
    try:
        rows = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter)
        first = list(islice(rows, 1))
        if first and is_channel(first[0]):
            return _channel(first[0], rows, warning)
        secrets = secrets_warning(write_sheet(builder, chain(first, rows)))
    except csv.Error as error:
        raise SkippedFile(f"is not a valid table ({error})") from None
    return builder.finish(line_name="row", warning=", and ".join(filter(None, (warning, secrets))))


def _channel(names: Sequence[str], rows: Iterable[Sequence[str]], warning: str) -> FileText:
    """Return the messages of a channel that was exported as a table."""
    builder = TextBuilder()
    write_messages(builder, messages(names, rows))
    return builder.finish(warning=warning)


def _likely_delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines most evenly into cells.

    If each comma after the first line is in a number, such as "11,50", another delimiter that splits the
    lines at least as evenly is preferred to the comma.
    """
    sample = text[:_SAMPLE]
    evenness = {sign: _evenness(sample, sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: evenness[sign])
    if best == "," and "," not in _DECIMAL_COMMA.sub("", sample.partition("\n")[2]):
        others = [sign for sign in _DELIMITERS if sign != "," and evenness[sign][0] >= evenness[","][0]]
        return max(others, key=lambda sign: evenness[sign], default=best)
    return best


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Return how evenly a delimiter splits the lines of a sample into rows; a larger result is better.

    It is the share of the rows with the most frequent number of cells, and this number; (0, 0) for one cell.
    """
    lines = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows = [row for row in islice(lines, 50) if row]
    widths = [len(row) for row in rows[:-1] or rows]
    widest = max(set(widths), key=widths.count, default=1)
    return (widths.count(widest) / len(widths), widest) if widest > 1 else (0.0, 0)
