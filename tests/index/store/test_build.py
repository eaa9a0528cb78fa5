"""Builds: promises 2 and 4, by counting what is embedded and by comparing with a build from nothing."""

from __future__ import annotations

import errno
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.errors import DocumentsUnavailable, IndexMismatch, IndexMissing, NothingToIndex
from index.settings import AnswerSettings, DocumentSettings, IndexSettings, PassageSettings
from index.store.build import build
from index.store.manifest import DocumentEntry
from index.store.report import BuildReport, Progress
from index.store.store import Store

Write = Callable[..., Path]
QUESTIONS = ["Who opened the bakery?", "lighthouse", "When does the train leave?", "what?", "platform nine"]


def hits(settings: IndexSettings) -> list:
    engine = Engine.open(settings)
    return [engine.retrieve(question, 20) for question in QUESTIONS]


def passages(settings: IndexSettings) -> list:
    generation = Store(settings.index).open()
    return [generation.passage(row) for row in range(len(generation))]


def test_a_first_build(empty_folder: IndexSettings, write: Write):
    """The report of a first build names the added documents and counts the embedded passages."""
    write("a.txt", "One sentence.")
    write("b.txt", "Another sentence.")
    write("c.log", "Not included.")
    write("d.txt", b"")
    report = build(empty_folder)
    assert replace(report, seconds=0.0) == BuildReport(
        generation=1,
        added=("a.txt", "b.txt"),
        skipped=(("d.txt", "is empty"),),
        other_kinds=((".log", 1),),
        passages=2,
        embedded=2,
        written=True,
    )


def test_a_build_without_changes_writes_nothing(small_index: IndexSettings):
    """If nothing changed, no file of the generation is written."""
    before = {path: path.stat().st_mtime_ns for path in (small_index.index / "gen-1").rglob("*")}
    report = build(small_index)
    assert (report.written, report.generation, report.unchanged, report.passages) == (False, 1, 3, 3)
    assert {path: path.stat().st_mtime_ns for path in (small_index.index / "gen-1").rglob("*")} == before


def test_only_what_changed_is_embedded(small_index: IndexSettings, write: Write):
    """Promise 4: for an added, a changed and a deleted document, only their own passages are embedded."""
    write("bakery.txt", "Jonas took over the bakery.")
    write("new.txt", "A new document.")
    (small_index.documents / "lighthouse.md").unlink()
    report = build(small_index)
    assert (report.added, report.changed, report.removed) == (
        ("new.txt",),
        ("bakery.txt",),
        ("lighthouse.md",),
    )
    assert (report.unchanged, report.passages, report.embedded) == (1, 3, 2)


def test_what_was_deleted_or_changed_is_gone_from_answers(small_index: IndexSettings, write: Write):
    """Promise 4: no hit of the next generation has a text that is in no document any more."""
    write("bakery.txt", "Jonas took over the bakery.")
    (small_index.documents / "lighthouse.md").unlink()
    build(small_index)
    for hits_of_question in hits(small_index):
        texts = [hit.passage.text for hit in hits_of_question]
        assert {hit.passage.document for hit in hits_of_question} <= {"bakery.txt", "notes/train.txt"}
        assert not any("Marta" in text or "Skagen" in text for text in texts)


@pytest.mark.parametrize(("name", "embedded"), [("bakery-2.txt", 0), ("shop.txt", 1)])
def test_a_renamed_document(small_index: IndexSettings, name: str, embedded: int):
    """A renamed file has only its new name; its vectors are kept unless the words of the name change."""
    (small_index.documents / "bakery.txt").rename(small_index.documents / name)
    report = build(small_index)
    assert (report.renamed, report.added, report.removed) == ((("bakery.txt", name),), (), ())
    assert (report.embedded, report.passages) == (embedded, 3)
    assert {hit.passage.document for hit in hits(small_index)[0]} == {
        name,
        "lighthouse.md",
        "notes/train.txt",
    }


def test_a_touched_document_costs_nothing(small_index: IndexSettings):
    """A file with another time and the same bytes keeps its vectors, and its new time is recorded."""
    os.utime(small_index.documents / "bakery.txt", (1_650_000_000, 1_650_000_000))
    report = build(small_index)
    assert (report.changed, report.embedded) == ((), 0)
    assert not build(small_index).written


