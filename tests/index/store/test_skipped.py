"""A skipped file is read as soon as it can be, and one that stays unreadable makes no new generation."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from index import DocumentSettings, Engine, IndexSettings, build
from index.documents.formats import FORMATS
from index.errors import FileReaderUnavailable
from index.store.changes import pending_changes

Write = Callable[..., Path]
LONG_AGO = (1_600_000_000, 1_600_000_000)  # so that no doubt about the clock is a reason to look again
READER = "reader_of_the_test:Reader"


@pytest.fixture
def with_page(small_index: IndexSettings, write: Write) -> IndexSettings:
    """Settings that include the file `a.page`, for whose suffix Munshi has no reader."""
    os.utime(write("a.page", "The ferry to Helsinki leaves at noon."), LONG_AGO)
    return replace(small_index, files=DocumentSettings(include=("*.txt", "*.md", "*.page")))


@pytest.fixture
def with_reader(with_page: IndexSettings) -> IndexSettings:
    """The same settings, with a reader for the suffix."""
    return replace(with_page, files=replace(with_page.files, readers={".page": READER}))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> type:
    """The reader that the settings name. It fails until `failure` is None."""

    class Reader:
        failure: Exception | None = RuntimeError("no such package")
        only = ""  # what the names of the files begin with that it fails at
        calls = 0

        def load_data(self, file: Path) -> list[SimpleNamespace]:
            Reader.calls += 1
            if self.failure and file.name.startswith(self.only):
                raise self.failure
            return [SimpleNamespace(text=file.read_text())]

    module = ModuleType("reader_of_the_test")
    module.Reader = Reader
    monkeypatch.setitem(sys.modules, "reader_of_the_test", module)
    return Reader


def first_hit(settings: IndexSettings) -> str:
    return Engine.open(settings).retrieve("Helsinki ferry", 1)[0].passage.document


def test_a_file_without_a_reader_is_read_once_the_table_has_its_format(
    with_page: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """The next build takes up a format that was added to the table, though the files are unchanged."""
    assert build(with_page).skipped == (("a.page", "has the suffix .page, for which there is no reader"),)
    assert not build(with_page).written
    monkeypatch.setitem(FORMATS, ".page", FORMATS[".txt"])
    assert pending_changes(with_page).any
    report = build(with_page)
    assert (report.added, report.skipped) == (("a.page",), ())
    assert first_hit(with_page) == "a.page"


def test_a_file_without_a_reader_is_read_once_the_settings_name_one(
    with_page: IndexSettings, with_reader: IndexSettings, reader: type
):
    """The next build takes up a line under [files.readers], though the files are unchanged."""
    reader.failure = None
    assert build(with_page).skipped
    assert pending_changes(with_reader).any
    assert build(with_reader).added == ("a.page",)
    assert first_hit(with_reader) == "a.page"


def test_a_reader_that_failed_is_tried_again(with_reader: IndexSettings, reader: type):
    """Each build tries a failed file once, without a new generation until the reader succeeds."""
    reason = "cannot be read by Reader (no such package)"
    assert build(with_reader).skipped == (("a.page", reason),)
    again = build(with_reader)
    assert (again.written, again.generation, again.skipped) == (False, 2, (("a.page", reason),))
    assert not pending_changes(with_reader).any
    reader.failure = None
    assert build(with_reader, dry_run=True).added == ("a.page",)
    assert reader.calls == 3
    report = build(with_reader)
    assert (report.written, report.added, report.skipped) == (True, ("a.page",), ())
    assert reader.calls == 4
    assert first_hit(with_reader) == "a.page"
    assert not build(with_reader).written


def test_only_what_can_be_read_now_is_added(with_reader: IndexSettings, reader: type, write: Write):
    """Of several files that could not be read, those that now can be are read once, in whatever order."""
    for name in ("b.page", "c.page"):
        os.utime(write(name, "The train leaves at dawn."), LONG_AGO)
    assert len(build(with_reader).skipped) == 3
    reader.only = "a"
    report = build(with_reader)
    assert (report.added, report.skipped) == (
        ("b.page", "c.page"),
        (("a.page", "cannot be read by Reader (no such package)"),),
    )
    assert reader.calls == 6


def test_another_reason_is_written_down(with_reader: IndexSettings, reader: type):
    """If a file cannot be read for another reason than before, the index has the new reason."""
    build(with_reader)
    reader.failure = RuntimeError("a password is needed")
    report = build(with_reader)
    assert (report.written, report.skipped[0][1]) == (
        True,
        "cannot be read by Reader (a password is needed)",
    )
    assert not build(with_reader).written


def test_a_reader_that_was_not_installed_is_tried_again(
    with_reader: IndexSettings, reader: type, monkeypatch: pytest.MonkeyPatch
):
    """A build that failed without the reader's package succeeds once it is installed."""
    reader.failure = None
    with monkeypatch.context() as without_package:
        without_package.setitem(sys.modules, "reader_of_the_test", None)
        with pytest.raises(FileReaderUnavailable, match=f"The reader '{READER}' for .page files cannot be"):
            build(with_reader)
    assert build(with_reader).added == ("a.page",)


