"""Reports of builds → text: whole reports are compared."""

from __future__ import annotations

from bot.terminal.report_text import report_text, skipped_text
from bot.terminal.safe_text import Style
from index.documents.skipped import NEEDS_FORMATS, OWN_ERROR
from index.store.report import BuildReport


def test_a_report_names_the_command_that_brings_a_format():
    """After files that need the extra `formats`, the report says once how to install it."""
    skipped = (("a.pdf", NEEDS_FORMATS), ("b.docx", NEEDS_FORMATS), ("c.txt", "is empty, munshi[x]"))
    assert report_text(BuildReport(1, skipped=skipped, written=True)) == (
        "skipped: a.pdf: needs packages that are not installed; they come with munshi[formats]\n"
        "skipped: b.docx: needs packages that are not installed; they come with munshi[formats]\n"
        "skipped: c.txt: is empty, munshi[x]\n"
        "Run `pip install 'munshi[formats]'`.\n"
        "Generation 1: 0 documents, 0 passages, 0 newly embedded, in 0.0 s.\n"
    )


def test_a_report_names_the_setting_that_lets_larger_files_be_read():
    """After files that are too large, the report says once where to raise the limit."""
    skipped = (
        ("a.json", "is 197.0 MB, over the limit of 50.0 MB"),
        ("b.pdf", "is 51.0 MB, over the limit of 50.0 MB"),
    )
    told = report_text(BuildReport(1, skipped=skipped, written=True)).split("\n")
    assert told[2] == (
        "To have larger files read, raise `max_bytes` under [files] in config.toml. An export of a channel can also be "
        "made in parts."
    )


def test_an_error_of_our_own_is_told_as_such():
    """After files over which Munshi's own code failed, a report and a status say once what to do."""
    skipped = tuple((name, f"{OWN_ERROR} (KeyError in index/a.py, line 3)") for name in ("a.md", "b.md"))
    told = (
        "skipped: a.md: met an error of Munshi's own (KeyError in index/a.py, line 3)\n"
        "skipped: b.md: met an error of Munshi's own (KeyError in index/a.py, line 3)\n"
        "An error of Munshi's own is not the file's fault: the other files are indexed, and the next build tries this "
        "one again. A newer Munshi may read it, and this one may if you save it as plain text. To have the error mended, "
        "send the line that names the file to those from whom you have Munshi, and the file too if others may see it.\n"
    )
    assert report_text(BuildReport(1, skipped=skipped, written=True)).startswith(told)
    assert skipped_text(skipped, Style()) == told


def test_many_skipped_files_with_one_reason_hide_no_other():
    """If too many files are skipped to name all, those with one reason are counted; the status names each."""
    skipped = (*((f"{number}.json", "is no export") for number in range(30)), ("a.txt", "is empty"))
    assert report_text(BuildReport(1, skipped=skipped, written=True)).startswith(
        "skipped: 30 files such as 0.json: is no export (`munshi status` names each)\n"
        "skipped: a.txt: is empty\n"
    )
    assert skipped_text(skipped, Style()).count("\n") == 31


def test_a_report_of_a_build():
    """Each kind of change is listed by name, then the skipped files, then the totals."""
    report = BuildReport(
        7, ("a.txt",), ("b.txt",), ("c.txt",), (("d.txt", "e.txt"),), (("f.txt", "is empty"),),
        ("g.txt is not UTF-8; it was read as cp1252.",), ((".pdf", 3),), 2, 10, 4, 1.26, True,
    )  # fmt: skip
    assert report_text(report) == (
        "added: a.txt\n"
        "changed: b.txt\n"
        "removed: c.txt\n"
        "renamed: d.txt → e.txt\n"
        "skipped: f.txt: is empty\n"
        "warning: g.txt is not UTF-8; it was read as cp1252.\n"
        "not included: 3 .pdf (see `include` under [files] in config.toml)\n"
        "Generation 7: 5 documents, 10 passages, 4 newly embedded, in 1.3 s.\n"
    )


def test_other_reports():
    """An unchanged build, dry runs with and without a change, and a first build have a closing sentence each."""
    assert report_text(BuildReport(2, unchanged=1)) == "Nothing has changed: generation 2, 1 document.\n"
    assert report_text(BuildReport(0, ("a",), dry_run=True)) == "added: a\n1 change would be indexed.\n"
    assert report_text(BuildReport(2, dry_run=True)) == "Nothing would change.\n"
    one = BuildReport(1, ("a",), passages=1, embedded=1, written=True)
    assert report_text(one).endswith("Generation 1: 1 document, 1 passage, 1 newly embedded, in 0.0 s.\n")


def test_a_long_report_is_cut():
    """If there are many names of one kind, the first are shown and the rest are counted."""
    lines = report_text(BuildReport(1, tuple(f"{n:03}.txt" for n in range(50)), written=True)).splitlines()
    assert lines[19:21] == ["added: 019.txt", "added: and 30 more"]