def test_the_same_text_is_embedded_once(empty_folder: IndexSettings, write: Write):
    """Of passages with the same text under the same trail, in any documents and builds, one is embedded."""
    write("a.txt", "The clerk reads.\n# Head\nThe papers are old.")
    write("b.txt", "# Head\nThe papers are old.")
    report = build(empty_folder)
    assert (report.passages, report.embedded) == (3, 2)
    write("c.txt", "The clerk reads.\n# Head")
    report = build(empty_folder)
    assert (report.passages, report.embedded) == (4, 0)


def test_full_reuses_nothing(small_index: IndexSettings):
    """With `full`, everything is embedded again, and the hits are the same."""
    before = hits(small_index)
    report = build(small_index, full=True)
    assert (report.written, report.embedded, report.generation) == (True, 3, 2)
    assert hits(small_index) == before


def test_a_dry_run_reports_what_would_change_and_writes_nothing(stale_index: IndexSettings, write: Write):
    """With `dry_run`, the report lists the changes, and no file of the index is touched."""
    write("new.txt", "Something new.")
    before = {path: path.stat().st_mtime_ns for path in stale_index.index.rglob("*")}
    report = build(stale_index, dry_run=True)
    assert (report.dry_run, report.written, report.generation) == (True, False, 1)
    assert (report.added, report.changed) == (("new.txt",), ("bakery.txt",))
    assert {path: path.stat().st_mtime_ns for path in stale_index.index.rglob("*")} == before
    assert len(build(stale_index, dry_run=True, full=True).added) == 4


def test_a_dry_run_without_an_index_makes_no_folder(
    empty_folder: IndexSettings, write: Write, tmp_path: Path
):
    """With `dry_run`, not even the index folder is made."""
    write("a.txt", "Words.")
    report = build(replace(empty_folder, index=tmp_path / "none"), dry_run=True)
    assert report.added == ("a.txt",)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("passages", [PassageSettings(tokens=16), PassageSettings(overlap=0)])
def test_another_passage_size_rebuilds_and_says_so(small_index: IndexSettings, passages: PassageSettings):
    """Promise 4: an index of other settings is refused by the engine, and a build replaces it."""
    other = replace(small_index, passages=passages)
    with pytest.raises(IndexMismatch, match="was made with other settings"):
        Engine.open(other)
    report = build(other)
    (warning,) = report.warnings
    assert warning.startswith(f"The index in {other.index} was made with other settings")
    assert warning.endswith("It is built again from the documents.")
    assert report.embedded == report.passages
    assert Engine.open(other).passage_count == report.passages


def test_a_missing_documents_folder_leaves_the_index_unchanged(small_index: IndexSettings):
    """Without the documents folder a build raises, and the current index still answers."""
    before = hits(small_index)
    small_index.documents.rename(small_index.documents.with_name("elsewhere"))
    with pytest.raises(DocumentsUnavailable, match=r"There is no documents folder .*documents\.$"):
        build(small_index)
    assert hits(small_index) == before


@pytest.mark.parametrize(
    ("include", "told"),
    [(("*.rst", "*.log"), r"(*.rst and *.log)"), ((), "(no file names are included)")],
)
def test_without_a_document_the_sentence_says_what_is_included(
    small_index: IndexSettings, include: tuple[str, ...], told: str
):
    """The message names the patterns of one's own, since they may be wrong, also if there are none."""
    of_few_files = replace(small_index, files=DocumentSettings(include=include))
    with pytest.raises(NothingToIndex, match=re.escape(f"that can be read {told}.")):
        build(of_few_files, full=True)


def test_what_another_version_read_is_read_anew(
    small_index: IndexSettings, write: Write, monkeypatch: pytest.MonkeyPatch
):
    """Unchanged files are read again and keep their vectors; skipped files are tried again."""
    write("notes.odd", "Nobody could read this.")
    with_odd = replace(small_index, files=DocumentSettings(include=("*.txt", "*.md", "*.odd")))
    first = build(with_odd)
    assert [name for name, _ in first.skipped] == ["notes.odd"]
    before = hits(with_odd)
    for module in ("build", "changes"):
        monkeypatch.setattr(f"index.store.{module}.READING_VERSION", 99)
    assert Engine.open(with_odd).is_stale()
    again = build(with_odd)
    assert (again.written, again.embedded, again.added, again.changed) == (True, 0, (), ())
    assert again.unchanged == len(first.added) + first.unchanged
    assert "so all files are read again" in " ".join(again.warnings)
    assert hits(with_odd) == before
    assert not Engine.open(with_odd).is_stale()
    assert not build(with_odd).written


