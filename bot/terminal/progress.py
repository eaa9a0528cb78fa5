"""The progress of a build as one line on a terminal, for builds that take longer than a moment."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

from bot.terminal.console import columns_of, note
from bot.terminal.quantities import age_text
from bot.terminal.safe_text import one_line
from index.store.report import Progress

_DELAY = 0.4  # seconds before anything is shown
_INTERVAL = 0.1  # seconds between two drawings
_BAR_COLUMNS = 24
_WAITING = "Another process is building this index; waiting for it to end."
_STOPPED = "Stopped: the index is as the last whole build left it."


class ProgressLine:
    """Draw `Progress` on a terminal. Other streams only get the sentence that it waits for another build."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._started = time.monotonic()
        self._drawn_at = 0.0
        self._embedding_since = 0.0
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage == "waiting":
            if self._terminal:
                self._draw(_WAITING)
            else:
                note(_WAITING, self._stream)
            return
        if progress.stage == "embedding" and not self._embedding_since:
            self._embedding_since = now
        if self._terminal and now - self._started > _DELAY and now - self._drawn_at > _INTERVAL:
            self._drawn_at = now
            self._draw(progress_text(progress, now - self._embedding_since))

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            start = "\r" if self._terminal else ""
            note(start + _STOPPED, self._stream, end="")  # `run` prints the line end

    def close(self) -> None:
        """Clear the line, so that the next output starts on an empty one."""
        if self._width:
            self._width += len("^C")  # which a terminal shows when Ctrl-C is typed
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def _draw(self, text: str) -> None:
        """Overwrite the line, but never the last column, at which a terminal may wrap."""
        width = columns_of(self._stream) - 1
        shown = text[:width]
        self._stream.write("\r" + shown.ljust(min(self._width, width)))
        self._stream.flush()
        self._width = len(shown)


def progress_text(progress: Progress, seconds: float) -> str:
    """Return one line, the most important first: share done, time left, counts, speed.

    `seconds` is how long passages have been embedded so far.
    """
    if progress.stage == "reading":
        name = one_line(progress.slow_file)
        return f"reading {progress.files}/{progress.total_files} files{name and f', now {name}'}"
    if progress.stage == "writing":
        return f"writing the index of {progress.total_passages} new passages"
    if progress.stage == "publishing":
        return f"publishing {progress.passages}/{progress.total_passages} passages"
    share = progress.passages / max(progress.total_passages, 1)
    bar = ("█" * int(share * _BAR_COLUMNS)).ljust(_BAR_COLUMNS, "░")
    counts = f"{progress.passages}/{progress.total_passages} passages of {progress.files} files"
    if not progress.passages or seconds <= 0:
        return f"{bar} {share:.0%}, {counts}"
    rate = progress.passages / seconds
    left = (progress.total_passages - progress.passages) / rate
    return f"{bar} {share:.0%}, {age_text(left)} left, {counts}, {rate:.0f}/s"
