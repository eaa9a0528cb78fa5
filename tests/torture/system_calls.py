"""Kill builds at any of their system calls, or let one of the calls fail.

strace attaches to a build, which waits for it. When the build makes a chosen call for the nth time, strace
kills the build or makes the call fail. Each kind of build is traced once before, to know its calls.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from typing import Any

from index.errors import IndexDamaged, IndexMissing, NothingToIndex
from index.settings import IndexSettings
from index.store.build import build
from tests.torture.attack import Attempt, contents, document, left_behind, write
from tests.torture.forks import Child, Forks

# Calls that can change the disk. A kill between two of them has the same effect as a kill at the second.
CHANGING = (
    "openat close write pwrite64 writev lseek ftruncate fallocate mkdir mkdirat rename renameat renameat2 unlink "
    "unlinkat rmdir link linkat symlink fsync fdatasync flock fcntl fchmod chmod utimensat sendfile copy_file_range"
)
# Errors that a call may return. Some calls never return some of them, but a build must survive them all.
REFUSALS = ("EIO", "ENOSPC", "EACCES", "EMFILE")
REFUSED = (
    "openat write pwrite64 writev mkdir rename unlink unlinkat rmdir fsync fdatasync flock ftruncate close"
)
BUILDS = ("first", "changes", "nothing left", "damaged index")


class SystemCalls:
    """Kills a build at a random system call, or lets the call fail, in one of four kinds of builds."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks
        self._calls: dict[str, Counter[str]] = {}

    def missing(self) -> str:
        return "" if shutil.which("strace") else "strace is not installed"

    def attempt(self, attempt: Attempt) -> None:
        kind = attempt.random.choice(BUILDS)
        settings = attempt.settings()
        old, new = self._prepare(kind, settings, attempt)
        if kind not in self._calls:
            self._calls[kind] = self._traced(settings, attempt)
            for path in (settings.documents, settings.index):
                shutil.rmtree(path, ignore_errors=True)
            settings.documents.mkdir()
            self._prepare(kind, settings, attempt)
        kills = attempt.random.random() < 0.7
        calls = self._calls[kind]
        call = attempt.random.choice(sorted(call for call in calls if kills or call in REFUSED.split()))
        number = attempt.random.randint(1, calls[call])
        what = "signal=KILL" if kills else f"error={attempt.random.choice(REFUSALS)}"
        outcome, log = self._injected(settings, attempt, f"{call}:{what}:when={number}")
        where = f"{kind}: {call} {number}: {what}: {outcome}"
        assert "traceback" not in outcome, f"{where}\n{outcome.get('traceback')}"
        attempt.count[
            "killed" if "killed by SIGKILL" in log else "refused" if "INJECTED" in log else "missed"
        ] += 1
        try:
            now = contents(settings)
            assert now in (old, new, _without_unread(old, new, outcome)), where
        except IndexMissing:
            assert old is None or new is None, where
            now = None
        except IndexDamaged:
            assert kind == "damaged index", where
            now = {}
        attempt.count["old index seen" if now == old else "new index seen"] += 1
        try:
            build(settings)
        except NothingToIndex:
            assert new is None, where
        else:
            assert contents(settings) == new, where
        assert not left_behind(settings), (where, left_behind(settings))
        assert not list((attempt.folder / "temporary").iterdir()), where

    def _prepare(
        self, kind: str, settings: IndexSettings, attempt: Attempt
    ) -> tuple[dict[str, str] | None, dict[str, str] | None]:
        """Make the documents and the index for a kind of build; return the texts in the index before and after it.

        None means that there is no index.
        """
        (attempt.folder / "temporary").mkdir(exist_ok=True)
        first = {f"book-{number}.md": document(number, 1, 2) for number in range(4)}
        for name, text in first.items():
            write(settings.documents, name, text)
        if kind == "first":
            return None, first
        build(settings)
        if kind == "nothing left":
            for name in first:
                (settings.documents / name).unlink()
            return first, None
        if kind == "damaged index":
            path = next(settings.index.rglob("text.utf8"))
            path.write_bytes(b"X" + path.read_bytes()[1:])
            return {}, first
        changed = {
            "book-0.md": document(0, 2, 2),
            "book-9.md": document(9, 2, 2),
            "new/book-1.md": first["book-1.md"],
        }
        for name, text in changed.items():
            write(settings.documents, name, text)
        for name in ("book-1.md", "book-2.md"):
            (settings.documents / name).unlink()
        return first, {"book-3.md": first["book-3.md"], **changed}

    def _traced(self, settings: IndexSettings, attempt: Attempt) -> Counter[str]:
        """Run a build without an attack; return how often it makes each of the `CHANGING` calls."""
        child = self._start(settings, attempt)
        log = attempt.folder / "log"
        subprocess.run(
            ["strace", "-f", "-qq", "-o", log, "-e", "trace=" + ",".join(f"?{call}" for call in CHANGING.split()), "-p", str(child.pid)],
            check=True, timeout=120,
        )  # fmt: skip
        assert "traceback" not in child.outcome()
        return Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE))

    def _injected(self, settings: IndexSettings, attempt: Attempt, injection: str) -> tuple[dict, str]:
        """Run a build that strace attacks at a call; return its outcome, and strace's log of this call."""
        child = self._start(settings, attempt)
        log = attempt.folder / "log"
        call = injection.partition(":")[0]
        subprocess.run(
            ["strace", "-f", "-qq", "-o", log, "-e", f"trace={call}", "-e", f"inject={injection}", "-p", str(child.pid)],
            timeout=120, check=False,
        )  # fmt: skip
        assert child.wait(60), "the build hangs"
        return child.outcome(), log.read_text(errors="replace")

    def _start(self, settings: IndexSettings, attempt: Attempt) -> Child:
        return self._forks.build(
            settings.documents,
            settings.index,
            attempt.folder / "result",
            traced=True,
            temporary=attempt.folder / "temporary",
        )


def _without_unread(
    old: dict[str, str] | None, new: dict[str, str] | None, outcome: dict[str, Any]
) -> dict[str, str]:
    """Return the texts of an index whose build could not read some documents: it keeps their old texts, if any."""
    unread = {name for name, _ in outcome.get("skipped", ())}
    unread |= {warning.partition(" cannot be read now")[0] for warning in outcome.get("warnings", ())}
    read = {name: text for name, text in (new or {}).items() if name not in unread}
    return read | {name: text for name, text in (old or {}).items() if name in unread}