def test_files_that_may_be_readable_later_cost_no_index(
    small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """If the system refuses all files, or too many are open, the previous index still answers."""
    before = hits(small_index)

    def refuse(*_: object, **options: object) -> bytes:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("index.documents.load.open_below", refuse)
    with pytest.raises(NothingToIndex, match=r"cannot be read \(Too many open files\)\.$"):
        build(small_index, full=True, delete_if_empty=True)
    monkeypatch.undo()
    assert hits(small_index) == before


@pytest.mark.parametrize("full", [False, True])
def test_the_index_is_deleted_with_the_last_document(small_index: IndexSettings, write: Write, full: bool):
    """Promise 4: if no document is left, nothing is answered; the message gives the reasons and says so."""
    for path in small_index.documents.rglob("*.*"):
        path.unlink()
    write("blank.txt", " \n")
    sentence = r"contains no document that can be read\. blank\.txt contains no text\."
    with pytest.raises(NothingToIndex, match=sentence + r" The index built before was deleted\.$"):
        build(small_index, full=full, delete_if_empty=True)
    with pytest.raises(IndexMissing, match="There is no index"):
        Engine.open(small_index)
    assert not list(small_index.index.glob("gen-*"))
    with pytest.raises(NothingToIndex, match=sentence + "$"):
        build(small_index, full=full)
    write("bakery.txt", "Jonas took over the bakery.")
    assert build(small_index).written


def test_a_document_that_becomes_unreadable_is_gone_and_named(small_index: IndexSettings, write: Write):
    """A file that became binary is removed from the index and reported as skipped, with the reason."""
    write("bakery.txt", b"\x00\xff" * 100)
    report = build(small_index)
    assert report.skipped == (("bakery.txt", "is binary, not text"),)
    assert report.changed == ()
    assert {hit.passage.document for hit in hits(small_index)[0]} == {"lighthouse.md", "notes/train.txt"}


def test_warnings_name_their_files(small_index: IndexSettings, write: Write):
    """A guessed encoding is reported once, by the build that read the file."""
    write(
        "alt.txt",
        ("Die Bäckerei öffnet früh, und der Käse liegt auf dem Tisch der Müllerin. " * 6).encode("cp1252"),
    )
    (warning,) = build(small_index).warnings
    assert warning.startswith("alt.txt is not UTF-8; it was read as ")
    assert build(small_index).warnings == ()


def test_a_folder_is_the_same_from_wherever_it_is_named(
    small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """An index whose folder was named by a relative path is opened from another working folder."""
    monkeypatch.chdir(small_index.documents.parent)
    build(replace(small_index, documents=Path(small_index.documents.name)), full=True)
    monkeypatch.chdir(small_index.documents)
    assert Engine.open(small_index).generation == 2
    assert not build(small_index).written


def test_a_folder_that_vanishes_during_a_build_changes_nothing(small_index: IndexSettings, write: Write):
    """Files that could not be read because the folder disappeared are not taken for skipped files."""
    for number in range(20):
        write(f"{number}.txt", f"Sentence number {number}.")

    def take_away(progress: Progress) -> None:
        if small_index.documents.exists():
            small_index.documents.rename(small_index.documents.with_name("moved"))

    with pytest.raises(DocumentsUnavailable, match="There is no documents folder"):
        build(small_index, progress=take_away)
    assert Store(small_index.index).current() == 1


def test_progress_is_reported_in_order(empty_folder: IndexSettings, write: Write):
    """Reading, embedding and writing follow each other, and the counts only rise to their totals."""
    write("a.txt", "\n\n".join(f"# {number}\nSentence number {number}." for number in range(150)))
    reports: list[Progress] = []
    build(empty_folder, progress=reports.append)
    stages = [report.stage for report in reports]
    assert stages == ["reading", "embedding", "embedding", "embedding", "writing"]
    assert [report.passages for report in reports if report.stage == "embedding"] == [0, 64, 128]
    assert {report.total_passages for report in reports if report.stage != "reading"} == {150}


ROUND_TRIP = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from index.engine import Engine
from index.settings import AnswerSettings, IndexSettings
settings = IndexSettings(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), answer=AnswerSettings(reader="sentences"))
engine = Engine.open(settings)
print(json.dumps([[asdict(hit) for hit in engine.retrieve(question, 20)] for question in json.loads(sys.argv[4])]))
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_what_was_saved_is_what_is_loaded(
    seeds_index: IndexSettings, seeds_engine: Engine, python, seed: str
):
    """Promise 2: a fresh process, under any hash seed and threads, has the same hits, scores and order."""
    import json
    from dataclasses import asdict

    questions = ["who framed Madan?", "Who is Priya's father?", "東京", "the"]
    expected = [[asdict(hit) for hit in seeds_engine.retrieve(question, 20)] for question in questions]
    arguments = [
        str(seeds_index.documents),
        str(seeds_index.index),
        str(int(seed) + 1),
        json.dumps(questions),
    ]
    result = python(ROUND_TRIP, *arguments, env={"PYTHONHASHSEED": seed})
    assert json.loads(result.stdout) == json.loads(json.dumps(expected)), result.stderr


NAMES = ["a.txt", "b.txt", "deep/a.txt", "Z.md", "é.txt"]
TEXTS = [
    "Marta opened the bakery on Mill Street.",
    "The night train leaves at ten.\n\nThe night train leaves at ten.",
    "# Head\nThe lighthouse stands at Skagen. It is old.\n# Tail\n同じ段落です。",
    " ",
    "Jonas bakes.\r\nJonas sleeps.",
    "🚂 " * 40,
]
EDIT = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("touch"), st.sampled_from(NAMES), st.just("")),
)


