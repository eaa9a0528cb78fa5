"""The command as a process: streams that are closed or full, Ctrl-C at any moment, a hostile working folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.settings import IndexSettings

Config = Callable[[IndexSettings], Path]
QUESTION = ("ask", "Who opened the bakery on Mill Street?")


@pytest.fixture
def shell(small_index: IndexSettings, config: Config, root: Path, tmp_path: Path):
    """Run a line of shell in which `$munshi` is the command, and `$C` names the config."""

    def shell(line: str, **environment: str) -> tuple[int, str, str]:
        done = subprocess.run(
            ["bash", "-c", line.replace("$munshi", f"{sys.executable} -m bot")],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root), "C": str(config(small_index)), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout, done.stderr

    return shell


ASK = '$munshi ask --config "$C" "Who opened the bakery on Mill Street?"'


@pytest.mark.parametrize(
    ("line", "status", "out", "err"),
    [
        (f"{ASK} >&-", 0, "", ""),
        ('$munshi ask --config "$C" - <&-', 2, "", "munshi: There is no question. .*\n"),
        ('$munshi chat --config "$C" <&-', 0, "", ""),
        (f"{ASK} 2>&-", 0, "Marta(?s:.*)", ""),
        (f"{ASK} >&- 2>&- <&-", 0, "", ""),
    ],
)
def test_a_closed_stream_is_silence(shell, line: str, status: int, out: str, err: str):
    """Output to a closed stream is discarded, and a closed input is empty."""
    done, shown, errors = shell(line)
    assert done == status, errors
    assert re.match(out, shown)
    assert re.fullmatch(err, errors)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "line",
    [
        f"{ASK} >/dev/full",
        *(
            f"$munshi {words} >/dev/full"
            for words in ('status --config "$C"', "--help", "ask --help", "--version")
        ),
    ],
)
def test_a_full_disk_behind_standard_output_is_one_sentence(shell, line: str):
    """If the output cannot be written, standard error says so, with exit status 3."""
    assert shell(line) == (3, "", "munshi: Standard output cannot be written (No space left on device).\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_behind_standard_error_keeps_no_answer_back(shell):
    """If standard error cannot be written, the command goes on: changed documents are indexed and asked."""
    status, out, err = shell(f"echo 'Ole waits.' >documents/new.txt; {ASK} 2>/dev/full")
    assert (status, err) == (0, "")
    assert "Marta" in out


def test_json_is_escaped_where_the_terminal_cannot_show_it(shell, write):
    """JSON on an ASCII or Latin-1 terminal says the same as on a Unicode one."""
    write("bakery.txt", "Zoë opened the bakery “Nähe 🥖” on Mill Street.\n")
    quotes = set()
    for encoding in ("ascii", "latin-1", "utf-8"):
        status, out, _ = shell(f"{ASK} --json | cat", PYTHONIOENCODING=encoding)
        assert status == 0
        assert out.isascii() == (encoding != "utf-8")
        quotes.add(json.loads(out)["citations"][0]["quote"])
    assert quotes == {"Zoë opened the bakery “Nähe 🥖” on Mill Street."}


# Sends Ctrl-C to itself when the nth module is imported, counted from the first that the command imports.
INTERRUPTED = """
import os, signal, sys

last, count = int(sys.argv.pop(1)), 0
from bot.terminal.cli import main

def interrupt(event, arguments):
    global count
    if event == "import":
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(interrupt)
status = main()
print("imports", count, file=sys.stderr)
sys.exit(status)
"""


def test_control_c_among_the_imports_is_silent(small_index: IndexSettings, config: Config, python):
    """Ctrl-C at the import of any module, first to last, ends the command without a traceback."""
    arguments = (QUESTION[0], "--config", str(config(small_index)), QUESTION[1])
    done = python(INTERRUPTED, "0", *arguments)
    assert done.returncode == 0
    total = int(done.stderr.split()[-1])
    for number in (1, total // 3, total):
        done = python(INTERRUPTED, str(number), *arguments)
        assert done.returncode in (-2, 130), number
        assert "Traceback" not in done.stderr, number
        assert done.stdout == "", number


def test_control_c_before_the_command_is_there_is_silent(root: Path, tmp_path: Path):
    """Ctrl-C while Python is still searching for the module of `python -m bot` shows no traceback."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "sys.addaudithook(lambda event, arguments: event == 'import' and arguments[0] == 'bot.terminal'\n"
        "                 and os.kill(os.getpid(), signal.SIGINT))\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--version"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-2, "", "")


def test_a_hostile_working_folder_is_not_imported_from(root: Path, tmp_path: Path):
    """`python -m bot` imports no module from the working folder, even if a file there is named like a library."""
    for name in ("json", "numpy", "argparse", "signal", "traceback", "index"):
        (tmp_path / f"{name}.py").write_text("print('taken from the working folder')\n")
    for module in ("bot", "bot.terminal.cli"):
        done = subprocess.run(
            [sys.executable, "-m", module, "status", "--index", "none"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("munshi: There is no index in ")
