"""File formats: one table from a file's suffix to the function that turns its bytes into text.

To add a format, write its function and add a line to `FORMATS`. Keep every line end of the file in the text,
since citations count lines in it. The settings may name a LlamaIndex reader for a suffix; it takes precedence
over the table. The index stores the name of each file's reader: if a suffix gets a reader of another name,
its files are read again. After a change inside a function, `munshi index --full` reads all files again.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Protocol, TypeAlias

from index.documents.converted.format import ConvertedFormat
from index.documents.file_text import FileText
from index.documents.skipped import NEEDS_FORMATS, SkippedFile
from index.documents.text_blocks import TextFormat
from index.documents.titles import first_heading, markdown_title, plain_title, wiki_title
from index.errors import FileReaderUnavailable

#: Suffix in lower case ("" for none) → function. It raises SkippedFile for a file that it cannot read.
FORMATS: Mapping[str, Callable[[bytes], FileText]] = {
    "": TextFormat("plain_text.plain", plain_title),
    ".adoc": TextFormat("markup.asciidoc", first_heading),
    ".asciidoc": TextFormat("markup.asciidoc", first_heading),
    ".csv": ConvertedFormat("sheets.csv"),
    ".docm": ConvertedFormat("office.docx", "lxml"),
    ".docx": ConvertedFormat("office.docx", "lxml"),
    ".eml": ConvertedFormat("mail.eml", "lxml"),
    ".epub": ConvertedFormat("web.epub", "lxml"),
    ".htm": ConvertedFormat("web.html", "lxml"),
    ".html": ConvertedFormat("web.html", "lxml"),
    ".ics": ConvertedFormat("calendars.ics"),
    ".ipynb": ConvertedFormat("ipynb"),
    ".json": ConvertedFormat("data.json"),
    ".jsonl": ConvertedFormat("data.jsonl"),
    ".markdown": TextFormat("markdown.markdown", markdown_title),
    ".mbox": ConvertedFormat("mail.mbox", "lxml"),
    ".md": TextFormat("markdown.markdown", markdown_title),
    ".mdx": TextFormat("markdown.markdown", markdown_title),
    ".mediawiki": TextFormat("markup.mediawiki", wiki_title),
    ".ndjson": ConvertedFormat("data.jsonl"),
    ".odp": ConvertedFormat("office.odt", "lxml"),
    ".ods": ConvertedFormat("sheets.spreadsheet", "python_calamine"),
    ".odt": ConvertedFormat("office.odt", "lxml"),
    ".org": TextFormat("markup.org", first_heading),
    ".pdf": ConvertedFormat("pdf.pdf", "pypdfium2"),
    ".pptx": ConvertedFormat("office.pptx", "lxml"),
    ".rst": TextFormat("markup.rst", first_heading),
    ".rtf": ConvertedFormat("office.rtf", "striprtf"),
    ".srt": TextFormat("markup.subtitles", first_heading),
    ".tex": TextFormat("markup.latex", first_heading),
    ".text": TextFormat("plain_text.plain", plain_title),
    ".toml": ConvertedFormat("data.toml"),
    ".tsv": ConvertedFormat("sheets.csv"),
    ".txt": TextFormat("plain_text.plain", plain_title),
    ".vtt": TextFormat("markup.subtitles", first_heading),
    ".wiki": TextFormat("markup.mediawiki", wiki_title),
    ".xhtml": ConvertedFormat("web.html", "lxml"),
    ".xls": ConvertedFormat("sheets.spreadsheet", "python_calamine"),
    ".xlsm": ConvertedFormat("sheets.spreadsheet", "python_calamine"),
    ".xlsx": ConvertedFormat("sheets.spreadsheet", "python_calamine"),
    ".xml": ConvertedFormat("wiki_xml", "lxml"),
    ".yaml": ConvertedFormat("data.yaml"),
    ".yml": ConvertedFormat("data.yaml"),
}


Convert: TypeAlias = Callable[[str, bytes], FileText]  #: a module's name and a file's bytes → its text


class _LlamaIndexReader(Protocol):
    """The part of LlamaIndex's reader interface that Munshi needs."""

    def load_data(self, file: Path) -> list[Any]:
        """Return an object with a `.text` for each page of the file, or one object for the whole file."""
        ...


