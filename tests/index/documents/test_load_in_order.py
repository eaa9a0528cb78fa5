"""Files are read in their order, some of them converted in separate processes."""

from __future__ import annotations

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from index.documents.files import scan
from index.documents.load import load_document
from index.documents.load_in_order import load_in_order
from index.documents.skipped import SkippedFile
from index.settings import DocumentSettings

ANY_FILE = DocumentSettings(include=("*",))


def results(folder: Path, processes: int = 2) -> list[tuple[str, str]]:
    """Return the name of each file with its text, or with the reason why it is skipped."""
    with closing(load_in_order(scan(folder, ANY_FILE).files, ANY_FILE, processes)) as loaded:
        return [
            (file.name, str(result) if isinstance(result, SkippedFile) else result.document.text)
            for file, result in loaded
        ]


def test_files_come_in_order_whatever_reads_them(tmp_path: Path):
    """Text, converted files and broken ones come in the order of their names."""
    for number in range(12):
        (tmp_path / f"{number:02}.html").write_text(f"<p>Page {number}.</p>")
        (tmp_path / f"{number:02}.txt").write_text(f"Text {number}.")
    (tmp_path / "05.docx").write_bytes(b"no zip")
    expected = [
        pair
        for number in range(12)
        for pair in ((f"{number:02}.html", f"Page {number}."), (f"{number:02}.txt", f"Text {number}."))
    ]
    expected.insert(10, ("05.docx", "is damaged (File is not a zip file)"))
    assert results(tmp_path) == expected


def test_a_document_is_the_same_in_whichever_process_it_is_converted(tmp_path: Path):
    """A document is the same whether it was converted in this process or in another."""
    (tmp_path / "a.csv").write_text("tier,price\nPatron,$8\n")
    [file] = scan(tmp_path, ANY_FILE).files
    here = load_document(file, ANY_FILE)
    [(_, there)] = load_in_order([file], ANY_FILE, 1)
    assert not isinstance(there, SkippedFile)
    assert list(there.document.blocks) == list(here.document.blocks)
    assert (there.document.text, there.document.line_name, there.sha256) == (
        here.document.text,
        here.document.line_name,
        here.sha256,
    )


def test_text_alone_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """If no file must be converted, no process is started."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "b.md").write_text("Words.")
    assert results(tmp_path) == [("a.txt", "Words."), ("b.md", "Words.")]


def test_a_file_that_takes_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`on_wait` is called repeatedly while the conversion of a file is awaited, and never for text."""
    monkeypatch.setattr("index.documents.load_in_order._WAIT_SECONDS", 0.001)
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "b.csv").write_text("tier,price\nPatron,$8\n")
    files, waited_for = scan(tmp_path, ANY_FILE).files, []
    with closing(load_in_order(files, ANY_FILE, 1, lambda file: waited_for.append(file.name))) as loaded:
        assert [file.name for file, _ in loaded] == ["a.txt", "b.csv"]
    assert set(waited_for) == {"b.csv"}
    assert len(waited_for) > 1


def test_closing_the_iterator_early_ends_all_processes(tmp_path: Path):
    """A caller that stops half-way leaves no process, and need not wait."""
    for number in range(6):
        (tmp_path / f"{number}.html").write_text("<p>Words.</p>")
    loaded = load_in_order(scan(tmp_path, ANY_FILE).files, ANY_FILE, 2)
    next(loaded)
    loaded.close()
    assert list(loaded) == []


def test_no_files_are_no_documents():
    """Without files, nothing is yielded."""
    assert list(load_in_order([], ANY_FILE, 2)) == []
