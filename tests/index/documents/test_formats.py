"""Suffix → reader → text and pages: the formats of the table, and those that the settings add."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document as LlamaDocument

from index.documents.converted.format import ConvertedFormat
from index.documents.formats import FORMATS, extract_text, reader_name
from index.documents.skipped import SkippedFile
from index.errors import FileReaderUnavailable
from index.settings import DocumentSettings


class PagedReader(BaseReader):
    """A LlamaIndex reader for a made-up format: pages between form feeds."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        return [LlamaDocument(text=page) for page in file.read_text().split("\f")]


class CopyReader(BaseReader):
    """A LlamaIndex reader that returns the path and content of its file, or fails with them."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        if file.read_text() == "broken":
            raise RuntimeError(f"cannot parse {file}")
        return [LlamaDocument(text=f"{file.resolve()}\n{file.read_text()}")]


class BrokenReader(BaseReader):
    """A LlamaIndex reader that fails on every file."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        raise RuntimeError("no such stream")


class OddReader(BaseReader):
    """A LlamaIndex reader that returns half a surrogate pair, as for broken PDFs."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        return [type("Page", (), {"text": "a\ud800b"})()]


class NamingReader(BaseReader):
    """A LlamaIndex reader whose error message is not valid Unicode."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        raise ValueError("no glyph \udce9")


class CountedReader(BaseReader):
    """A LlamaIndex reader that counts its instances."""

    made = 0

    def __init__(self) -> None:
        CountedReader.made += 1

    def load_data(self, file: Path) -> list[LlamaDocument]:
        return [LlamaDocument(text=file.read_text())]


