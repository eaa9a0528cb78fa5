"""Changes of the documents folder since a build, compared with what was really done to its files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents.files import DocumentSettings
from index.errors import IndexMismatch
from index.settings import EncoderSettings, IndexSettings, PassageSettings
from index.store.build import build
from index.store.changes import Changes, pending_changes

Write = Callable[..., Path]


def names(changes: Changes) -> dict[str, tuple]:
    """The names of the files of each kind of change by which answers may differ, without empty kinds."""
    files = {kind: tuple(file.name for file in getattr(changes, kind)) for kind in ("added", "changed")}
    return {
        kind: names
        for kind, names in {**files, "removed": changes.removed, "renamed": changes.renamed}.items()
        if names
    }


def test_a_cheap_look_loads_nothing_of_a_build(python):
    """To open an index and to look for changes imports neither the build nor the writer."""
    result = python(
        "import sys, index.engine, index.store.changes\n"
        "assert not {'index.store.build', 'index.store.writer'} & set(sys.modules)"
    )
    assert result.returncode == 0, result.stderr


def test_nothing_changed(small_index: IndexSettings):
    """Right after a build nothing is pending."""
    assert names(pending_changes(small_index)) == {}
    assert not pending_changes(small_index).any


def test_added_changed_and_removed(small_index: IndexSettings, write: Write):
    """A new file, a longer file and a deleted file are distinguished."""
    write("new.txt", "Something new.")
    write(
        "bakery.txt",
        "Something longer than it was before, by a good deal and more: rye bread and walnut cake.",
    )
    (small_index.documents / "lighthouse.md").unlink()
    changes = pending_changes(small_index)
    assert names(changes) == {
        "added": ("new.txt",),
        "changed": ("bakery.txt",),
        "removed": ("lighthouse.md",),
    }
    assert changes.any


def test_a_touched_file_is_no_change(small_index: IndexSettings):
    """A file with another time and the same bytes is reported, but answers cannot differ by it."""
    os.utime(small_index.documents / "bakery.txt")
    changes = pending_changes(small_index)
    assert "bakery.txt" in [file.name for file in changes.touched]
    assert names(changes) == {}
    assert not changes.any


def test_a_renamed_file_is_paired(small_index: IndexSettings):
    """A new file with the bytes of a removed one is reported as the renamed file."""
    (small_index.documents / "deep").mkdir()
    (small_index.documents / "bakery.txt").rename(small_index.documents / "deep" / "shop.txt")
    assert names(pending_changes(small_index)) == {
        "added": ("deep/shop.txt",),
        "removed": ("bakery.txt",),
        "renamed": (("bakery.txt", "deep/shop.txt"),),
    }


def test_renamed_copies_are_paired(small_index: IndexSettings, write: Write):
    """Each of several removed files with the same bytes is paired with one new file; none is left over."""
    for name in ("one.txt", "two.txt"):
        write(name, "The same words.\n")
    build(small_index)
    for old, new in (("one.txt", "three.txt"), ("two.txt", "zero.txt")):
        (small_index.documents / old).rename(small_index.documents / new)
    assert names(pending_changes(small_index))["renamed"] == (
        ("one.txt", "three.txt"),
        ("two.txt", "zero.txt"),
    )
    report = build(small_index)
    assert (len(report.renamed), report.added, report.removed) == (2, (), ())


def test_a_copy_is_no_rename(small_index: IndexSettings, write: Write):
    """A second file with the same bytes is new as long as the first is there."""
    write("copy.txt", (small_index.documents / "bakery.txt").read_bytes())
    assert names(pending_changes(small_index)) == {"added": ("copy.txt",)}


@pytest.mark.parametrize("when", ["just before the build", "during its second", "long ago"])
def test_a_change_of_the_same_size_within_one_tick_is_seen(
    small_index: IndexSettings, write: Write, when: str
):
    """A changed file of the same size and time of modification is recognised by its time of change."""
    ago = {"just before the build": 1_000_000, "during its second": 1_500_000_000, "long ago": 10**10}[when]
    path = write("bakery.txt", "Marta bakes.")
    moment = time.time_ns() - ago
    os.utime(path, ns=(moment, moment))
    build(small_index)
    path.write_text("Jonas bakes.")
    os.utime(path, ns=(moment, moment))
    assert names(pending_changes(small_index)) == {"changed": ("bakery.txt",)}
    assert build(small_index).changed == ("bakery.txt",)


def test_a_skipped_file_is_not_read_again_until_it_changes(small_index: IndexSettings, write: Write):
    """A file that could not be read stays skipped until it changes."""
    path = write("broken.txt", b"\x00\x01\x02" * 50)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert build(small_index).skipped == (("broken.txt", "is binary, not text"),)
    changes = pending_changes(small_index)
    assert not changes.any
    write("broken.txt", "Mended.")
    assert names(pending_changes(small_index)) == {"added": ("broken.txt",)}


def test_a_file_that_gets_a_reader_is_read(small_index: IndexSettings, write: Write):
    """A file without a reader is added once the settings name one; with another reader, it is read again."""
    with_pages = replace(small_index, files=DocumentSettings(include=("*.txt", "*.md", "*.page")))
    path = write("a.page", "Words on a page.")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert build(with_pages).skipped[0][0] == "a.page"
    assert not pending_changes(with_pages).any
    reader = "llama_index.core.readers.string_iterable:StringIterableReader"
    settings = replace(with_pages, files=replace(with_pages.files, readers={".page": reader}))
    assert names(pending_changes(settings)) == {"added": ("a.page",)}
    settings = replace(with_pages, files=replace(with_pages.files, readers={".txt": reader}))
    assert names(pending_changes(settings)) == {"changed": ("bakery.txt", "notes/train.txt")}


@pytest.mark.parametrize(
    ("change", "differences"),
    [
        ({"passages": PassageSettings(tokens=64)}, r"`passages\.tokens` was 128, not 64"),
        (
            {"passages": PassageSettings(tokens=64, overlap=1)},
            r"`passages\.tokens` was 128, not 64, `passages\.overlap` was 2, not 1",
        ),
        (
            {"encoder": EncoderSettings("some/other-model")},
            r"the encoder was all-MiniLM-L6-v2:\S+, not sentence-transformers:some/other-model",
        ),
    ],
)
def test_an_index_of_other_settings_is_refused(small_index: IndexSettings, change: dict, differences: str):
    """Promise 4: an index built with another encoder or passage size is reported with both, not compared."""
    with pytest.raises(IndexMismatch, match=rf"was made with other settings: {differences}\.$"):
        pending_changes(replace(small_index, **change))
