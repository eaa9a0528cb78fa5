"""Files → Documents: every odd file costs itself, by name and with a reason, and no byte is dropped."""

from __future__ import annotations

import codecs
import os
import sys
import time
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document as LlamaDocument

from index.documents import files as files_module
from index.documents.files import FoundFile, Scan, SkippedFile, decode, read, scan
from index.documents.titles import is_underline, title_of
from index.errors import UserError
from index.settings import DocumentSettings
from index.store.build import build

TEXT = "Grüße aus Łódź, 東京 and القاهرة 🚂.\n"
ANY = DocumentSettings(include=("*",))


def found(name: str, result: Scan) -> FoundFile:
    return next(file for file in result.files if file.name == name)


def read_one(folder: Path, name: str, settings: DocumentSettings = ANY):
    return read(found(name, scan(folder, settings)), settings)


def skipped(folder: Path, settings: DocumentSettings = ANY) -> dict[str, str]:
    """Every file that is left out, by the look or by the reading, with its reason."""
    result = scan(folder, settings)
    reasons = dict(result.skipped)
    for file in result.files:
        try:
            read(file, settings)
        except SkippedFile as reason:
            reasons[file.name] = str(reason)
    return reasons


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_unicode_round_trip(mark: bytes, encoding: str, text: str):
    """What was written as Unicode, with its mark where it needs one, is read as it was; the mark is no text."""
    if not mark and text.startswith("\ufeff"):
        text = "x" + text
    assert decode(mark + text.encode(encoding), "a.txt") == (text, "")


def test_line_ends_and_odd_space_stay(tmp_path: Path):
    """Nothing is normalised: every line end and blank is where the file has it."""
    text = "a\r\nb\rc\n\u2028d\u00a0 e\u0301\t\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert read_one(tmp_path, "a.txt").document.text == text


def test_old_encoding_is_read_with_a_warning_that_names_it(tmp_path: Path):
    """A file in an older encoding is read whole, and the warning names the file and the encoding."""
    text = "Die Bäckerei öffnet früh, und der Käse liegt auf dem Tisch. “Schön”, sagte Frau Müller.\n" * 5
    (tmp_path / "alt.txt").write_bytes(text.encode("cp1252"))
    result = read_one(tmp_path, "alt.txt")
    assert result.document.text == text
    encoding = result.warning.removeprefix("alt.txt is not UTF-8; it was read as ").removesuffix(".")
    assert codecs.lookup(encoding) is not None
    assert text.encode("cp1252").decode(encoding) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t \r\n", "holds no text"),
        (codecs.BOM_UTF8 + b"\n", "holds no text"),
        (b"\x7fELF\x02\x01\x01" + bytes(200) + b"\xff\xfe\xfd", "is binary, not text"),
        (bytes(range(32)) * 20, "is binary, not text"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "begins as UTF-16-LE but is not valid as that"),
        (codecs.BOM_UTF8 + b"\xff\xff", "begins as UTF-8 but is not valid as that"),
        (codecs.BOM_UTF32_BE + b"\x7f\xff\xff\xff", "begins as UTF-32-BE but is not valid as that"),
    ],
)
def test_what_is_no_text_is_skipped_with_its_reason(tmp_path: Path, data: bytes, reason: str):
    """An empty, blank, binary or broken file is left out, and the reason says which of these it is."""
    (tmp_path / "odd.txt").write_bytes(data)
    assert skipped(tmp_path) == {"odd.txt": reason}


@given(data=st.binary(min_size=1, max_size=300))
def test_no_bytes_at_all_break_the_decoder(data: bytes):
    """Any bytes are either text that holds all of them, or a skipped file."""
    try:
        text, warning = decode(data, "x.txt")
    except SkippedFile as reason:
        assert str(reason)
        return
    if not warning and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        assert text.encode() == data


