"""Index random folders of hostile files: odd names, links, pipes, sizes and encodings, and endless markup."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random

from index.engine import Engine
from index.settings import IndexSettings
from tests.torture.attack import QUESTIONS, Attempt, check_citations, contents, document, left_behind, write
from tests.torture.forks import Forks

SECRET = "The secret of the vault is swordfish-4711."
SECONDS = 120  # a build may take so long at most; much, because the machine may be busy
LIMIT = 300_000  # bytes of a document
Make = Callable[[Path, Random], None]

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp437", "koi8-r", "shift_jis", "gb18030", "euc-kr", "iso8859-2", "utf-7")  # fmt: skip
_WORDS = "keeper lamp Häfen köy 港 порт λιμάνι مرفأ נמל 항구 🚢 e\u0301 \u200b \u202e \ufeff \x00 \x1a \x07 \ud7ff \U0010ffff"


def _name(random: Random) -> bytes:
    """Return a random file name that no program should use; most of the suffixes are those of documents."""
    stem = random.choice((
        b"a\nb", b"-rf", b"\xff\xfe", b" ", b"\xe2\x80\xae txt", b"*?", b"CON", b"%s%n", b"'\"`$(id)", b"~", b"#", b"a" * 240,
        "🚢".encode(), "e\u0301".encode(), "é".encode(), b".hidden", b"..a", b"index", b"\x1b[31m", b"a\tb", b"\\", b"gen-1", b"CURRENT",
        str(random.randrange(10**6)).encode(),
    ))  # fmt: skip
    return stem + random.choice(
        (b".txt", b".md", b".MD", b".rst", b"", b".html", b".csv", b".pdf", b".docx", b".json", b".txt.gz")
    )


def _bytes(random: Random) -> bytes:
    """Return random contents of a file."""
    kind = random.randrange(8)
    if kind == 0:
        return random.randbytes(random.randrange(2000))
    if kind == 1:
        text = " ".join(random.choices(_WORDS.split(" "), k=random.randrange(1, 200)))
        return text.encode(random.choice(_ENCODINGS), "replace")
    if kind == 2:
        return document(random.randrange(9), 1).encode(random.choice(_ENCODINGS), "replace")[
            random.randrange(3) :
        ]
    if kind == 3:
        return _endless(random).encode()
    if kind == 4:
        line_end = random.choice(("\r\n", "\r", "\u2028", "\x85", "\x0b", "\n\r", "\f"))
        return document(random.randrange(9), 1).replace("\n", line_end).encode("utf-8")
    if kind == 5:
        return bytes(random.randrange(5000))
    if kind == 6:
        cut = document(1, 1).replace("keeper", "kéeper").encode()
        return cut[: random.randrange(1, len(cut))] + random.choice((b"\xc3", b"\x1a", b"\x00", b"\xf0\x9f"))
    return b""


def _endless(random: Random) -> str:
    """Return many repetitions of a short text, for which a careless parser takes quadratic time or deep recursion."""
    times = random.choice((100, 3000, 20_000))
    unit = random.choice((
        "#", "# a\n", "> ", "- ", "  - a\n", "* * *\n", "[", "[a](", "![", "`", "```\n", "~~~", "|", "|a|b|\n|-|-|\n", "\n", "\t", " ", "a", "a ", "a. ",
        "1. ", "<", "<!--", "<b>", "&", "&amp;", "---\n", "===\n", "a\n===\n", "---\na: b\n", "a: &a [*a]\n", "\\", "_a_", "**", "e\u0301", "\u0301", "字。", "-\n", ".", "?!", '"', "(", "http://a.b/",
        "a-\n", "\r", "+++\n", "\u200d", "🚢", "0", "1,", "a,b\n",
    ))  # fmt: skip
    head = random.choice(("", "", "---\n", "+++\n", "# T\n\n", "| a |\n|---|\n", "```\n"))
    return (head + unit * times + random.choice(("", "\nThe end comes at last.\n")))[:LIMIT]


def _file(folder: Path, random: Random) -> None:
    with contextlib.suppress(OSError):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), _name(random)))).write_bytes(_bytes(random))


def _link(folder: Path, random: Random) -> None:
    target = random.choice(("../../secret.txt", "/etc/passwd", "..", ".", "loop.txt", "nowhere", "/dev/zero", "sound.md", "../documents/sound.md", "/proc/self/environ", ".env"))  # fmt: skip
    with contextlib.suppress(OSError):
        (folder / f"{'loop' if random.random() < 0.2 else random.randrange(10**6)}.txt").symlink_to(target)


def _special(folder: Path, random: Random) -> None:
    path = folder / f"{random.randrange(10**6)}.txt"
    if random.random() < 0.5:
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as made, contextlib.suppress(OSError):
            made.bind(str(path))


def _huge(folder: Path, random: Random) -> None:
    path = folder / f"huge-{random.randrange(10**6)}.txt"
    path.touch()
    os.truncate(path, random.choice((LIMIT + 1, 10**9, 2**40)))


def _deep(folder: Path, random: Random) -> None:
    deep = folder
    with contextlib.suppress(OSError):
        for _ in range(random.choice((3, 60, 300))):
            deep = deep / random.choice(("d", "..d", " "))
            deep.mkdir(exist_ok=True)
        (deep / "deep.txt").write_text("The deepest keeper sleeps below.")


def _many(folder: Path, random: Random) -> None:
    for number in range(300):
        (folder / f"many-{number}.dat").touch()


def _excluded(folder: Path, random: Random) -> None:
    (folder / ".env").write_text(SECRET)
    (folder / ".git").mkdir(exist_ok=True)
    (folder / ".git" / "config.txt").write_text(SECRET)


MAKERS: tuple[Make, ...] = (_file, _file, _file, _file, _link, _special, _huge, _deep, _many, _excluded)


class Folders:
    """Indexes a random folder with one sound document: in time, and without any file from outside."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        settings = attempt.settings()
        (attempt.folder / "secret.txt").write_text(SECRET)
        self._fill(settings.documents, attempt)
        outcome = self._build(settings, attempt)
        assert outcome["written"], outcome
        texts = contents(settings)
        assert "sound.md" in texts
        for name, text in texts.items():
            assert SECRET not in text and "root:" not in text, name
        attempt.count["documents"] += len(texts)
        attempt.count["files skipped, each with a reason"] += len(outcome["skipped"])
        self._ask(settings, texts, attempt)
        again = self._build(settings, attempt)
        assert not again["written"], "nothing had changed, and a new generation was written"
        self._fill(settings.documents, attempt)
        self._build(settings, attempt)
        contents(settings)
        assert not left_behind(settings), left_behind(settings)

    def _fill(self, folder: Path, attempt: Attempt) -> None:
        write(folder, "sound.md", document(3, attempt.random.randrange(100)))
        for _ in range(attempt.random.randrange(1, 12)):
            attempt.random.choice(MAKERS)(folder, attempt.random)

    def _build(self, settings: IndexSettings, attempt: Attempt) -> dict:
        started = time.monotonic()
        child = self._forks.build(
            settings.documents, settings.index, attempt.folder / "result", max_bytes=LIMIT, include=("*",)
        )
        ended = child.wait(SECONDS)
        child.kill()
        outcome = child.outcome()
        assert ended, f"the build takes more than {SECONDS} s"
        assert "error" not in outcome, outcome.get("traceback") or outcome
        attempt.count["builds"] += 1
        attempt.count["builds of over 20 s"] += time.monotonic() - started > 20
        return outcome

    def _ask(self, settings: IndexSettings, texts: dict[str, str], attempt: Attempt) -> None:
        engine = Engine.open(settings)
        for question in (
            *QUESTIONS,
            "swordfish vault secret",
            attempt.random.choice(_WORDS.split(" ")).strip() or "?",
        ):
            answer = engine.ask(question, passages=5)
            check_citations([asdict(citation) for citation in answer.citations], lambda name: [texts[name]])
            attempt.count["quotes checked"] += len(answer.citations)
