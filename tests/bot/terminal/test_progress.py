"""The progress of a build: one line on a terminal after a moment, and nothing on other streams."""

from __future__ import annotations

import io
import os
from contextlib import suppress

import pytest

from bot.terminal import progress as module
from bot.terminal.progress import ProgressLine, progress_text
from index.store.report import Progress


class Terminal(io.StringIO):
    """A terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> str:
        """The line as a person sees it now: after a carriage return, new characters overwrite the old."""
        shown = ""
        for part in self.getvalue().split("\r"):
            shown = part + shown[len(part) :]
        return shown.rstrip()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that is set by hand."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_the_line_says_what_how_much_and_how_long():
    """Files, passages, rate and time left are on one line."""
    assert progress_text(Progress("reading", 3, 9), 0) == "reading 3/9 files"
    slow = Progress("reading", 3, 9, slow_file="a\nb\x1b[2J.pdf")
    assert progress_text(slow, 0) == "reading 3/9 files, now a b\ufffd[2J.pdf"
    assert progress_text(Progress("embedding", 9, 9, 0, 40), 0) == "░" * 24 + " 0%, 0/40 passages of 9 files"
    assert progress_text(Progress("embedding", 9, 9, 10, 40), 5) == (
        "██████░░░░░░░░░░░░░░░░░░ 25%, 15 seconds left, 10/40 passages of 9 files, 2/s"
    )
    assert (
        progress_text(Progress("writing", passages=4, total_passages=4), 1)
        == "writing the index of 4 new passages"
    )


def test_a_quick_build_shows_nothing(clock: list[float]):
    """A build that takes only a moment draws nothing."""
    terminal = Terminal()
    line = ProgressLine(terminal)
    clock[0] += 0.3
    line(Progress("reading", 1, 2))
    line.close()
    assert terminal.getvalue() == ""


def test_the_line_is_drawn_over_itself_and_wiped(clock: list[float]):
    """A shorter line overwrites a longer one, drawings keep their interval, and the last line is cleared."""
    terminal = Terminal()
    line = ProgressLine(terminal)
    clock[0] += 1
    line(Progress("embedding", 9, 9, 10, 4000))
    long = terminal.screen
    assert "10/4000 passages" in long
    clock[0] += 0.05
    line(Progress("embedding", 9, 9, 20, 4000))
    assert terminal.screen == long
    clock[0] += 0.2
    line(Progress("reading", 1, 2))
    assert terminal.screen == "reading 1/2 files"
    line.close()
    assert terminal.screen == ""
    assert terminal.getvalue().endswith("\r")
    assert "\n" not in terminal.getvalue()


@pytest.mark.parametrize("drawn", [True, False])
def test_control_c_is_told_in_a_sentence(clock: list[float], drawn: bool):
    """After Ctrl-C a sentence about the index replaces the progress line and the terminal's "^C"."""
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        with pytest.raises(KeyboardInterrupt, match="stopped"), ProgressLine(stream) as line:
            clock[0] += drawn
            line(Progress("reading", 1, 2))
            if stream is terminal:
                terminal.write("^C")
            raise KeyboardInterrupt("stopped")
    sentence = "Stopped: the index is as the last whole build left it."
    assert (terminal.screen, file.getvalue()) == (sentence, sentence)


def test_the_rate_counts_from_the_first_passage(clock: list[float]):
    """Time spent on reading does not count in the rate of passages."""
    terminal = Terminal()
    line = ProgressLine(terminal)
    clock[0] += 50
    line(Progress("embedding", 9, 9, 0, 100))
    clock[0] += 10
    line(Progress("embedding", 9, 9, 50, 100))
    assert terminal.screen.endswith("10 seconds left, 50/100 passages of 9 files, 5/s")


def drawn(clock: list[float], size: tuple[int, int], progress: Progress) -> str:
    """What is written to a terminal that says it has so many lines and columns, until a line is wiped."""
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    parent, child = pty.openpty()
    termios.tcsetwinsize(child, size)
    with os.fdopen(parent, "rb", buffering=0) as screen:
        with os.fdopen(child, "w") as terminal, ProgressLine(terminal) as line:
            clock[0] += 1
            line(progress)
        written = b""
        with suppress(OSError):  # what Linux raises at the end of a terminal
            while block := screen.read(4096):
                written += block
        return written.decode()


def test_the_line_fits_a_narrow_terminal(clock: list[float]):
    """A line longer than the terminal is cut, since a wrapped line could not be overwritten."""
    lines = drawn(clock, (24, 40), Progress("embedding", 60, 60, 64, 1288)).split("\r")
    assert lines[1] == "█░░░░░░░░░░░░░░░░░░░░░░░ 5%, 64/1288 pa"
    assert max(map(len, lines)) == 39


def test_a_terminal_that_does_not_know_its_width_is_wiped(clock: list[float]):
    """A terminal that reports 0 columns is treated as one of 80."""
    wiped = " " * (len("reading 1/2 files") + len("^C"))
    assert drawn(clock, (0, 0), Progress("reading", 1, 2)) == f"\rreading 1/2 files\r{wiped}\r"


def test_waiting_is_said_at_once_also_to_a_file(clock: list[float]):
    """Waiting for another build is reported on every stream, on a separate line."""
    file, terminal = io.StringIO(), Terminal()
    for stream in (file, terminal):
        line = ProgressLine(stream)
        line(Progress("waiting"))
        clock[0] += 5
        line(Progress("embedding", 1, 1, 3, 4))
    sentence = "Another process is building this index; waiting for it to end."
    assert file.getvalue() == f"{sentence}\n"
    assert sentence not in terminal.screen


def test_a_file_gets_no_drawing(clock: list[float]):
    """If standard error is not a terminal, there is no bar and no carriage return."""
    file = io.StringIO()
    line = ProgressLine(file)
    clock[0] += 60
    line(Progress("embedding", 1, 1, 3, 4))
    line.close()
    assert file.getvalue() == ""


def test_the_stream_is_the_one_of_the_moment(capsys: pytest.CaptureFixture[str]):
    """Without a stream, the line uses standard error as it is when the line is made."""
    ProgressLine()(Progress("waiting"))
    assert capsys.readouterr().err.startswith("Another process")
