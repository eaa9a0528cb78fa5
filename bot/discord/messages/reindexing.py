"""The progress and the report of a build → a Message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.discord import sentences
from bot.discord.limits import length
from bot.discord.markdown import clean, escape, shorten
from bot.discord.messages.message import GREEN, Message, notice

if TYPE_CHECKING:  # loads numeric libraries
    from index import BuildReport, Progress

_NAMES_SHOWN = 15
_NAME_CHARACTERS = 100
_LIST_CHARACTERS = 450  # of one list, so that the report fits one message


def progress_message(progress: Progress | None) -> Message:
    """How far a build is; None: it has not said yet."""
    if progress is None:
        return notice(sentences.READING)
    return notice(
        sentences.reading(progress.files, progress.total_files, progress.passages, progress.total_passages)
    )


def report_message(report: BuildReport) -> Message:
    """What a build did: the documents added, changed, removed, renamed and skipped, by name."""
    ready = sentences.index_ready(report.generation, report.passages, report.seconds)
    lists = (
        (sentences.ADDED, report.added),
        (sentences.CHANGED, report.changed),
        (sentences.REMOVED, report.removed),
        (sentences.RENAMED, [f"{old} → {new}" for old, new in report.renamed]),
        (sentences.SKIPPED, [f"{name} ({_without_details(reason)})" for name, reason in report.skipped]),
    )
    blocks = [_list_block(title, names) for title, names in lists if names]
    if not blocks:
        blocks = [sentences.NOTHING_CHANGED]
    elif report.unchanged:
        blocks.append(f"-# {sentences.unchanged(report.unchanged)}")
    return Message((ready, *blocks), GREEN)


def _without_details(reason: str) -> str:
    """A reason without what stands in brackets: the words of a file reader's error may name paths."""
    return reason.partition(" (")[0]


def _list_block(title: str, names: Sequence[str]) -> str:
    shown: list[str] = []
    for name in names[:_NAMES_SHOWN]:
        line = f"- {escape(shorten(clean(name), _NAME_CHARACTERS))}"
        if length("\n".join(shown)) + length(line) > _LIST_CHARACTERS:
            break
        shown.append(line)
    more = len(names) - len(shown)
    rest = [f"- {sentences.and_more(more)}"] if more else []
    return "\n".join([f"**{title}** ({len(names):,})", *shown, *rest])
