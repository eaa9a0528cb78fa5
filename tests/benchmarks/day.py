"""A day of a Discord server in fast motion: is every question answered, and what is in the state file at the end?

    python -m tests.benchmarks.day [--questions N] [--rebuilds N] [--restarts N] [--channels N]

A process of `munshi serve`, with the reader `sentences`, is connected to the simulated Discord server of
`tests.bot.discord.wire`. People ask in several channels, by command, privately and by mention, and some use
/forget to delete their questions. The documents change and the index is rebuilt automatically; channels are
created and deleted; the process is stopped and started again. At the end, the rows of the state file must be
those of the questions that were not deleted. The exit status is 1 if they are not, or if a question has no
answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.config import load
from index import build
from tests.benchmarks.load import QUESTIONS, ROOT
from tests.bot.discord.wire import CHANNEL, TOKEN, Wire, wire

HOURS = 24
_PEOPLE = 50
_AT_ONCE = 10  # questions that are asked before the first answer is waited for
_FAILED = ("went wrong, reference", "took longer", "Ask again in a moment", "can't answer", "read no")
_REBUILT = re.compile(rb"generation \d+ has \d+ passages")


@dataclass(frozen=True, slots=True)
class Plan:
    """The number of events in the day."""

    questions: int = 2000
    rebuilds: int = 30
    restarts: int = 4
    channels: int = 12  #: channels that are created, asked in, and deleted


@dataclass
class Day:
    """The events of the day, and the rows that the state file must have at the end."""

    #: Recorded answers by (channel, person).
    expected: Counter[tuple[int, int]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)  #: events by name
    memory: list[list[float]] = field(default_factory=list)  #: MB after each hour, one list for each process
    faults: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)  #: of each table of the state file at the end
    bytes: int = 0  #: of the state file at the end
    seconds: float = 0.0


class _Running:
    """A running process of `munshi serve`."""

    def __init__(self, server: Wire, process: asyncio.subprocess.Process, documents: Path) -> None:
        self.server = server
        self._process = process
        self._documents = documents
        self._rebuilt = 0
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._rebuilt += _REBUILT.search(line) is not None

    def memory(self) -> float:
        """Return the resident memory in MB."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    async def answered(self, sent: set[str]) -> list[str]:
        """Wait until each question has an answer; return a fault for each one that failed.

        `sent` are the tokens of interactions and the ids of messages; it is empty at the end.
        """
        faults = []
        async with asyncio.timeout(120):
            while sent:
                for call in self.server.calls:
                    body = call.body if isinstance(call.body, dict) else {}
                    reference = (body.get("message_reference") or {}).get("message_id")
                    key = reference if call.path.endswith("/messages") else call.path.rpartition("/")[2]
                    if str(key) in sent:
                        sent.discard(str(key))
                        text = json.dumps(body)
                        faults += (
                            [f"a question failed: {text[:300]}"] if any(f in text for f in _FAILED) else []
                        )
                self.server.calls.clear()
                await asyncio.sleep(0.01)
        return faults

    async def rebuild(self, number: int) -> None:
        """Change the documents, and wait until they are indexed."""
        before = self._rebuilt
        note = self._documents / f"note-{number % 5}.md"
        note.write_text(f"# Note {number}\n\nThe lamp of house {number} is mended by Ilse Brandt.\n")
        async with asyncio.timeout(120):
            while self._rebuilt == before:
                await asyncio.sleep(0.02)

    async def stop(self) -> int:
        """End the process as systemd does (SIGTERM); return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        await self._reading
        return await asyncio.wait_for(self._process.wait(), 60)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()


@contextlib.asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[_Running]:
    async with wire(heartbeat_seconds=1.0) as server:
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "tests.bot.discord.wire_serve",
                server.address,
                str(folder / "munshi.toml"),
            ),
            env={**os.environ, "DISCORD_TOKEN": TOKEN},
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        running = _Running(server, process, folder / "documents")
        try:
            await server.ready(120)
            await running.answered({await server.slash("documents")})  # the process has started
            yield running
        finally:
            running.kill()


async def live(plan: Plan) -> Day:
    """Run a day, and check the state file at the end."""
    day, rng, began = Day(), random.Random(7), time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "documents")
        (folder / "munshi.toml").write_text(
            "documents = 'documents'\nindex = 'index'\nthreads = 1\n[answer]\nreader = 'sentences'\n"
            "[discord]\nstate_file = 'state.sqlite3'\nperson_cooldown = 0.0\nrebuild_after = 0.2\n",
            encoding="utf-8",
        )
        await asyncio.to_thread(build, load(folder / "munshi.toml").engine)
        for start in range(plan.restarts + 1):
            async with _served(folder) as running:
                day.memory.append([])
                for hour in range(HOURS):
                    if hour * (plan.restarts + 1) // HOURS == start:
                        await _hour(day, rng, running, hour, plan)
                        day.memory[-1].append(running.memory())
                if status := await running.stop():
                    day.faults.append(f"the process ended with {status}")
                day.counts["restarts"] += start > 0
        _count(day, folder / "state.sqlite3")
    day.seconds = time.perf_counter() - began
    return day


async def _hour(day: Day, rng: random.Random, running: _Running, hour: int, plan: Plan) -> None:
    """Run an hour: create channels, ask in all of them, change the documents, and delete the new channels."""
    server, channels = running.server, [CHANNEL]
    for _ in range(_share(plan.channels, hour)):
        channels.append(await server.make_channel())
    left = _share(plan.questions, hour)
    while left > 0:
        await _ask(day, rng, running, min(left, _AT_ONCE), channels)
        left -= _AT_ONCE
    if hour % 6 == 5:
        person = 1 + rng.randrange(_PEOPLE)
        await running.answered({await server.slash("forget", person)})
        day.counts["forgotten questions"] += day.expected.pop((CHANNEL, person), 0)
    for _ in range(_share(plan.rebuilds, hour)):
        await running.rebuild(day.counts["rebuilds"])
        day.counts["rebuilds"] += 1
    for channel in channels[1:]:
        await server.delete_channel(channel)
        day.counts["deleted channels"] += 1
        for key in [key for key in day.expected if key[0] == channel]:
            day.counts["questions of deleted channels"] += day.expected.pop(key)
    if channels[1:]:
        await running.answered({await server.slash("documents")})  # the process has received the deletions


async def _ask(day: Day, rng: random.Random, running: _Running, count: int, channels: list[int]) -> None:
    """Ask `count` questions at once, and wait for their answers."""
    server, sent = running.server, set()
    for _ in range(count):
        person, where = 1 + rng.randrange(_PEOPLE), rng.choice(channels)
        question = f"{rng.choice(QUESTIONS)} I ask for house {rng.randrange(500)}."
        kind = rng.choice(("command", "command", "private", "mention"))
        if kind == "mention":
            sent.add(str(await server.write(f"<@5001> {question}", person, where=where)))
        else:
            options = {"private": "yes"} if kind == "private" else {}
            sent.add(await server.slash("ask", person, where=where, question=question, **options))
        day.expected[where, person] += 1
        day.counts["questions"] += 1
    day.faults += await running.answered(sent)


def _share(total: int, hour: int) -> int:
    """Return the share of `total` that falls into an hour, from 0."""
    return total * (hour + 1) // HOURS - total * hour // HOURS


def _count(day: Day, state_file: Path) -> None:
    """Count the rows of the state file, and compare the recorded answers with the expected ones."""
    with closing(sqlite3.connect(state_file)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            day.rows[table] = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        answers = connection.execute("SELECT channel, person, COUNT(*) FROM answers GROUP BY channel, person")
        found = {(channel, person - 10_000): count for channel, person, count in answers}
    day.bytes = state_file.stat().st_size
    for key in found.keys() | day.expected.keys():
        if found.get(key, 0) != day.expected[key]:
            day.faults.append(f"{key}: {found.get(key, 0)} answers are recorded, not {day.expected[key]}")


def report(day: Day) -> str:
    """Return the events, the rows at the end, the memory and the faults, one per line."""
    events = ", ".join(f"{name} {count}" for name, count in day.counts.items())
    rows = ", ".join(f"{name} {count}" for name, count in day.rows.items() if count)
    memory = "; ".join(" ".join(f"{mb:.0f}" for mb in process) for process in day.memory)
    return "\n".join(
        [
            f"{events}, in {day.seconds:.0f} s",
            f"rows at the end: {rows}; state file {day.bytes / 1e6:.2f} MB",
            f"memory in MB after each hour, by process: {memory}",
            *day.faults,
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.day",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, count in asdict(Plan()).items():
        parser.add_argument(
            f"--{name}", type=int, default=count, help=f"number in the day (default: {count})"
        )
    day = asyncio.run(live(Plan(**vars(parser.parse_args()))))
    print(report(day))
    return 1 if day.faults else 0


if __name__ == "__main__":
    sys.exit(main())
