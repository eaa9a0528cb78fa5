"""Which files are documents: an unusual file is skipped alone, by name and with a reason."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import build
from index.documents.files import is_included, matches, scan
from index.errors import DocumentsUnavailable
from index.settings import DocumentSettings

ANY = DocumentSettings(include=("*",))


def test_links_are_followed_only_inside_the_folder(tmp_path: Path):
    """A link to a file in the folder is read; a link to a file outside, to nothing or to a folder is not."""
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


def test_a_link_to_an_excluded_file_is_excluded(tmp_path: Path, skipped):
    """An excluded file, or one in an excluded folder, is not read through a link either."""
    for name in (".env", ".git/config", "drafts/plan.txt", "real.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("TOKEN=swordfish")
        (tmp_path / f"link to {name.replace('/', ' ')}.txt").symlink_to(name)
    settings = DocumentSettings(exclude=(".*", "*/.*", "drafts"))
    assert [file.name for file in scan(tmp_path, settings).files] == ["link to real.txt.txt", "real.txt"]
    reason = "is a link to a file that is excluded"
    assert skipped(settings) == {
        "link to .env.txt": reason,
        "link to .git config.txt": reason,
        "link to drafts plan.txt.txt": reason,
    }


def test_a_linked_documents_folder_is_itself(tmp_path: Path):
    """If the documents folder is a link, the files in it are inside the folder."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("Words.")
    (tmp_path / "link").symlink_to("real")
    assert [file.name for file in scan(tmp_path / "link", ANY).files] == ["a.txt"]


def test_a_pipe_is_not_opened(tmp_path: Path, skipped):
    """A named pipe, where reading would wait for ever, is skipped."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert skipped() == {"pipe.txt": "is not an ordinary file"}


def test_an_over_sized_file_is_skipped_by_name(tmp_path: Path, skipped):
    """A file over the limit is skipped, and the reason states both sizes."""
    settings = DocumentSettings(max_bytes=1_000_000)
    (tmp_path / "big.txt").write_bytes(b"x" * 1_200_000)
    (tmp_path / "exact.txt").write_bytes(b"x" * 1_000_000)
    assert skipped(settings) == {"big.txt": "is 1.2 MB, over the limit of 1.0 MB"}
    (tmp_path / "exact.txt").unlink()
    (tmp_path / "big.txt").write_bytes(b"xx")
    assert skipped(DocumentSettings(max_bytes=1)) == {"big.txt": "is 2 bytes, over the limit of 1 byte"}


def test_a_documents_folder_that_may_not_be_read_is_one_sentence(
    empty_folder, write, config, munshi_without_privileges
):
    """The advice is to give the user access, not to create the folder."""
    write("open.txt", "Words stand here.")
    path = str(config(empty_folder))
    empty_folder.documents.chmod(0)
    result = munshi_without_privileges("index", "--config", path)
    empty_folder.documents.chmod(0o755)
    assert result.returncode == 3
    assert result.stderr == (
        f"munshi: The documents folder {empty_folder.documents} cannot be listed (Permission denied). Let this user "
        "read it, or name another with `documents` in config.toml or with --documents.\n"
    )


def test_an_unreadable_file_or_folder_is_skipped(empty_folder, write, config, munshi_without_privileges):
    """A file or folder without read permission is skipped with the system's reason; other files are read."""
    write("open.txt", "Words stand here.")
    write("locked.txt", "Words.").chmod(0)
    write("closed/inside.txt", "Words.").parent.chmod(0)
    result = munshi_without_privileges("index", "--config", str(config(empty_folder)))
    (empty_folder.documents / "closed").chmod(0o755)
    assert result.stdout.splitlines()[:3] == [
        "added: open.txt",
        "skipped: closed/: is a folder that cannot be listed (Permission denied)",
        "skipped: locked.txt: cannot be read (Permission denied)",
    ]
    assert result.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the name is refused by other file systems")
def test_a_name_that_is_not_utf8_is_skipped(tmp_path: Path, skipped):
    """A file whose name is not valid UTF-8 is skipped; its invalid bytes are shown as U+FFFD."""
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as stream:
        stream.write(b"Words.")
    assert skipped() == {"caf\ufffd.txt": "has a name that is not valid UTF-8"}


def test_include_and_exclude_patterns(tmp_path: Path):
    """Patterns match a name or a whole path, ignoring case; `exclude` takes precedence; hidden files are excluded."""
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
        (tmp_path / name).write_text("Words.")
    default = scan(tmp_path, DocumentSettings())
    assert [file.name for file in default.files] == ["B.TXT", "a.txt", "c.md", "deep/d.txt", "drafts/f.txt"]
    assert default.other_kinds == ((".gz", 1), (".log", 1), (".png", 1), ("no suffix", 1))
    chosen = DocumentSettings(include=("deep/*", "*.md"), exclude=("*.log",))
    assert [file.name for file in scan(tmp_path, chosen).files] == ["c.md", "deep/d.txt"]
    pruned = DocumentSettings(exclude=(".*", "*/.*", "drafts"))
    assert "drafts/f.txt" not in [file.name for file in scan(tmp_path, pruned).files]


