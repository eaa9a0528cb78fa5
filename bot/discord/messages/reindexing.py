"""The progress and the report of a build → a Message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.discord.limits import length
from bot.discord.markdown import clean, escape, shorten
from bot.discord.messages.message import GREEN, Message, notice
from bot.discord.sentences import say, skipped_because

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport, Progress

_NAMES_SHOWN = 15
_NAME_CHARACTERS = 100
_LIST_CHARACTERS = 450  # of one list, so that the report fits into one message


def progress_message(progress: Progress | None) -> Message:
    """Return the message on how far a build is; None: the build has reported nothing yet."""
    return notice(how_far(progress))


def how_far(progress: Progress | None) -> str:
    """Say how far a build is; None: the build has reported nothing yet."""
    if progress is None:
        return say("reading")
    return say(
        "reading_files",
        files=progress.files,
        total_files=progress.total_files,
        passages=progress.passages,
        total_passages=progress.total_passages,
    )


def report_message(report: BuildReport) -> Message:
    """Return what a build did: the documents added, changed, removed, renamed and skipped, by name."""
    ready = say(
        "index_ready",
        generation=str(report.generation),
        passages=say("passages", count=report.passages),
        seconds=round(report.seconds, 1),
    )
    lists = (
        (say("added"), report.added),
        (say("changed"), report.changed),
        (say("removed"), report.removed),
        (say("renamed"), [f"{old} → {new}" for old, new in report.renamed]),
        (say("skipped"), [f"{name} ({skipped_because(reason)})" for name, reason in report.skipped]),
    )
    blocks = [_list_block(title, names) for title, names in lists if names]
    if not blocks:
        blocks = [say("nothing_changed")]
    elif report.unchanged:
        blocks.append(f"-# {say('unchanged', count=report.unchanged)}")
    return Message((ready, *blocks), GREEN)


def _list_block(title: str, names: Sequence[str]) -> str:
    shown: list[str] = []
    for name in names[:_NAMES_SHOWN]:
        line = f"- {escape(shorten(clean(name), _NAME_CHARACTERS))}"
        if length("\n".join(shown)) + length(line) > _LIST_CHARACTERS:
            break
        shown.append(line)
    more = len(names) - len(shown)
    rest = [f"- {say('and_more', count=more)}"] if more else []
    return "\n".join([f"**{title}** ({len(names):,})", *shown, *rest])