def reader_name(name: str, readers: Mapping[str, str]) -> str:
    """Return the name of the reader for a file called `name`: "module:Class" or a function of `FORMATS`.

    `readers` are the readers that the settings name, by suffix. The result is empty if there is no reader, or
    if it needs a library that is not installed.
    """
    suffix = _suffix(name)
    if target := readers.get(suffix):
        return target
    read = FORMATS.get(suffix)
    if read is None or (isinstance(read, ConvertedFormat) and not read.installed):
        return ""
    return read.__name__


def extract_text(
    name: str, data: bytes, readers: Mapping[str, str], convert: Convert | None = None
) -> FileText:
    """Return the text of the file whose bytes are `data`, extracted by the reader for its `name`.

    If the file must be converted, `convert` is called with the module of its format and its bytes; without
    `convert`, this process converts it. Raises SkippedFile if there is no reader or the reader cannot read
    the file, and FileReaderUnavailable if the reader that the settings name cannot be loaded.
    """
    suffix = _suffix(name)
    if target := readers.get(suffix):
        return _read_with_llama_index(_load_llama_index_reader(suffix, target), name, data)
    read = FORMATS.get(suffix)
    if read is None:
        raise SkippedFile(f"has the suffix {suffix}, for which there is no reader")
    if isinstance(read, ConvertedFormat):
        if not read.installed:
            raise SkippedFile(NEEDS_FORMATS)
        if convert is not None:
            return convert(read.module_path, data)
    return read(data)


def is_converted(name: str, readers: Mapping[str, str]) -> bool:
    """Whether a file called `name` must be converted, which is slow and may fail in any way."""
    suffix = _suffix(name)
    return not readers.get(suffix) and isinstance(FORMATS.get(suffix), ConvertedFormat)


def _suffix(name: str) -> str:
    suffix = os.path.splitext(name)[1].lower()
    return "" if suffix == "." else suffix


def _load_llama_index_reader(suffix: str, target: str) -> _LlamaIndexReader:
    """Import and return the reader called `target`, "module:Class"."""
    module, _, attribute = target.partition(":")
    try:
        return _instance_of(getattr(importlib.import_module(module), attribute))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise FileReaderUnavailable(
            f"The reader {target!r} for {suffix} files cannot be loaded ({error})."
        ) from error


_READER_LOCK = Lock()  # readers need not be safe for threads: one build at a time calls them


@cache
def _instance_of(reader: Callable[[], _LlamaIndexReader]) -> _LlamaIndexReader:
    """Return the only instance of a reader class. It serves all files, since some readers load a model."""
    return reader()


def _read_with_llama_index(reader: _LlamaIndexReader, name: str, data: bytes) -> FileText:
    """Return the text of all pages, with a blank line between them, and the offset at which each page starts.

    The reader gets a copy of the file, since the file may have changed by the time the reader opens it.
    """
    with TemporaryDirectory(prefix="munshi-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / Path(name).name
        try:
            copy.write_bytes(data)
            with _READER_LOCK:
                texts = [page.text for page in reader.load_data(copy)]
            "".join(texts).encode()
        except Exception as error:  # any error of a reader costs only the file that it reads
            reason = str(error).replace(str(copy), name)
            raise SkippedFile(f"cannot be read by {type(reader).__name__} ({reason})", retry=True) from None
    starts = accumulate((len(text) + 2 for text in texts[:-1]), initial=0)
    return FileText("\n\n".join(texts), tuple(starts) if len(texts) > 1 else ())