def edit(folder: Path, kind: str, name: str, detail: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if kind == "write":
        path.write_text(detail)
    elif kind == "move" and path.exists() and detail != name:
        (folder / detail).parent.mkdir(exist_ok=True)
        path.rename(folder / detail)
    elif kind == "delete":
        path.unlink(missing_ok=True)
    elif path.exists() and kind == "touch":
        moment = random.Random(name).randrange(1_500_000_000, 1_700_000_000)
        os.utime(path, (moment, moment))


@given(steps=st.lists(st.lists(EDIT, min_size=1, max_size=3), min_size=1, max_size=4))
@settings(max_examples=12)
def test_many_builds_come_to_what_one_build_does(
    tmp_path_factory, encoder, steps: list[list[tuple[str, str, str]]]
):
    """Promise 4: after any edits, the index has the passages, hits and order of a build from nothing."""
    base = tmp_path_factory.mktemp("edits")
    (base / "documents").mkdir()
    (base / "documents" / "always.txt").write_text("There is always one document.")
    grown = IndexSettings(base / "documents", base / "grown", 2, answer=AnswerSettings(reader="sentences"))
    build(grown)
    for edits in steps:
        for kind, name, detail in edits:
            edit(base / "documents", kind, name, detail)
        build(grown)
    fresh = replace(grown, index=base / "fresh")
    build(fresh)
    assert passages(grown) == passages(fresh)
    assert hits(grown) == hits(fresh)
    assert _without_times(grown) == _without_times(fresh)


def test_the_manifest_dates_the_build(small_index: IndexSettings, write: Write):
    """The manifest records when the folder was scanned and when the build ended."""
    write("new.txt", "Words.")
    started = time.time()
    build(small_index)
    manifest = Store(small_index.index).manifest()
    assert started <= manifest.scanned_at / 1e9 <= manifest.built_at <= time.time()
    assert manifest.folder == str(small_index.documents)


def _without_times(settings: IndexSettings) -> list[DocumentEntry]:
    """The documents of an index, without the state of their files, which does not depend on their bytes."""
    documents = Engine.open(settings).documents
    return [replace(entry, modified=0, inode=0, changed=0) for entry in documents]
