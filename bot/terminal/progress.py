"""A build's progress as one line on a terminal, once the build takes longer than a blink."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from index.store.build import Progress

_BLINK = 0.4  # seconds before anything is shown
_EVERY = 0.1  # seconds between two drawings
_BAR = 24  # columns


class ProgressLine:
    """Draws `Progress` on a terminal; elsewhere it only says, once, that it waits for another build."""

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
            self._draw("Another process is building this index; waiting for it to end.")
            if not self._terminal:
                self._stream.write("\n")
            return
        if progress.stage == "embedding" and not self._embedding_since:
            self._embedding_since = now
        if self._terminal and now - self._started > _BLINK and now - self._drawn_at > _EVERY:
            self._drawn_at = now
            self._draw(progress_text(progress, now - self._embedding_since))

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Wipe the line, so that what follows starts on a clean one."""
        if self._width:
            self._draw("")
            self._stream.write("\r")
            self._stream.flush()

    def _draw(self, text: str) -> None:
        if self._terminal:
            self._stream.write("\r" + text.ljust(self._width))
        else:
            self._stream.write(text)
        self._width = len(text) if self._terminal else 0
        self._stream.flush()


def progress_text(progress: Progress, seconds: float) -> str:
    """One line: what is done, how much of it, how fast, and how long it will take yet."""
    if progress.stage == "reading":
        return f"reading {progress.files}/{progress.total_files} files"
    if progress.stage == "writing":
        return f"writing the index of {progress.total_passages} new passages"
    share = progress.passages / max(progress.total_passages, 1)
    bar = ("█" * int(share * _BAR)).ljust(_BAR, "░")
    text = f"{bar} {progress.files} files, {progress.passages}/{progress.total_passages} passages"
    if progress.passages and seconds > 0:
        rate = progress.passages / seconds
        left = (progress.total_passages - progress.passages) / rate
        text += f", {rate:.0f}/s, {left:.0f} s left"
    return text
