"""Builds of large folders, shown on small ones: work grows with the number of files, memory hardly does."""

from __future__ import annotations

import os
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents.files import scan
from index.models.encoder import MiniLM
from index.search import postings
from index.settings import DocumentSettings, IndexSettings
from index.store import vector_sources
from index.store.build import build
from index.store.changes import Changes, compare
from index.store.checksums import Checksums
from index.store.file_hashes import FileHashes
from index.store.manifest import READING_VERSION, BuildParameters, DocumentEntry, Manifest
from index.store.writer import GenerationWriter
from index.types import Document, Passage


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, of Python and of C."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def entry(name: str, modified: int = 0, reader: str = "") -> DocumentEntry:
    return DocumentEntry(name, name, "", 5, modified, 5, 0, 0, 0, 0, reader=reader)


def manifest(documents: tuple[DocumentEntry, ...]) -> Manifest:
    return Manifest(
        1, 0.0, sys.maxsize, "", BuildParameters("", 0, 0), documents, (), Checksums({}, ""), READING_VERSION
    )


def changes(folder: Path) -> Changes:
    """The changes of a folder in which all files but the first are known."""
    found = scan(folder, DocumentSettings())
    known = tuple(
        replace(entry(file.name, file.modified, file.reader), inode=file.inode, changed=file.changed)
        for file in found.files[1:]
    )
    return compare(found, manifest(known), FileHashes(folder))


def test_the_work_of_a_scan_grows_with_the_number_of_files(tmp_path: Path):
    """To find and compare twice as many files is twice the work, and no file is opened."""
    work = []
    for size in (100, 200, 400):
        folder = tmp_path / str(size)
        folder.mkdir()
        for number in range(size):
            path = folder / f"{number}.txt"
            path.write_text("tiny\n")
            os.utime(path, (1_600_000_000, 1_600_000_000))
            path.chmod(0)
        assert len(changes(folder).added) == 1
        assert len(changes(folder).kept) == size - 1
        work.append(calls(lambda folder=folder: changes(folder)))
    assert work[2] - work[1] <= 2.2 * (work[1] - work[0])


def test_a_file_of_500_megabytes_is_refused_by_name(empty_folder: IndexSettings, write: Callable[..., Path]):
    """A huge file is not read, but reported as skipped with its size and the limit."""
    write("a.txt", "Words stand here.")
    os.truncate(write("huge.txt", "x"), 500_000_000)
    tracemalloc.start()
    report = build(empty_folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.added == ("a.txt",)
    ((name, reason),) = report.skipped
    assert (name, reason) == (
        "huge.txt",
        "is 500.0 MB, over the limit of 50.0 MB",
    )
    assert peak < 100_000_000


def written(folder: Path, encoder: MiniLM, documents: int) -> tuple[int, int]:
    """Write a generation, and return the peak of memory in bytes and the number of embedded passages."""
    text = "The clerk reads the papers.\n" * 20
    folder.mkdir()
    tracemalloc.start()
    writer = GenerationWriter(folder, None)
    for number in range(documents):
        name = f"{number:06}.txt"
        document = Document(name, name, text)
        starts = range(0, len(text), 28)
        passages = [Passage(name, name, start, start + 27, text[start : start + 27], 1) for start in starts]
        writer.add(entry(name), document, passages)
    writer.finish_documents()
    writer.write_postings()
    for _ in writer.write_vectors(encoder):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, writer.embedded


def test_memory_grows_by_little_with_each_passage(
    tmp_path: Path, encoder: MiniLM, monkeypatch: pytest.MonkeyPatch
):
    """A build keeps a key and some numbers for each passage, an entry for each document, and no text."""
    monkeypatch.setattr(postings, "RUN_POSTINGS", 1000)  # small, as it is for many documents
    monkeypatch.setattr(postings, "MERGED_POSTINGS", 1000)
    monkeypatch.setattr(vector_sources, "COPY_VECTORS", 100)
    written(tmp_path / "first", encoder, 10)
    few, embedded_of_few = written(tmp_path / "few", encoder, 100)
    many, embedded_of_many = written(tmp_path / "many", encoder, 300)
    assert (embedded_of_few, embedded_of_many) == (1, 1)
    assert (many - few) / (200 * 20) < 250  # bytes a passage
