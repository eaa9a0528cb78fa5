"""A file → its document: read whole or skipped with the reason, and no byte is dropped."""

from __future__ import annotations

import codecs
import os
from hashlib import sha256
from pathlib import Path

import pytest

from index.documents.files import scan
from index.documents.load import file_hash, load_document
from index.documents.skipped import SkippedFile
from index.settings import DocumentSettings


def test_line_ends_and_odd_space_stay(tmp_path: Path, load):
    """Nothing is normalised: the text has every line end and blank of the file."""
    text = "a\r\nb\rc\n\u2028d\u00a0 e\u0301\t\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert load("a.txt").document.text == text


def test_an_old_encoding_is_read_with_a_warning_that_names_it(tmp_path: Path, load):
    """A file in an older encoding is read exactly, and the warning names the file and the encoding."""
    text = "Die Bäckerei öffnet früh, und der Käse liegt auf dem Tisch. “Schön”, sagte Frau Müller.\n" * 5
    (tmp_path / "alt.txt").write_bytes(text.encode("cp1252"))
    loaded = load("alt.txt")
    assert loaded.document.text == text
    encoding = loaded.warning.removeprefix("alt.txt is not UTF-8; it was read as ").removesuffix(".")
    assert text.encode("cp1252").decode(encoding) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t \r\n", "contains no text"),
        (codecs.BOM_UTF8 + b"\n", "contains no text"),
        ("\u200b\u200d\u2060\ufeff\u00ad \u180e\u3164\u2800\ufe0f\U000e0041\n".encode(), "contains no text"),
        (bytes(100), "contains no text"),
        (bytes(range(32)) * 20, "is binary, not text"),
    ],
)
def test_a_file_without_text_is_skipped_with_a_reason(tmp_path: Path, skipped, data: bytes, reason: str):
    """An empty, blank or binary file is skipped, and the reason says which it is."""
    (tmp_path / "odd.txt").write_bytes(data)
    assert skipped() == {"odd.txt": reason}


@pytest.mark.parametrize("swap", ["link", "pipe", "folder", "link for its folder"])
def test_a_file_that_is_swapped_before_it_is_read_gives_nothing_away(tmp_path: Path, find, swap: str):
    """If a file is replaced after the scan, nothing outside the folder is read, and reading never waits."""
    documents, outside = tmp_path / "documents" / "deep", tmp_path / "outside"
    for folder in (documents, outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(f"Words of {folder.name}.")
    file = next(file for file in scan(tmp_path / "documents", DocumentSettings()).files)
    if swap == "link for its folder":
        documents.rename(tmp_path / "moved")
        documents.symlink_to(outside)
    else:
        (documents / "a.txt").unlink()
        make = {
            "link": lambda path: path.symlink_to(outside / "a.txt"),
            "pipe": os.mkfifo,
            "folder": os.mkdir,
        }
        make[swap](documents / "a.txt")
    with pytest.raises(SkippedFile, match=r"^cannot be read \(") as caught:
        load_document(file, DocumentSettings())
    assert caught.value.retry
    assert file_hash(file) == ""


def test_a_file_that_grows_while_it_is_read_is_skipped(tmp_path: Path, find):
    """The limit also applies while reading, for a file that was smaller at the scan."""
    settings = DocumentSettings(max_bytes=100)
    path = tmp_path / "log.txt"
    path.write_text("short")
    file = find("log.txt", settings)
    path.write_text("x" * 101)
    with pytest.raises(SkippedFile, match=r"grew beyond the limit of 100 bytes while it was read") as caught:
        load_document(file, settings)
    assert caught.value.retry


def test_a_file_that_vanishes_before_it_is_read_is_skipped(tmp_path: Path, find):
    """A file that is deleted between the scan and the reading is skipped."""
    path = tmp_path / "a.txt"
    path.write_text("Words.")
    file = find("a.txt")
    path.unlink()
    with pytest.raises(SkippedFile, match=r"cannot be read \(No such file or directory\)") as caught:
        load_document(file, DocumentSettings())
    assert caught.value.retry
    assert file_hash(file) == ""


def test_the_hash_is_of_the_bytes(tmp_path: Path, find, load):
    """A document has the SHA-256 of its file's bytes, which stays the same if only the file's time changes."""
    data = codecs.BOM_UTF8 + "Grüße\r\n".encode()
    (tmp_path / "a.txt").write_bytes(data)
    assert load("a.txt").sha256 == file_hash(find("a.txt")) == sha256(data).hexdigest()


def test_a_document_without_a_title_has_its_name(tmp_path: Path, load):
    """If the text has no title, the title is the file's name."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "note.txt").write_text("Only words.")
    (tmp_path / "deep" / "titled.txt").write_text("# A title\n\nWords.")
    assert load("deep/note.txt").document.title == "note.txt"
    assert load("deep/titled.txt").document.title == "A title"
