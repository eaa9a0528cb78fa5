"""An error of Munshi's own code on a file costs that file: the build goes on, the next tries it again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from index import DocumentSettings, Engine, IndexSettings, build
from index.documents.file_text import FileText
from index.documents.formats import FORMATS
from index.documents.text_blocks import TextBlocks
from index.errors import EncodingFailed, IndexUnwritable, NothingToIndex
from index.models.encoder import MiniLM
from index.store import writer
from index.store.changes import pending_changes
from index.store.report import Progress
from index.types import Block

Write = Callable[..., Path]
LONG_AGO = (1_600_000_000, 1_600_000_000)  # so that no doubt about the clock is a reason to look again
REASON = "met an error of Munshi's own (IndexError in index/documents/text_blocks.py, line {line})"


class FaultyFormat:
    """A format whose blocks are lines, until a line says which error is raised."""

    __name__ = "read_page"
    errors = MappingProxyType(
        {
            "fault": IndexError("a secret of the file"),
            "memory": MemoryError(),
            "disk": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        }
    )

    def __call__(self, data: bytes) -> FileText:
        """The text of a file, whose title may be faulty too."""
        text = data.decode()
        if text.startswith("title"):
            raise IndexError("a secret of the file")
        return FileText(text, blocks=TextBlocks(text, self.find), title="")

    def find(self, text: str) -> Iterator[Block]:
        """The blocks of a text."""
        start = 0
        for line in text.splitlines(keepends=True):
            if error := self.errors.get(line.strip()):
                raise error
            yield Block("paragraph", start, start + len(line.rstrip()))
            start += len(line)


@pytest.fixture
def pages(empty_folder: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> IndexSettings:
    """Settings that include files of the format."""
    monkeypatch.setitem(FORMATS, ".page", FaultyFormat())
    return replace(empty_folder, files=DocumentSettings(include=("*.txt", "*.page")))


def lines(count: int) -> str:
    """A text of many lines, none of which is similar to another."""
    return "".join(f"Boat {number} of the fleet sails to island {number % 97}.\n" for number in range(count))


@pytest.mark.parametrize("before", [0, 1, 3000])
def test_a_fault_in_the_blocks_costs_the_file(
    pages: IndexSettings, write: Write, before: int, monkeypatch: pytest.MonkeyPatch, rebuilt
):
    """However much of the file was written, no part of it stays: the index is that of the other files."""
    monkeypatch.setattr(writer, "ROWS_WRITTEN", 16)
    monkeypatch.setattr("index.search.postings.RUN_POSTINGS", 100)
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    bad = write("b.page", lines(before) + "fault\n" + lines(5))
    write("c.page", "The bakery opens at dawn.\n" + lines(20))
    report = build(pages)
    assert report.added == ("a.txt", "c.page")
    [(name, reason)] = report.skipped
    assert (name, reason) == ("b.page", REASON.format(line=reason.rpartition(" ")[2][:-1]))
    assert "secret" not in reason
    found = Engine.open(pages, verify=True)
    bad.unlink()
    others = rebuilt(pages)
    for question in ("Helsinki ferry", "bakery at dawn", "Boat 7 of the fleet"):
        assert found.retrieve(question, 9) == others.retrieve(question, 9)


def test_a_fault_before_the_blocks_costs_the_file(pages: IndexSettings, write: Write):
    """The same holds while the text or the title is read."""
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    write("b.page", "title")
    report = build(pages)
    assert report.added == ("a.txt",)
    assert [(name, reason.partition(" (")[0]) for name, reason in report.skipped] == [
        ("b.page", "met an error of Munshi's own")
    ]


@pytest.mark.parametrize("text", ["title", "fault"])
def test_a_file_with_a_fault_is_tried_again(
    pages: IndexSettings, write: Write, text: str, monkeypatch: pytest.MonkeyPatch
):
    """Each build tries it, without a new generation until another version of Munshi can read it."""
    os.utime(write("a.txt", "The ferry to Helsinki leaves at noon."), LONG_AGO)
    os.utime(write("b.page", text), LONG_AGO)
    first = build(pages)
    again = build(pages)
    assert (again.written, again.skipped) == (False, first.skipped)
    assert not pending_changes(pages).any
    seen: list[Progress] = []
    assert build(pages, dry_run=True, progress=seen.append).added == ()
    assert seen == [Progress("reading", files=0, total_files=1)]
    monkeypatch.setattr(FaultyFormat, "__call__", lambda _, data: FileText(data.decode(), title=""))
    assert build(pages, dry_run=True).added == ("b.page",)
    assert build(pages).added == ("b.page",)
    assert not build(pages).skipped


def test_a_file_that_becomes_faulty_leaves_the_index(pages: IndexSettings, write: Write):
    """Its previous text is removed, since the file has another text now."""
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    write("b.page", "The bakery opens at dawn.\n")
    build(pages)
    write("b.page", "The bakery opens at six.\nfault\n")
    report = build(pages)
    assert (report.changed, [name for name, _ in report.skipped]) == ((), ["b.page"])
    assert [entry.name for entry in Engine.open(pages).documents] == ["a.txt"]


@pytest.mark.parametrize(("text", "error"), [("memory", MemoryError), ("disk", IndexUnwritable)])
def test_what_the_machine_lacks_is_no_fault_of_a_file(
    pages: IndexSettings, write: Write, text: str, error: type[Exception]
):
    """If memory runs out or the disk is full, the build ends, and the previous index stays."""
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    build(pages)
    write("b.page", text)
    with pytest.raises(error):
        build(pages)
    assert [entry.name for entry in Engine.open(pages, verify=True).documents] == ["a.txt"]


def test_all_files_may_be_faulty(pages: IndexSettings, write: Write):
    """If there is no other file, the error says so with the reason."""
    write("b.page", "fault")
    with pytest.raises(NothingToIndex, match=r"b\.page met an error of Munshi's own \(IndexError"):
        build(pages)


class FaultyEncoder(MiniLM):
    """An encoder that fails on texts that contain a word."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts, or an error that quotes one."""
        for text in texts:
            if "faulty" in text:
                raise KeyError(text)
        return super().encode(texts)


