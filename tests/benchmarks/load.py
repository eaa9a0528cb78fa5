"""Load: a hundred people ask five questions each, all at once. How soon are they acknowledged, how soon answered?

    python -m tests.benchmarks.load [--people N] [--questions N]

A process of `munshi serve` is connected to the simulated Discord server of `tests.bot.discord.wire`, with an
index of the seeds. There are two runs: one with repeated questions, whose answers are cached, and one with
every question different.
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

from index import IndexSettings, build
from tests.bot.discord.wire import TOKEN, Call, Wire, wire

ROOT = Path(__file__).parents[2]
QUESTIONS = (
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
    """Run `munshi serve`, let `people` ask `each` questions, and print the times and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "munshi.toml"
        config.write_text(
            f"documents = '{index.documents}'\nindex = '{index.index}'\n"
            f"[discord]\nstate_file = '{folder}/state.sqlite3'\nperson_cooldown = 0.0\n",
            encoding="utf-8",
        )
        async with wire(heartbeat_seconds=1.0) as server:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bot.discord.wire_serve", server.address, str(config)),
                env={**os.environ, "DISCORD_TOKEN": TOKEN},
                stderr=asyncio.subprocess.DEVNULL,
                cwd=ROOT,
            )
            try:
                await server.ready(120)
                await server.slash("ask", question="Is everything open?")
                await server.wait_for("/webhooks/")
                sent = await _ask_all(server, people, each, different)
                await _all_answered(server, sent)
                memory = _peak_memory(process.pid)
            finally:
                process.terminate()
                await process.wait()
            _print(server, sent, memory, different)


async def _ask_all(server: Wire, people: int, each: int, different: bool) -> dict[str, float]:
    """Send all questions at once; return token of the interaction → time at which it was sent."""
    rng = random.Random(7)
    sent = {}
    for person in range(1, people + 1):
        for number, question in enumerate(rng.sample(QUESTIONS, each)):
            text = f"{question} I am number {person} and this is my {number}." if different else question
            now = time.perf_counter()
            sent[await server.slash("ask", person=person, question=text)] = now
    return sent


async def _all_answered(server: Wire, sent: dict[str, float]) -> None:
    """Wait until the server has received a call for each interaction; at most 300 seconds."""
    tokens = set(sent)
    async with asyncio.timeout(300):
        while len(tokens & {call.path.rpartition("/")[2] for call in server.calls}) < len(tokens):
            await asyncio.sleep(0.1)


def _print(server: Wire, sent: dict[str, float], memory: float, different: bool) -> None:
    acknowledged = _delays(sent, [call for call in server.calls if call.path.endswith("/callback")], -2)
    answers = [call for call in server.calls if call.path.startswith("/webhooks/")]
    answered = _delays(sent, answers, -1)
    failed = sum("reference" in json.dumps(call.body) for call in answers)
    late = sum("took longer" in json.dumps(call.body) for call in answers)
    busy = sum("Ask again in a moment" in json.dumps(call.body) for call in answers)
    beats = server.heartbeats
    delay = max((after - before - 1.0 for before, after in itertools.pairwise(beats)), default=0.0)
    whole = max(call.at for call in answers) - min(sent.values())
    kind = "every question different" if different else "repeated questions"
    print(f"{kind}: {len(sent)} questions")
    print(
        f"  acknowledged: {len(acknowledged)}, median {statistics.median(acknowledged):.2f} s, "
        f"slowest {max(acknowledged):.2f} s, within 3 s: {sum(d <= 3 for d in acknowledged)}"
    )
    print(
        f"  answered: {len(answered)} ({late} timed out, {busy} told that Munshi is busy, {failed} failed), "
        f"{len(answered) / whole:.1f} per second, "
        f"median {statistics.median(answered):.2f} s, 95th percentile {_percentile(answered, 95):.2f} s"
    )
    print(f"  heartbeats: {len(beats)}, longest delay {max(delay, 0):.2f} s; peak memory {memory:.0f} MB")


def _delays(sent: dict[str, float], calls: list[Call], part: int) -> list[float]:
    """Return the seconds from each question to the first call with its token.

    `part` is the position of the token in the path of a call.
    """
    first: dict[str, float] = {}
    for call in calls:
        first.setdefault(call.path.split("/")[part], call.at)
    return [first[token] - time for token, time in sent.items() if token in first]


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _peak_memory(process: int) -> float:
    """Return the maximum resident set size of a process so far, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=100, help="how many people ask at once (default: 100)")
    parser.add_argument(
        "--questions", type=int, default=5, help="how many questions each asks, at most 12 (default: 5)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = IndexSettings(documents=ROOT / "seeds", index=Path(folder) / "index")
        build(index)
        for different in (False, True):
            asyncio.run(measure(index, options.people, options.questions, different=different))


if __name__ == "__main__":
    main()
