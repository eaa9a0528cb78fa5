"""Rebuilding an index in the background while the old one answers, and saying how far it is.

Runs `index.store.build.build` in a thread of its own, one rebuild of an index at a time. Not Discord's edge:
it calls back with sentences.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from bot.discord.limits import length
from bot.discord.markdown import clean, escape, shorten
from bot.discord.messages import GREEN, Message, sentence
from index.errors import IndexBusy
from index.settings import IndexSettings

if TYPE_CHECKING:
    from index.store.build import BuildReport, Progress

_NAMES_SHOWN = 15
_REPORT_CHARACTERS = 1800


class Rebuilder:
    """Builds indexes, each in its turn."""

    def __init__(self, *, seconds_between_reports: float = 4.0) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="munshi-build")
        self._seconds = seconds_between_reports
        self._running: set[Path] = set()

    async def rebuild(
        self, settings: IndexSettings, report: Callable[[Message], Awaitable[object]]
    ) -> BuildReport:
        """Build the index of `settings`, calling `report` every few seconds. Raises UserErrors."""
        if settings.index in self._running:
            raise IndexBusy("These documents are being indexed already. The result comes where it was asked.")
        self._running.add(settings.index)
        try:
            return await self._build(settings, report)
        finally:
            self._running.discard(settings.index)

    async def _build(
        self, settings: IndexSettings, report: Callable[[Message], Awaitable[object]]
    ) -> BuildReport:
        from index.store.build import build  # loads numeric libraries

        latest: list[Progress] = []

        def note(progress: Progress) -> None:
            latest[:] = [progress]

        building = asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: build(settings, wait=False, progress=note)
        )
        while not (await asyncio.wait([building], timeout=self._seconds))[0]:
            await report(progress_message(latest[0] if latest else None))
        return building.result()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def progress_message(progress: Progress | None) -> Message:
    """How far a rebuild is."""
    if progress is None:
        return sentence("Reading the documents. The old index answers meanwhile.")
    return sentence(
        f"Reading the documents: {progress.files:,} of {progress.total_files:,} files, "
        f"{progress.passages:,} of {progress.total_passages:,} passages. The old index answers meanwhile."
    )


def report_message(report: BuildReport) -> Message:
    """What a rebuild did: the documents added, changed, removed and skipped, by name."""
    head = f"### Index {report.generation} is ready\n{report.passages:,} passages, {report.seconds:.1f} s"
    skipped = [f"{name} ({reason})" for name, reason in report.skipped]
    lists = (
        ("Added", report.added),
        ("Changed", report.changed),
        ("Removed", report.removed),
        ("Renamed", [f"{old} → {new}" for old, new in report.renamed]),
        ("Skipped", skipped),
    )
    blocks = [_named(title, names) for title, names in lists if names]
    if not blocks:
        blocks = ["Nothing had changed."]
    elif report.unchanged:
        blocks.append(f"-# {report.unchanged:,} unchanged")
    return Message((head, *blocks), GREEN)


def _named(title: str, names: object) -> str:
    every = [escape(shorten(clean(str(name)), 100)) for name in names]  # type: ignore[attr-defined]
    shown: list[str] = []
    for name in every[:_NAMES_SHOWN]:
        if length("\n".join(shown)) + length(name) > _REPORT_CHARACTERS // 4:
            break
        shown.append(f"- {name}")
    more = len(every) - len(shown)
    rest = [f"- and {more:,} more"] if more else []
    return "\n".join([f"**{title}** ({len(every):,})", *shown, *rest])
