"""The messages of a build's progress and of its report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.messages.message import GREEN, Message
from bot.discord.messages.reindexing import progress_message, report_message
from index import BuildReport, Progress
from tests.bot.discord.samples import SLOW, check, long

names = st.lists(long, max_size=40).map(tuple)
pairs = st.lists(st.tuples(long, long), max_size=40).map(tuple)


def test_a_report() -> None:
    """The report names what a build did and why a file was skipped, without the words of a reader's error."""
    report = BuildReport(
        generation=3,
        added=("new.md",),
        removed=("old_one.md",),
        renamed=(("a.md", "b.md"),),
        skipped=(("chart.pdf", "cannot be read by PDFReader (no header in /srv/secret/chart.pdf)"),),
        unchanged=1200,
        passages=4000,
        seconds=2.34,
    )
    assert report_message(report) == Message(
        (
            "### Index 3 is ready\n4,000 passages, 2.3 s",
            "**Added** (1)\n- new.md",
            "**Removed** (1)\n- old\\_one.md",
            "**Renamed** (1)\n- a.md → b.md",
            "**Skipped** (1)\n- chart.pdf (cannot be read)",
            "-# 1,200 unchanged",
        ),
        GREEN,
    )


def test_a_report_without_changes() -> None:
    """A build that changed nothing says so in one sentence."""
    report = report_message(BuildReport(generation=3, unchanged=7, passages=40, seconds=0.1))
    assert report.blocks == ("### Index 3 is ready\n40 passages, 0.1 s", "Nothing had changed.")


def test_long_lists_are_cut() -> None:
    """If there are many names, the first are shown, and the number of the others."""
    report = report_message(BuildReport(generation=1, added=tuple(f"note-{n}.md" for n in range(1200))))
    assert report.blocks[1].startswith("**Added** (1,200)\n- note-0.md\n- note-1.md\n")
    assert report.blocks[1].endswith("- note-14.md\n- and 1,185 more")


def test_progress() -> None:
    """The progress shows files and passages, or that the build has started."""
    assert progress_message(None).plain.startswith("Reading the documents. The old index")
    progress = Progress("embedding", files=3, total_files=5, passages=1200, total_passages=4000)
    assert "Files: 3 of 5, passages: 1,200 of 4,000." in progress_message(progress).plain


@SLOW
@given(names, names, pairs, pairs)
def test_any_report_fits_and_holds_nothing_live(
    added: tuple[str, ...],
    changed: tuple[str, ...],
    renamed: tuple[tuple[str, str], ...],
    skipped: tuple[tuple[str, str], ...],
) -> None:
    """For any names of files, the report fits every limit, and Discord acts on nothing in it."""
    report = BuildReport(1, added, changed, changed, renamed, skipped, seconds=1.0)
    check(report_message(report))