@pytest.mark.parametrize(
    "exclude", [(), ("drafts",), ("deep/*",), ("drafts/old",), ("*.txt",), (".*", "*/.*")]
)
def test_a_file_is_included_by_its_name_if_a_scan_finds_it(tmp_path: Path, exclude: tuple[str, ...]):
    """`is_included` agrees with the scan, also for a file below an excluded folder."""
    names = ("a.txt", "drafts/b.txt", "drafts/old/c.txt", "deep/drafts/d.txt", ".git/e.txt")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Words.")
    settings = DocumentSettings(exclude=exclude)
    found = [file.name for file in scan(tmp_path, settings).files]
    assert sorted(name for name in names if is_included(name, settings)) == found


@pytest.mark.skipif(sys.platform != "linux", reason="the name is refused by other file systems")
def test_a_folder_whose_path_is_not_utf8_is_refused(tmp_path: Path, munshi):
    """A documents folder whose path is not valid UTF-8 is an error of one sentence, before anything is written."""
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)
    with open(folder + b"/a.txt", "wb") as stream:
        stream.write(b"Words.")
    sentence = f"The documents folder {tmp_path}/caf\ufffd has a path that is not valid UTF-8."
    with pytest.raises(DocumentsUnavailable, match=f"^{re.escape(sentence)}$"):
        scan(Path(os.fsdecode(folder)), ANY)
    result = munshi("index", "--documents", folder, "--index", str(tmp_path / "index"))
    assert sentence in result.stderr
    assert (result.returncode, os.path.exists(tmp_path / "index")) == (3, False)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are always Unicode elsewhere")
def test_a_locale_without_the_letters_of_a_path_is_one_sentence(tmp_path: Path, munshi):
    """If file names are decoded as ASCII, a path with other letters is an error that names the variable to set."""
    folder = tmp_path / "dörfer"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry leaves at noon.")
    options = ("--documents", str(folder), "--index", str(tmp_path / "index"))
    ascii_names = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    sentence = "dörfer has a path that is not valid ASCII. Set the environment variable PYTHONUTF8=1, "
    asked = munshi("ask", *options, "when does the ferry leave?", env=ascii_names)
    assert (asked.returncode, asked.stderr.count("\n")) == (3, 1)
    assert sentence.replace("ö", r"\xf6") in asked.stderr
    assert munshi("index", *options).returncode == 0
    answered = munshi("ask", *options, "when does the ferry leave?", env=ascii_names)
    assert "noon" in answered.stdout
    assert sentence.replace("ö", r"\xf6") in answered.stderr
    assert "Traceback" not in answered.stderr + munshi("status", *options, env=ascii_names).stderr


def test_no_documents_folder_is_one_sentence(tmp_path: Path):
    """A documents folder that does not exist, or is a file, is an error that says so and names it."""
    path = tmp_path / "documents"
    with pytest.raises(DocumentsUnavailable, match=rf"^There is no documents folder {path}\.$"):
        scan(path, ANY)
    path.write_text("Words.")
    with pytest.raises(
        DocumentsUnavailable, match=rf"^{path} is a file, and the documents must be a folder\.$"
    ):
        scan(path, ANY)


def test_the_index_inside_the_documents_is_not_read(empty_folder, write):
    """An index below the documents folder is not read, whatever its name is."""
    settings = replace(empty_folder, index=empty_folder.documents / "index", files=ANY)
    write("a.txt", "Words stand here.")
    first = build(settings)
    assert first.added == ("a.txt",)
    assert first.skipped == ()
    assert not build(settings).written


NAME = st.text(st.sampled_from("ab.T*[]?/ \n"), min_size=1, max_size=8)


@given(name=NAME.filter(lambda name: not name.startswith("/")), patterns=st.lists(NAME, max_size=3))
@example(name="a/b.txt", patterns=["*.txt"])
@example(name="drafts/a", patterns=["drafts"])
def test_patterns_are_those_of_the_shell(name: str, patterns: list[str]):
    """A file matches if fnmatch matches one of the patterns with its whole path or its name."""
    base = name.rpartition("/")[2].lower()
    expected = any(
        fnmatchcase(name.lower(), pattern.lower()) or fnmatchcase(base, pattern.lower())
        for pattern in patterns
    )
    assert matches(name, tuple(patterns)) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="file names are always Unicode elsewhere")
def test_names_are_the_same_in_every_locale(tmp_path: Path, munshi):
    """Where names are decoded as ASCII, documents with other letters in their names are read under the same names."""
    folder = tmp_path / "documents"
    (folder / "dörfer").mkdir(parents=True)
    (folder / "dörfer" / "straße.md").write_text("The ferry leaves at noon.")
    (folder / "füße.txt").symlink_to("dörfer/straße.md")
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"Words.")
    options = ("--documents", str(folder), "--index", str(tmp_path / "index"))
    ascii_names = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert munshi("index", *options).stdout.startswith("added: dörfer/straße.md\nadded: füße.txt\n")
    unchanged = munshi("index", *options, env=ascii_names)
    assert "removed" not in unchanged.stdout
    assert "caf?.txt: has a name that is not valid UTF-8" in unchanged.stdout
    (folder / "dörfer" / "straße.md").write_text("The ferry leaves at midnight.")
    changed = munshi("index", *options, env=ascii_names)
    assert changed.stdout.startswith("changed: d?rfer/stra?e.md\nchanged: f??e.txt\n")
    answered = munshi("ask", *options, "when does the ferry leave?")
    assert "midnight" in answered.stdout
    assert "füße.txt, line 1" in answered.stdout