@pytest.fixture
def reader_module(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name by which the settings can import this module's readers."""
    monkeypatch.setitem(sys.modules, "readers_of_the_tests", sys.modules[__name__])
    return "readers_of_the_tests"


def with_reader(target: str) -> DocumentSettings:
    return DocumentSettings(include=("*.paged",), readers={".paged": target})


@pytest.mark.parametrize(
    "suffix", [suffix for suffix in FORMATS if not isinstance(FORMATS[suffix], ConvertedFormat)]
)
@pytest.mark.parametrize("change_case", [str.lower, str.upper])
def test_every_format_of_the_table_is_read_where_a_pattern_includes_it(
    tmp_path: Path, load, suffix: str, change_case
):
    """A file with any suffix of the table is read, also if it is in capitals, and `reader_name` names its reader."""
    name = "note" + change_case(suffix)
    (tmp_path / name).write_text("Words.")
    assert load(name).document.text == "Words."
    assert reader_name(name, {}) == FORMATS[suffix].__name__


@pytest.mark.parametrize(
    "suffix", [suffix for suffix in FORMATS if isinstance(FORMATS[suffix], ConvertedFormat)]
)
def test_every_converted_format_has_its_module(suffix: str):
    """A converted format has a module that reads it, and its reader is named after the module."""
    converted = FORMATS[suffix]
    assert callable(importlib.import_module(f"index.documents.converted.{converted.module}").read)
    assert reader_name("a" + suffix, {}) == f"read_{converted.module.split('.')[-1]}"


def test_a_format_without_its_library_says_how_to_get_it(
    tmp_path: Path, find, skipped, monkeypatch: pytest.MonkeyPatch
):
    """A file is skipped if its library is missing; when the library is installed, the name of its reader changes."""
    (tmp_path / "a.odd").write_text("x")
    monkeypatch.setitem(FORMATS, ".odd", ConvertedFormat("sheets.csv", "no_such_library"))
    assert skipped() == {"a.odd": "needs packages that are not installed; they come with munshi[formats]"}
    assert find("a.odd").reader == ""
    monkeypatch.setitem(FORMATS, ".odd", ConvertedFormat("sheets.csv", "json"))
    assert find("a.odd").reader == "read_csv"
    assert skipped() == {}


def test_a_new_line_in_the_table_is_a_new_format(tmp_path: Path, load, monkeypatch: pytest.MonkeyPatch):
    """A suffix is read as soon as the table has a function for it; nothing else must change."""
    monkeypatch.setitem(FORMATS, ".log", FORMATS[".txt"])
    (tmp_path / "server.log").write_text("Words.")
    assert load("server.log").document.text == "Words."


def test_a_suffix_without_a_reader_says_so(tmp_path: Path, skipped):
    """A file that a pattern includes and no reader can read is skipped, and the reason names the suffix."""
    (tmp_path / "a.xyz").write_bytes(b"x")
    assert reader_name("a.xyz", {}) == ""
    assert skipped() == {"a.xyz": "has the suffix .xyz, for which there is no reader"}


def test_the_settings_win_over_the_table(reader_module: str):
    """A reader that the settings name is used for its suffix, even if the table has one."""
    readers = {".txt": f"{reader_module}:PagedReader"}
    assert reader_name("a.TXT", readers) == f"{reader_module}:PagedReader"
    assert reader_name("a.md", readers) == "read_markdown"


def test_a_llama_index_reader_is_plugged_in_by_suffix(tmp_path: Path, load, reader_module: str):
    """A format that is not in the table is read, with pages, by the LlamaIndex reader that the settings name."""
    (tmp_path / "book.PAGED").write_text("First page.\fSecond page.\fThird.")
    document = load("book.PAGED", with_reader(f"{reader_module}:PagedReader")).document
    assert document.text == "First page.\n\nSecond page.\n\nThird."
    assert [document.text[start:][:5] for start in document.pages] == ["First", "Secon", "Third"]


def test_a_reader_gets_the_bytes_that_were_read(reader_module: str):
    """A LlamaIndex reader opens a copy of the file with the same name, which is deleted afterwards."""
    readers = {".paged": f"{reader_module}:CopyReader"}
    path, text = extract_text("deep/a.paged", b"Words.", readers).text.split("\n")
    assert (Path(path).name, text) == ("a.paged", "Words.")
    assert not Path(path).parent.exists()
    with pytest.raises(SkippedFile, match=r"^cannot be read by CopyReader \(cannot parse deep/a\.paged\)$"):
        extract_text("deep/a.paged", b"broken", readers)


def test_one_instance_of_a_reader_reads_all_files(reader_module: str):
    """A LlamaIndex reader, which may take seconds to create, is created once for all files of its suffix."""
    readers = {".paged": f"{reader_module}:CountedReader"}
    texts = [extract_text(name, name.encode(), readers).text for name in ("a.paged", "b.paged")]
    assert (texts, CountedReader.made) == (["a.paged", "b.paged"], 1)


def test_a_single_page_is_no_page(tmp_path: Path, load, reader_module: str):
    """A file for which a reader returns one text has no pages."""
    (tmp_path / "a.paged").write_text("All of it.")
    assert load("a.paged", with_reader(f"{reader_module}:PagedReader")).document.pages == ()


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("BrokenReader", r"cannot be read by BrokenReader \(no such stream\)"),
        ("OddReader", r"cannot be read by OddReader \("),
        ("NamingReader", r"cannot be read by NamingReader \(no glyph \?\)"),
    ],
)
def test_a_reader_that_fails_costs_only_the_file(
    tmp_path: Path, reader_module: str, reader: str, reason: str
):
    """A file is skipped, and tried again, if its reader raises any error or returns something other than text."""
    with pytest.raises(SkippedFile, match=reason) as caught:
        extract_text("bad.paged", b"x", {".paged": f"{reader_module}:{reader}"})
    assert caught.value.retry
    str(caught.value).encode()  # as the index keeps it


@pytest.mark.parametrize(
    "target", ["no_such_module:Reader", "pathlib:NoSuchClass", ":Reader", "pathlib", "os:sep"]
)
def test_a_reader_that_cannot_be_loaded_is_named(tmp_path: Path, load, target: str):
    """If a reader that the settings name cannot be loaded, the error names it and its suffix."""
    (tmp_path / "a.paged").write_text("x")
    with pytest.raises(
        FileReaderUnavailable, match=rf"^The reader '{target}' for \.paged files cannot be loaded \(.*\)\.$"
    ):
        load("a.paged", with_reader(target))
