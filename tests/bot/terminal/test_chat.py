"""`munshi chat`, at a real terminal (a pty) and in a pipe: prompt, history, Ctrl-C and Ctrl-D."""

from __future__ import annotations

import contextlib
import io
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.small_talk import Phrases
from bot.terminal.chat import chat
from bot.terminal.fresh_engine import ask
from bot.terminal.safe_text import Style
from index import Engine, build
from index.settings import IndexSettings
from index.store.store import Store
from index.types import Answer, Outcome, Turn
from tests.bot.discord.library import COURSE

pty = pytest.importorskip("pty")
Config = Callable[[IndexSettings], Path]
CONTROL_C, CONTROL_D, UP = b"\x03", b"\x04", b"\x1b[A"


class Conversation:
    """A chat at a terminal: what a person types, and what they see."""

    def __init__(self, process: subprocess.Popen, terminal: int) -> None:
        self.process = process
        self._terminal = terminal

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def until(self, ending: str, seconds: float = 90) -> str:
        """What is shown until it ends in that."""
        seen, deadline = "", time.monotonic() + seconds
        while not seen.endswith(ending):
            if not select.select([self._terminal], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise AssertionError(f"no {ending!r} after {seen!r}")
            seen += self._read()
        return seen

    def interrupted(self, ending: str) -> str:
        """What Ctrl-C brings. Python may miss one that comes just before it waits; a person presses again."""
        for _ in range(5):
            self.type(CONTROL_C)
            with contextlib.suppress(AssertionError):
                return self.until(ending, seconds=5)
        raise AssertionError("Ctrl-C was not heeded")

    def rest(self) -> str:
        """What is shown until the end, and the exit status."""
        seen = ""
        with contextlib.suppress(OSError):  # raised when the other end is closed
            while block := self._read():
                seen += block
        return seen

    def _read(self) -> str:
        shown = os.read(self._terminal, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        return re.sub(r"\x1b\[\??\d*(;\d+)*[a-zA-Z]|\x07", "", shown)


@contextlib.contextmanager
def chatting(config: Path, root: Path) -> Iterator[Conversation]:
    parent, child = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "TERM": "xterm",
        "NO_COLOR": "1",
        "INPUTRC": "/dev/null",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--config", str(config)],
        cwd=root, env=environment, stdin=child, stdout=child, stderr=child, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(child)
    try:
        yield Conversation(process, parent)
    finally:
        process.kill()
        process.wait()
        os.close(parent)


def test_a_conversation(small_index: IndexSettings, config: Config, root: Path, write):
    """A chat: greeting, prompt, an answer, more passages, a changed document, Ctrl-C for a line, Ctrl-D at the end."""
    with chatting(config(small_index), root) as chat:
        greeting = chat.until("\n? ")
        assert "Ctrl-D ends." in greeting
        assert str(small_index.documents) in greeting.replace("\n", "")
        chat.type(b"/more\n")
        assert "Ask a question first." in chat.until("\n? ")
        chat.type(b"\n")
        chat.until("\n? ")
        chat.type(b"/sing\n")
        assert "There are /more and /quit; anything else is a question." in chat.until("\n? ")
        chat.type(b"Thank you!\n")
        assert "You're welcome." in chat.until("\n? ")
        chat.type(b"Hello!\n")
        assert "Ask anything about " in chat.until("\n? ")
        chat.type(b"Who opened the bakery on Mill Street?\n")
        answer = chat.until("\n? ")
        assert "Marta opened the bakery on Mill Street." in answer
        for more in (b"/more\n", b"More\n"):
            chat.type(more)
            assert chat.until("\n? ").count("“") >= 3
        chat.type(b"that's wrong\n")
        assert "Ask again in other words, or see more passages with /more." in chat.until("\n? ")
        chat.type(b"no, thanks\n")
        assert "You're welcome." in chat.until("\n? ")
        chat.type(b"half a quest")
        chat.until("half a quest")  # a signal that comes before the line is being read waits for the next key
        assert "(Ctrl-D ends)" in chat.interrupted("\n? ")
        write("bakery.txt", "Jonas took over the bakery on Mill Street. He bakes walnut cake.")
        chat.type(b"Who took over the bakery on Mill Street?\n")
        answer = chat.until("\n? ")
        assert "changed: bakery.txt" in answer
        assert "Jonas took over the bakery on Mill Street." in answer
        chat.type(CONTROL_D)
        assert chat.rest() == "\n"
        assert chat.process.wait(10) == 0
    assert Store(small_index.index).current() == 2


def test_a_short_question_is_about_what_was_asked_before(tmp_path: Path):
    """A follow-up question is answered for the topic of the last one, also with more evidence."""
    settings = IndexSettings(documents=tmp_path / "documents", index=tmp_path / "index")
    settings.documents.mkdir()
    (settings.documents / "course.md").write_text(COURSE)
    build(settings)
    engine, turns = Engine.open(settings), [Turn("How much are lab coats?", "20 €")]
    assert "the desk of the laboratory" not in ask(engine, "where do i pay", passages=None)[0].answer.text
    for passages in (None, 5):
        answer = ask(engine, "where do i pay", passages=passages, turns=turns)[0].answer
        assert answer.outcome is Outcome.ANSWERED
        assert "the desk of the laboratory" in answer.text


def test_each_question_of_a_line_is_answered(
    tmp_path: Path, config: Config, munshi: Callable[..., subprocess.CompletedProcess]
):
    """Each answer is below its question, and the last question is the one that the next line follows up."""
    settings = IndexSettings(documents=tmp_path / "documents", index=tmp_path / "index")
    settings.documents.mkdir()
    (settings.documents / "course.md").write_text(COURSE)
    talk = "How much is the field trip? And how much are lab coats?\nwhere do i pay\n"
    result = munshi("chat", "--config", str(config(settings)), input=talk)
    assert result.returncode == 0
    assert "Read as “where do i pay? " in result.stdout
    trip, coats, pay = re.split(
        r"^Asked: how much are .*\n|^The documents answer:", result.stdout, flags=re.MULTILINE
    )
    assert trip.startswith("Asked: How much is the field trip?\n40 €  (")
    assert coats.startswith("20 €  (")
    assert "the desk of the laboratory" in pay


def history(tmp_path: Path) -> Path:
    """The one history file of the user's state folder."""
    (path,) = (tmp_path / "state-home" / "munshi").glob("*/chat-history")
    return path


def test_history_is_kept(small_index: IndexSettings, config: Config, root: Path, tmp_path: Path):
    """A question asked in one conversation can be fetched with the arrow key in the next."""
    with chatting(config(small_index), root) as chat:
        chat.until("\n? ")
        chat.type(b"Who opened the bakery?\n")
        chat.until("\n? ")
        chat.type(b"/quit\n")
        chat.rest()
        assert chat.process.wait(10) == 0
    assert "Who opened the bakery?" in history(tmp_path).read_text()
    shutil.rmtree(small_index.index)  # what was typed is no part of the index
    with chatting(config(small_index), root) as chat:
        chat.until("\n? ")
        chat.type(UP + UP)
        chat.until("Who opened the bakery?")
        chat.type(b"\n")
        assert "Marta" in chat.until("\n? ")


def test_a_pipe_is_answered_question_by_question(
    small_index: IndexSettings, config: Config, munshi, tmp_path: Path
):
    """Without a terminal there is no greeting, no prompt and no history; each line has its reply."""
    talk = "Who opened the bakery on Mill Street?\n\nzxqv wvut zzxq qvvw?\n"
    result = munshi("chat", "--config", str(config(small_index)), input=talk)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Marta opened the bakery on Mill Street.  (")
    assert result.stdout.endswith(
        "\n\nI found nothing about this in the documents.\nRead as “Who opened the bakery on zxqv wvut zzxq qvvw?”.\n\n"
    )
    assert not (tmp_path / "state-home").exists()


@pytest.mark.parametrize("leaving", ["exit", "Quit", "/exit"])
def test_who_wants_to_leave_leaves(small_index: IndexSettings, config: Config, munshi, leaving: str):
    """The usual words end the chat, and a line that only reacts to an answer is not a question."""
    talk = f"Really?\n{leaving}\nWho opened the bakery on Mill Street?\n"
    result = munshi("chat", "--config", str(config(small_index)), input=talk)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"Ask anything about {small_index.documents}.\n"


def test_input_that_is_not_valid_text(small_index: IndexSettings, config: Config, munshi):
    """A line with half a character (a lone surrogate) is answered."""
    talk = b"Who opened the bakery on Mill Street\xff?\n"
    result = munshi("chat", "--config", str(config(small_index)), input=talk, text=False, encoding=None)
    assert result.returncode == 0, result.stderr
    assert b"Marta" in result.stdout


def test_a_bug_over_one_question_leaves_the_others(
    small_index: IndexSettings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    """A bug is shown and explained, and the chat goes on."""
    answered = Engine.ask

    def ask_or_fail(self: Engine, question: str, *, passages: int | None = None) -> Answer:
        if question == "zero":
            raise ZeroDivisionError("a bug")
        return answered(self, question, passages=passages)

    monkeypatch.setattr(Engine, "ask", ask_or_fail)
    monkeypatch.setattr("sys.stdin", io.StringIO("zero\nWho opened the bakery on Mill Street?\n"))
    chat(
        small_index,
        lambda: Engine.open(small_index),
        Style(),
        writer=None,
        phrases=Phrases(),
        history_file=tmp_path / "history",
    )
    out, err = capsys.readouterr()
    assert out.startswith("Marta opened the bakery on Mill Street.  (")
    assert "\nZeroDivisionError: a bug\nmunshi: This is an error of Munshi's own (ZeroDivisionError), " in err


def test_chat_without_documents_is_one_sentence(empty_folder: IndexSettings, config: Config, munshi):
    """Without documents, chat ends with one sentence and exit status 3."""
    result = munshi("chat", "--config", str(config(empty_folder)), input="who?\n")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (3, "", 1)
