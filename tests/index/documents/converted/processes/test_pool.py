"""Hostile files in separate processes: only the hostile file is skipped, with the reason."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents.converted.builder import TextBuilder
from index.documents.converted.processes.messages import Conversion, Packed, conversion
from index.documents.converted.processes.pool import ConverterPool, Limits
from index.documents.skipped import SkippedFile
from index.types import Block

READER = "hostile_reader"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ConverterPool]:
    """A pool with the hostile reader and small limits."""
    monkeypatch.syspath_prepend(str(Path(__file__).with_name("hostile")))
    with ConverterPool(Limits(seconds=1, waiting_seconds=120, memory=1 << 30)) as pool:
        yield pool


unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits")


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        pytest.param(b"loop", r"^takes longer than 1 seconds to be read$", marks=unix),
        pytest.param(b"grow", r"^needs more than 1024 MB of memory to be read$", marks=unix),
        (b"crash", r"^made the program that reads it fail$"),
        (b"leave", r"^made the program that reads it fail$"),
        (b"skip", r"^is a test$"),
        (b"raise", r"^cannot be read \(KeyError: 'stream'\)$"),
        (b"nest", r"^is nested too deeply$"),
        (b"swell", r"^unpacks to far more than its size \(over 5,000,000 characters\)$"),
        (
            b"connect",
            r"^cannot be read \(PermissionError: socket\.getaddrinfo is refused while files are converted\)$",
        ),
        (
            b"run",
            r"^cannot be read \(PermissionError: subprocess\.Popen is refused while files are converted\)$",
        ),
        (b"\xff", r"^cannot be read \(UnicodeDecodeError: .*\)$"),
    ],
)
def test_only_the_hostile_file_is_skipped(pool: ConverterPool, deed: bytes, reason: str):
    """A file that loops, grows, crashes its reader or reaches outside is skipped; the next file is read."""
    with pytest.raises(SkippedFile, match=reason):
        pool.convert(READER, deed)
    assert pool.convert(READER, b"Words.").text == "Words."


def test_a_file_that_waits_is_ended_after_a_time(monkeypatch: pytest.MonkeyPatch):
    """A reader that waits forever without computing is ended too."""
    monkeypatch.syspath_prepend(str(Path(__file__).with_name("hostile")))
    with (
        ConverterPool(Limits(waiting_seconds=1)) as pool,
        pytest.raises(SkippedFile, match=r"^takes longer than 1 seconds to be read$") as error,
    ):
        pool.convert(READER, b"wait")
    assert error.value.retry  # the machine may be less busy the next time


@unix
def test_no_file_is_written(pool: ConverterPool, tmp_path: Path):
    """A reader cannot write a file."""
    path = tmp_path / "left-over"
    with pytest.raises(SkippedFile, match=r"^cannot be read \(PermissionError: open is refused"):
        pool.convert(READER, b"write " + str(path).encode())
    assert not path.exists()


def test_output_of_a_library_does_not_disturb_answers(pool: ConverterPool):
    """Only answers go to the standard output of the process."""
    assert pool.convert(READER, b"print").text == "print"
    assert pool.convert(READER, b"Words.").text == "Words."


@unix
def test_a_process_that_is_killed_is_replaced_once(pool: ConverterPool):
    """A file whose process is killed is tried once more, and again by the next build."""
    heard: list[SkippedFile] = []

    def wait() -> None:
        try:
            pool.convert(READER, b"wait")
        except SkippedFile as reason:
            heard.append(reason)

    thread = threading.Thread(target=wait)
    thread.start()
    killed: set[int] = set()
    while len(killed) < 2:
        for worker in list(pool._all):
            if worker._process.pid not in killed:
                killed.add(worker._process.pid)
                worker._process.kill()
        time.sleep(0.01)
    thread.join(timeout=30)
    assert [(str(reason), reason.retry) for reason in heard] == [
        ("was not read, because the program that reads it was killed", True)
    ]
    assert pool.convert(READER, b"Words.").text == "Words."


def test_closing_ends_a_process_that_converts(pool: ConverterPool):
    """Closing a pool ends its running processes, and waiting callers get SkippedFile."""
    heard = []

    def wait() -> None:
        try:
            pool.convert(READER, b"wait")
        except SkippedFile as reason:
            heard.append(str(reason))

    thread = threading.Thread(target=wait)
    thread.start()
    while not pool._all:
        time.sleep(0.01)
    pool.close()
    thread.join(timeout=30)
    assert heard == ["was not read before the build ended"]
    with pytest.raises(SkippedFile, match=r"^was not read before the build ended$"):
        pool.convert(READER, b"Words.")


def test_an_answer_is_what_the_reader_returned(pool: ConverterPool):
    """Text, pages, names and blocks are the same as those that `read` returned in the process."""
    page = b"<title>Fares</title><h1>Day</h1><table><tr><th>route<th>fare<tr><td>1<td>2</table><p>End."
    from index.documents.converted.web.html import read

    here, there = read(page), pool.convert("index.documents.converted.web.html", page)
    assert (there.text, there.title, there.line_name) == (here.text, here.title, here.line_name)
    assert list(there.blocks) == list(here.blocks)


def test_unclosed_tags_lose_no_text(pool: ConverterPool):
    """An old page with deeply nested tags is read to its end; beyond the parser's limit it is skipped."""
    page = (
        b"<table><tr><th>route<th>fare<tr><td>1<td>2</table>" + b"<font><b>Words.<br>" * 500 + b"<div>x" * 900
    )
    converted = pool.convert("index.documents.converted.web.html", page + b"<p>End.")
    assert converted.text.endswith("End.")
    assert converted.text.count("Words.") == 500
    with pytest.raises(SkippedFile, match=r"^is nested too deeply$"):
        pool.convert("index.documents.converted.web.html", b"<div>x" * 3000 + b"<p>End.")


@pytest.mark.parametrize(
    "numbers", [(99, 0, 1, 0, 0, -1), (0, 5, 99, 0, 0, -1), (0, 0, 1, 7, 0, -1), (0, -1, 1, 0, 0, -1)]
)
def test_a_packed_block_outside_the_text_is_refused(numbers: tuple[int, ...]):
    """Packed blocks are checked against the text and the lists that they refer to."""
    from array import array

    packed = Packed(array("q", numbers).tobytes(), ((),), ("",), ())
    with pytest.raises(ValueError, match="leads out of the text"):
        Conversion(text="words", packed=packed).file_text()


@pytest.mark.parametrize("offsets", [(0, 6), (-2, 4), (3, 1)])
def test_an_unpacked_block_outside_the_text_is_refused(offsets: tuple[int, int]):
    """The offsets of blocks that are not packed are checked against the text, as those of packed blocks are."""
    answer = Conversion(text="words", blocks=(Block("paragraph", *offsets),))
    with pytest.raises(ValueError, match="leads out of the text"):
        answer.file_text()


def test_an_answer_without_blocks_is_valid():
    """An answer without blocks is valid."""
    assert conversion(TextBuilder().finish()).file_text().text == ""