def test_links_are_followed_only_inside_the_folder(tmp_path: Path):
    """A link to a file of the folder is read; one that leads out, nowhere or to a folder is not."""
    folder, outside = tmp_path / "documents", tmp_path / "secret.txt"
    folder.mkdir()
    outside.write_text("the password is swordfish")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "hidden.txt").write_text("also secret")
    (folder / "real.txt").write_text("Plain words.")
    (folder / "inside.txt").symlink_to("real.txt")
    (folder / "outside.txt").symlink_to(outside)
    (folder / "dotted.txt").symlink_to("../secret.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "folder").symlink_to(tmp_path / "more")
    (folder / "self").symlink_to(folder)
    result = scan(folder, ANY)
    assert [file.name for file in result.files] == ["inside.txt", "real.txt"]
    reasons = dict(result.skipped)
    assert reasons.pop("loop.txt").startswith("cannot be read (")
    assert reasons == {
        "outside.txt": "is a link that leads outside the documents folder",
        "dotted.txt": "is a link that leads outside the documents folder",
        "nowhere.txt": "is a link that leads nowhere",
        "folder": "is a link to a folder, and links are not followed",
        "self": "is a link to a folder, and links are not followed",
    }


def test_a_linked_documents_folder_is_itself(tmp_path: Path):
    """The documents folder may be reached by a link; its own files are not outside then."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("TermExtractor.")
    (tmp_path / "link").symlink_to("real")
    assert [file.name for file in scan(tmp_path / "link", ANY).files] == ["a.txt"]


def test_a_pipe_is_not_opened(tmp_path: Path):
    """A named pipe, on which a read would wait for ever, is no document."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert skipped(tmp_path) == {"pipe.txt": "is not an ordinary file"}


def test_an_over_sized_file_is_skipped_by_name(tmp_path: Path):
    """A file beyond the limit is left out, and the reason names both sizes and the setting."""
    settings = DocumentSettings(max_bytes=1_000_000)
    (tmp_path / "big.txt").write_bytes(b"x" * 1_200_000)
    (tmp_path / "exact.txt").write_bytes(b"x" * 1_000_000)
    assert skipped(tmp_path, settings) == {
        "big.txt": "is 1.2 MB, over the limit of 1.0 MB (`max_bytes` under [files] in config.toml)"
    }


def test_a_file_that_grows_while_it_is_read_is_skipped(tmp_path: Path):
    """The limit holds at reading too, for a file that was smaller when it was looked at."""
    settings = DocumentSettings(max_bytes=100)
    path = tmp_path / "log.txt"
    path.write_text("short")
    file = found("log.txt", scan(tmp_path, settings))
    path.write_text("x" * 101)
    with pytest.raises(SkippedFile, match=r"grew beyond the limit of 0\.0 MB while it was read"):
        read(file, settings)


def test_a_file_that_vanishes_before_it_is_read_is_skipped(tmp_path: Path):
    """A file deleted between the look and the reading costs only itself."""
    path = tmp_path / "a.txt"
    path.write_text("TermExtractor.")
    file = found("a.txt", scan(tmp_path, ANY))
    path.unlink()
    with pytest.raises(SkippedFile, match=r"cannot be read \(No such file or directory\)"):
        read(file, ANY)


def test_an_unreadable_file_or_folder_is_skipped(empty_folder, write, config, munshi_without_privileges):
    """What there is no right to read is left out with the system's own reason; the rest is not."""
    write("open.txt", "TermExtractor stand here.")
    write("locked.txt", "TermExtractor.").chmod(0)
    write("closed/inside.txt", "TermExtractor.").parent.chmod(0)
    result = munshi_without_privileges("index", "--config", str(config(empty_folder)))
    (empty_folder.documents / "closed").chmod(0o755)
    assert result.stdout.splitlines()[:3] == [
        "added: open.txt",
        "skipped: closed/: is a folder that cannot be listed (Permission denied)",
        "skipped: locked.txt: cannot be read (Permission denied)",
    ]
    assert result.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the name is refused by other file systems")
def test_a_name_that_is_not_utf8_is_skipped(tmp_path: Path):
    """A file whose name cannot be shown or stored is left out, its name shown as far as it goes."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as stream:
        stream.write(b"TermExtractor.")
    assert skipped(tmp_path) == {"caf\ufffd.txt": "has a name that is not valid UTF-8; rename it"}


def test_include_and_exclude_patterns(tmp_path: Path):
    """Patterns fit a name or a whole path, in any case; exclusion wins; hidden files and folders stay out."""
    for name in (
        "a.txt",
        "B.TXT",
        "c.md",
        "picture.png",
        "deep/d.txt",
        "deep/e.log",
        ".hidden.txt",
        ".git/config.txt",
        "drafts/f.txt",
        "README",
        "archive.tar.GZ",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("TermExtractor.")
    default = scan(tmp_path, DocumentSettings())
    assert [file.name for file in default.files] == ["B.TXT", "a.txt", "c.md", "deep/d.txt", "drafts/f.txt"]
    assert default.other_kinds == ((".gz", 1), (".log", 1), (".png", 1), ("no suffix", 1))
    chosen = DocumentSettings(include=("deep/*", "*.md"), exclude=("*.log",))
    assert [file.name for file in scan(tmp_path, chosen).files] == ["c.md", "deep/d.txt"]
    pruned = DocumentSettings(exclude=(".*", "*/.*", "drafts"))
    assert "drafts/f.txt" not in [file.name for file in scan(tmp_path, pruned).files]


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_no_documents_folder_is_one_sentence(tmp_path: Path, kind: str):
    """A documents folder that is not there, or is a file, is said with what to do."""
    path = tmp_path / "documents"
    if kind == "file":
        path.write_text("TermExtractor.")
    with pytest.raises(UserError, match=r"There is no documents folder .*documents: make it"):
        scan(path, ANY)


def test_the_index_inside_the_documents_is_not_read(empty_folder, write, link_encoder):
    """An index kept below the documents folder is no document, whatever it is called."""
    from dataclasses import replace

    settings = replace(empty_folder, index=link_encoder(empty_folder.documents / "index"), files=ANY)
    write("a.txt", "TermExtractor stand here.")
    first = build(settings)
    assert first.added == ("a.txt",)
    assert first.skipped == ()
    assert not build(settings).written


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The Star Hotel\n\nMadan.", "The Star Hotel"),
        ("## Second level ##\n", "Second level"),
        ("Preface.\n\n###   Spaced   out   \n", "Spaced out"),
        ("####### Seven are no heading\n", ""),
        ("#hashtag\n", ""),
        ("# ---\n", ""),
        ("---\ntitle: 'Letters from Łódź'\nauthor: M\n---\n# Other\n", "Letters from Łódź"),
        ("---\nauthor: M\n---\n# Other\n", "Other"),
        ('---\ntitle: ""\n---\n# Other\n', "Other"),
        ("The Service\n=========\nBody.", "The Service"),
        ("The Service\n---------\nBody.", "The Service"),
        ("The Service of the Court\n---\nBody.", ""),
        ("Just a sentence.\nAnother.", ""),
        ("\n" * 60 + "# Too far down", ""),
        ("# " + "long " * 100, ("long " * 100)[:199]),
        ("", ""),
    ],
)
def test_titles(text: str, title: str):
    """The title is front matter's, else the first heading's; a sentence is no title."""
    assert title_of(text).rstrip() == title.rstrip()


def test_a_document_without_a_title_has_its_name(tmp_path: Path):
    """Where no title stands in the text, the file's own name does."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "note.txt").write_text("Only words.")
    assert read_one(tmp_path, "deep/note.txt").document.title == "note.txt"


@pytest.mark.parametrize(
    "line", ["# a" + " " * 15_000 + "!", "#" * 15_000, "# " + "a #" * 5_000, "-" * 15_000]
)
def test_a_hostile_heading_costs_no_time(line: str):
    """No line makes the search for a title slow."""
    begun = time.process_time()
    title_of(line + "\n" + line)
    is_underline(line, line)
    assert time.process_time() - begun < 0.5


class PagedReader(BaseReader):
    """A LlamaIndex reader for a made-up format: pages between form feeds."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        return [LlamaDocument(text=page) for page in file.read_text().split("\f")]


class BrokenReader(BaseReader):
    """A LlamaIndex reader that fails on every file."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        raise RuntimeError("no such stream")


class OddReader(BaseReader):
    """A LlamaIndex reader that gives half a surrogate pair, as broken PDFs do."""

    def load_data(self, file: Path) -> list[LlamaDocument]:
        return [type("Page", (), {"text": "a\ud800b"})()]


@pytest.fixture
def reader_module(monkeypatch: pytest.MonkeyPatch) -> str:
    """A name by which the settings can import this module's readers."""
    monkeypatch.setitem(sys.modules, "readers_of_the_tests", sys.modules[__name__])
    return "readers_of_the_tests"


def with_reader(target: str) -> DocumentSettings:
    return DocumentSettings(include=("*.paged",), readers={".paged": target})


def test_a_llama_index_reader_is_plugged_in_by_suffix(tmp_path: Path, reader_module: str):
    """A format that Munshi does not know is read by the LlamaIndex reader that the settings name, with pages."""
    (tmp_path / "book.PAGED").write_text("First page.\fSecond page.\fThird.")
    document = read_one(tmp_path, "book.PAGED", with_reader(f"{reader_module}:PagedReader")).document
    assert document.text == "First page.\n\nSecond page.\n\nThird."
    assert [document.text[start:][:5] for start in document.pages] == ["First", "Secon", "Third"]


def test_a_single_page_is_no_page(tmp_path: Path, reader_module: str):
    """A reader that gives one text has said nothing about pages."""
    (tmp_path / "a.paged").write_text("All of it.")
    assert read_one(tmp_path, "a.paged", with_reader(f"{reader_module}:PagedReader")).document.pages == ()


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("BrokenReader", "cannot be read by BrokenReader (no such stream)"),
        ("OddReader", "cannot be read by OddReader ("),
    ],
)
def test_a_reader_that_fails_costs_only_the_file(
    tmp_path: Path, reader_module: str, reader: str, reason: str
):
    """Whatever a reader raises, or returns that is not text, the file is skipped with that as its reason."""
    (tmp_path / "bad.paged").write_text("x")
    assert skipped(tmp_path, with_reader(f"{reader_module}:{reader}"))["bad.paged"].startswith(reason)


