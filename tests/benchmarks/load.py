"""A hundred people ask five questions each at once: how soon are they acknowledged, how soon answered?

Runs the real `munshi serve` as a process against the small Discord of `tests.bot.discord.wire`, on an index of
the seeds. Two runs: questions as people ask them (many the same, so that kept answers help), and every
question different (nothing helps). Usage: python -m tests.benchmarks.load [--people 100] [--questions 5]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from index.settings import IndexSettings
from index.store.build import build
from tests.bot.discord.wire import TOKEN, Call, Wire, wire

ROOT = Path(__file__).parents[2]
ASKED = (
    "Who framed Madan?",
    "Who escorts Madan to the Star Hotel?",
    "Who treats the poor for free?",
    "Why did Madan take up gambling?",
    "Who killed Leena?",
    "Where is Madan sentenced to be hanged?",
    "What does Rajani do?",
    "Who is Pedro?",
    "What illness does Manju have?",
    "Who arrests Madan?",
    "What is the address of the Star Hotel?",
    "Who is united with Rajani in the end?",
)


async def measure(index: IndexSettings, people: int, each: int, *, different: bool) -> None:
    """One run: print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        async with wire(heartbeat_seconds=1.0) as server:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bot.discord.wire_serve", server.address),
                *(str(index.documents.files), str(index.index), f"{folder}/state.sqlite3"),
                env={**os.environ, "DISCORD_TOKEN": TOKEN},
                stderr=asyncio.subprocess.DEVNULL,
                cwd=ROOT,
            )
            try:
                await server.ready(120)
                await server.slash("ask", question="Is everything open?")
                await server.wait_for("/webhooks/")
                asked = await _ask_all(server, people, each, different)
                await _answered(server, asked)
                memory = _peak_memory(process.pid)
            finally:
                process.terminate()
                await process.wait()
            _print(server, asked, memory, different)


async def _ask_all(server: Wire, people: int, each: int, different: bool) -> dict[str, float]:
    """Everyone types everything at once; returns when each interaction was sent."""
    draw = random.Random(7)
    asked = {}
    for person in range(1, people + 1):
        for number, question in enumerate(draw.sample(ASKED, each)):
            text = f"{question} I am number {person} and this is my {number}." if different else question
            began = time.perf_counter()
            asked[await server.slash("ask", person=person, question=text)] = began
    return asked


async def _answered(server: Wire, asked: dict[str, float]) -> None:
    tokens = set(asked)
    async with asyncio.timeout(300):
        while len(tokens & {call.path.rpartition("/")[2] for call in server.calls}) < len(tokens):
            await asyncio.sleep(0.1)


def _print(server: Wire, asked: dict[str, float], memory: float, different: bool) -> None:
    acknowledged = _delays(asked, [call for call in server.calls if call.path.endswith("/callback")], -2)
    answers = [call for call in server.calls if call.path.startswith("/webhooks/")]
    answered = _delays(asked, answers, -1)
    wrong = sum("reference" in json.dumps(call.body) for call in answers)
    late = sum("took longer" in json.dumps(call.body) for call in answers)
    busy = sum("Ask again in a moment" in json.dumps(call.body) for call in answers)
    beats = server.heartbeats
    delay = max((after - before - 1.0 for before, after in itertools.pairwise(beats)), default=0.0)
    whole = max(call.at for call in answers) - min(asked.values())
    kind = "every question different" if different else "as people ask, many the same"
    print(f"{kind}: {len(asked)} questions")
    print(
        f"  acknowledged: {len(acknowledged)}, median {statistics.median(acknowledged):.2f} s, "
        f"slowest {max(acknowledged):.2f} s, within 3 s: {sum(d <= 3 for d in acknowledged)}"
    )
    print(
        f"  answered: {len(answered)} ({late} told it took too long, {busy} that Munshi is busy, {wrong} gone wrong), "
        f"{len(answered) / whole:.1f} a second, "
        f"median {statistics.median(answered):.2f} s, 95th percentile {_percentile(answered, 95):.2f} s"
    )
    print(f"  heartbeats: {len(beats)}, longest delay {max(delay, 0):.2f} s; peak memory {memory:.0f} MB")


def _delays(asked: dict[str, float], calls: list[Call], place: int) -> list[float]:
    """Seconds from each asking to the first call that answers it."""
    first: dict[str, float] = {}
    for call in calls:
        first.setdefault(call.path.split("/")[place], call.at)
    return [first[token] - began for token, began in asked.items() if token in first]


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _peak_memory(process: int) -> float:
    """The most memory that a process had in use so far, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--questions", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = IndexSettings(documents=ROOT / "seeds", index=Path(folder) / "index")
        build(index)
        for different in (False, True):
            asyncio.run(measure(index, options.people, options.questions, different=different))


if __name__ == "__main__":
    main()
