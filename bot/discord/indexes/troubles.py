"""Why the documents of an index could not be read again: since when, and when to try again and to log it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from bot.durations import DAY
from index.errors import DocumentsUnavailable, IndexBusy, UserError
from index.settings import IndexSettings

_log = logging.getLogger(__name__)

_FIRST_RETRY, _LONGEST_RETRY = 10.0, 900.0  # seconds from a failed build to the next one; they double
_BUSY_SECONDS = 300.0  # another process may be building the index for so long before that is logged


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure that lasts."""

    error: Exception  #: the last one
    since: float  #: monotonic time of the first one since the documents were last read
    retry_at: float  #: monotonic time before which no build is tried
    builds: int = 0  #: that failed

    @property
    def seconds(self) -> float:
        """How long the documents could not be read."""
        return time.monotonic() - self.since


class Troubles:
    """The troubles of all indexes that have one."""

    def __init__(self) -> None:
        self._by_index: dict[Path, Trouble] = {}
        self._logged: dict[Path, dict[str, float]] = {}  # by index folder: reason → when it was logged

    def of(self, settings: IndexSettings) -> Trouble | None:
        """Return the trouble of an index; None if its documents were read, or have not changed."""
        return self._by_index.get(settings.index)

    def build_is_due(self, settings: IndexSettings) -> bool:
        """Whether enough time has passed since the last failed build of an index."""
        trouble = self.of(settings)
        return trouble is None or time.monotonic() >= trouble.retry_at

    def clear(self, settings: IndexSettings) -> None:
        """Note that the documents of an index were read, or have not changed."""
        self._by_index.pop(settings.index, None)
        self._logged.pop(settings.index, None)

    def note(self, settings: IndexSettings, error: Exception, lasting: float = 0.0) -> None:
        """Note that the documents of an index could not be read for `lasting` seconds; log why once a day.

        A failed build may have cost much: the next one is tried later each time. To find out whether the
        documents are there, or another process still builds the index, costs little.
        """
        now, before = time.monotonic(), self.of(settings)
        since, builds = (before.since, before.builds) if before else (now - lasting, 0)
        retry_at = now
        if not isinstance(error, DocumentsUnavailable | IndexBusy):
            retry_at = now + min(_FIRST_RETRY * 2.0 ** min(builds, 20), _LONGEST_RETRY)
            builds += 1
        self._by_index[settings.index] = Trouble(error, since, retry_at, builds)
        if not isinstance(error, IndexBusy) or now - since >= _BUSY_SECONDS:
            self._complain(settings, error, now)

    def _complain(self, settings: IndexSettings, error: Exception, now: float) -> None:
        logged = self._logged.setdefault(settings.index, {})
        for reason in [reason for reason, when in logged.items() if now - when >= DAY]:
            del logged[reason]
        if str(error) not in logged:
            logged[str(error)] = now
            bug = None if isinstance(error, UserError) else error
            _log.warning("index %s could not be built: %s", settings.index, error, exc_info=bug)