@pytest.mark.parametrize(
    "target", ["no_such_module:Reader", "pathlib:NoSuchClass", ":Reader", "pathlib", "os:sep"]
)
def test_a_reader_that_is_not_there_is_one_sentence(tmp_path: Path, target: str):
    """A reader that the settings name and that cannot be loaded is the user's to mend, and named."""
    (tmp_path / "a.paged").write_text("x")
    with pytest.raises(UserError, match=r"The reader '.*' for \.paged files cannot be loaded"):
        read_one(tmp_path, "a.paged", with_reader(target))


def test_a_suffix_without_a_reader_says_so(tmp_path: Path):
    """A file that a pattern includes and nothing can read is skipped with what to set."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert skipped(tmp_path) == {
        "a.pdf": "has no reader: name a LlamaIndex reader for .pdf under [files.readers]"
    }


NAME = st.text(st.sampled_from("ab.T*[]?/ \n"), min_size=1, max_size=8)


@given(name=NAME.filter(lambda name: not name.startswith("/")), patterns=st.lists(NAME, max_size=3))
@example(name="a/b.txt", patterns=["*.txt"])
@example(name="drafts/a", patterns=["drafts"])
def test_patterns_are_those_of_the_shell(name: str, patterns: list[str]):
    """A file belongs when one of the patterns fits its whole path or its name alone, as fnmatch says."""
    base = name.rpartition("/")[2].lower()
    expected = any(
        fnmatchcase(name.lower(), one.lower()) or fnmatchcase(base, one.lower()) for one in patterns
    )
    assert files_module._matches(name, tuple(patterns)) == expected