@pytest.fixture
def faulty_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("build", "indexing_trial"):
        monkeypatch.setattr(
            f"index.store.{module}.load_encoder", lambda *_, **__: FaultyEncoder.load(threads=1)
        )


@pytest.mark.usefixtures("faulty_encoder")
def test_an_encoder_that_fails_over_a_text_costs_its_file(
    pages: IndexSettings, write: Write, rebuilt, monkeypatch: pytest.MonkeyPatch
):
    """The file is named without its contents; others are indexed, and later builds try it again."""
    os.utime(write("a.txt", "The ferry to Helsinki leaves at noon."), LONG_AGO)
    build(pages)
    os.utime(write("b.txt", "The bakery opens at dawn. " * 9), LONG_AGO)
    for name in ("c.txt", "e.txt"):
        os.utime(write(name, "The lighthouse is white.\n\nA faulty secret.\n"), LONG_AGO)
    os.utime(write("d.txt", "The mill grinds barley."), LONG_AGO)
    report = build(pages)
    assert report.added == ("b.txt", "d.txt")
    assert [name for name, _ in report.skipped] == ["c.txt", "e.txt"]
    assert all(reason.startswith("met an error of Munshi's own (KeyError") for _, reason in report.skipped)
    assert "secret" not in str(report)
    again = build(pages)
    assert (again.written, again.skipped) == (False, report.skipped)
    assert build(pages, dry_run=True).added == ()
    found = Engine.open(pages, verify=True)
    assert found.retrieve("barley mill", 9) == rebuilt(pages).retrieve("barley mill", 9)
    monkeypatch.undo()
    assert build(pages).added == ("c.txt", "e.txt")


@pytest.mark.usefixtures("faulty_encoder")
def test_an_encoder_that_fails_over_every_text_leaves_the_index(
    pages: IndexSettings, write: Write, monkeypatch: pytest.MonkeyPatch
):
    """That is no fault of a file: the previous index stays, with the previous text of changed files."""
    write("a.txt", "The ferry to Helsinki leaves at noon.")
    build(pages)
    monkeypatch.setattr("index.store.encoding._PLAIN", "faulty")
    write("a.txt", "The faulty ferry leaves at six.")
    with pytest.raises(EncodingFailed, match=r"^The encoder fails on every text \(KeyError"):
        build(pages)
    assert [entry.name for entry in Engine.open(pages, verify=True).documents] == ["a.txt"]