def test_what_is_skipped_for_its_bytes_is_read_when_they_change(small_index: IndexSettings, write: Write):
    """A binary file that becomes text with the same size and time of modification is read."""
    path = write("broken.txt", b"\x00\x01\x02" * 50)
    os.utime(path, LONG_AGO)
    assert build(small_index).skipped == (("broken.txt", "is binary, not text"),)
    assert not build(small_index).written
    path.write_text("Helsinki." + " " * 141)
    os.utime(path, LONG_AGO)
    assert build(small_index).added == ("broken.txt",)


@pytest.mark.parametrize("seconds", [0, 2**33])
def test_odd_times_make_no_new_generation(small_index: IndexSettings, write: Write, seconds: int):
    """A file of 1970 or of the year 2242, read or skipped, is unchanged for the second build."""
    for name, data in (("broken.txt", b"\x00\x01\x02" * 50), ("new.txt", b"The ferry leaves at noon.")):
        os.utime(write(name, data), (seconds, seconds))
    assert build(small_index).written
    assert not build(small_index).written


def test_a_file_that_may_be_read_now_is(
    small_index: IndexSettings, write: Write, config, munshi_without_privileges
):
    """A file without permission to read is read by the first build after the permission is given."""
    path = write("locked.txt", "The ferry to Helsinki leaves at noon.")
    os.utime(path, LONG_AGO)
    path.chmod(0)
    build_it = ("index", "--config", str(config(small_index)))
    for outcome in ("Generation 2:", "Nothing has changed: generation 2,"):
        lines = munshi_without_privileges(*build_it).stdout.splitlines()
        assert lines[0] == "skipped: locked.txt: cannot be read (Permission denied)"
        assert lines[1].startswith(outcome)
    path.chmod(0o644)
    lines = munshi_without_privileges(*build_it).stdout.splitlines()
    assert lines[0] == "added: locked.txt"
    assert lines[1].startswith("Generation 3:")
    assert first_hit(small_index) == "locked.txt"


def test_what_cannot_be_read_any_more_still_answers(
    small_index: IndexSettings, write: Write, config, munshi_without_privileges
):
    """The text of a file that the system refuses stays until it can be read; a warning names it."""
    build_it = ("index", "--config", str(config(small_index)))
    write("logs/ship.txt", "The ship sails at dawn.")
    build(small_index)
    names = ("bakery.txt", "logs/ship.txt", "notes/train.txt")
    for name in names:
        write(name, f"The ferry to Helsinki leaves at noon, as {name} says.")
    write("other.txt", "Something else that is new.")
    closed = [small_index.documents / name for name in ("bakery.txt", "logs/ship.txt", "notes")]
    for path in closed:
        path.chmod(0)
    before = {entry.name for entry in Engine.open(small_index).documents}
    warnings = {
        f"warning: {name} cannot be read now; what was indexed of it before still answers." for name in names
    }
    assert warnings <= set(munshi_without_privileges(*build_it).stdout.splitlines())
    assert {entry.name for entry in Engine.open(small_index).documents} == before | {"other.txt"}
    assert "Tallinn" in Engine.open(small_index).retrieve("train to Tallinn", 1)[0].passage.text
    assert warnings <= set(munshi_without_privileges(*build_it).stdout.splitlines())
    for path in closed:
        path.chmod(0o755)
    changed = {f"changed: {name}" for name in names}
    assert changed <= set(munshi_without_privileges(*build_it).stdout.splitlines())
    assert "Helsinki" in Engine.open(small_index).retrieve("Helsinki ferry", 1)[0].passage.text
