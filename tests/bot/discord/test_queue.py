"""The queue before the readers, by wall-clock: bounds, deadlines, the cache, and the loop that goes on."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.discord.queue import Busy, Closing, QuestionQueue, TooSlow
from index.engine import Engine
from index.settings import IndexSettings
from index.types import Answer, Outcome
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import played


class Gate:
    """An engine that reads until it is let go, and counts what it was asked."""

    def __init__(self, generation: int = 1) -> None:
        self.generation = generation
        self.open = threading.Event()
        self.asked: list[str] = []

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        self.open.wait(10)
        return Answer(question, Outcome.NOTHING, "", 0.0, (), self.generation)


async def _started(desk: QuestionQueue, gate: Gate, *questions: str) -> list[asyncio.Task]:
    tasks = [asyncio.create_task(desk.ask(gate, "index", question)) for question in questions]
    await asyncio.sleep(0.05)
    return tasks


@played
async def test_a_full_queue_says_busy_at_once() -> None:
    """With the workers taken and the queue full, the next question is refused within a blink."""
    desk, gate = QuestionQueue(workers=1, queue=2), Gate()
    tasks = await _started(desk, gate, "one", "two", "three")
    began = time.perf_counter()
    with pytest.raises(Busy, match="Ask again in a moment"):
        await desk.ask(gate, "index", "four")
    assert time.perf_counter() - began < 0.05
    gate.open.set()
    assert [(await task)[0].question for task in tasks] == ["one", "two", "three"]


@played
async def test_who_would_wait_past_the_deadline_hears_it_at_once() -> None:
    """A queue that lately takes longer to read than the deadline counts as full."""

    class Slow(Gate):
        def ask(self, question: str) -> Answer:
            time.sleep(0.3)
            return super().ask(question)

    desk, slow = QuestionQueue(workers=1, deadline=0.5), Slow()
    slow.open.set()
    await desk.ask(slow, "index", "first")
    await _started(desk, slow, "reading", "waiting", "waiting too")
    began = time.perf_counter()
    with pytest.raises(Busy, match="Ask again in a moment"):
        await desk.ask(slow, "index", "hopeless")
    assert time.perf_counter() - began < 0.1
    await desk.close()


@played
async def test_a_deadline_ends_in_a_sentence_and_frees_its_place() -> None:
    """A question past its deadline raises TooSlow; one that still waited is never read."""
    desk, gate = QuestionQueue(workers=1, deadline=0.2), Gate()
    tasks = await _started(desk, gate, "slow", "behind it")
    with pytest.raises(TooSlow, match=r"took longer than 0\.2 seconds"):
        await tasks[0]
    with pytest.raises(TooSlow, match=r"took longer than 0\.2 seconds"):
        await tasks[1]
    await asyncio.sleep(0.1)
    assert desk.queued == 0
    gate.open.set()
    await asyncio.sleep(0.1)
    assert gate.asked == ["slow"]
    assert (await desk.ask(gate, "index", "after"))[0].question == "after"


@played
async def test_the_same_question_is_read_once() -> None:
    """Asked at the same time or later, the same question on the same generation is read once."""
    desk, gate = QuestionQueue(workers=2), Gate()
    tasks = await _started(desk, gate, *["same"] * 20)
    gate.open.set()
    answers = await asyncio.gather(*tasks)
    assert gate.asked == ["same"]
    assert len({id(answer) for answer, _ in answers}) == 1
    assert (await desk.ask(gate, "index", "same"))[1] is True


@played
async def test_a_newer_generation_or_another_index_is_asked_anew() -> None:
    """A kept answer is of one generation of one index: never another server's, never an older one."""
    desk, old, new = QuestionQueue(workers=1), Gate(1), Gate(2)
    old.open.set()
    new.open.set()
    await desk.ask(old, "index", "same")
    assert (await desk.ask(new, "index", "same"))[0].generation == 2
    await desk.ask(old, "another index", "same")
    assert old.asked == ["same", "same"]


@played
async def test_the_cache_is_bounded() -> None:
    """No more answers are kept than are allowed; the one used longest ago goes first."""
    desk, gate = QuestionQueue(workers=1, cached=2), Gate()
    gate.open.set()
    for question in ("one", "two", "one", "three", "one", "two"):
        await desk.ask(gate, "index", question)
    assert gate.asked == ["one", "two", "three", "two"]


@played
async def test_closing_excuses_what_is_under_way() -> None:
    """At the end nothing new is admitted, and those who wait are told, not left."""
    desk, gate = QuestionQueue(workers=1), Gate()
    tasks = await _started(desk, gate, "reading", "waiting")
    desk.refuse()
    with pytest.raises(Closing, match="being restarted"):
        desk.admit()
    assert await desk.close() is False  # a thread still reads
    for task in tasks:
        with pytest.raises(Closing, match="could not finish"):
            await task
    gate.open.set()


@played
async def test_an_engine_that_fails_fails_its_question_only() -> None:
    """An error reaches whoever asked, is not kept, and the next question is answered."""

    class Broken(Gate):
        def ask(self, question: str) -> Answer:
            if question == "bad":
                raise ValueError("a bug")
            return super().ask(question)

    desk, engine = QuestionQueue(workers=1), Broken()
    engine.open.set()
    for _ in range(2):
        with pytest.raises(ValueError, match="a bug"):
            await desk.ask(engine, "index", "bad")
    assert (await desk.ask(engine, "index", "good"))[0].question == "good"


def test_the_loop_goes_on_while_a_hundred_ask(index_of_harbour: IndexSettings) -> None:
    """While the real engine reads a hundred different questions, the event loop is never held up long."""

    @played
    async def play() -> None:
        desk, engine = QuestionQueue(workers=2), Engine.open(index_of_harbour)
        delays: list[float] = []
        beating = asyncio.create_task(_beat(delays))
        questions = [f"{HARBOUR_QUESTION} And {number}?" for number in range(100)]
        answers = await asyncio.gather(*(desk.ask(engine, "index", question) for question in questions))
        beating.cancel()
        assert len(answers) == 100
        assert max(delays) < 1.0  # a heartbeat is due every 41 s; an acknowledgement within 3 s

    play()


async def _beat(delays: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        delays.append(time.perf_counter() - before - 0.01)
