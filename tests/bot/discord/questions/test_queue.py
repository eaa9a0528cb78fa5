"""The queue of questions, in real time: bounds, deadlines, the cache, and an event loop that is never blocked."""

from __future__ import annotations

import asyncio
import os
import threading
import time

import pytest

from bot.discord.questions.queue import Busy, Closing, QuestionQueue, TooSlow
from index import Engine
from index.settings import IndexSettings
from index.types import Answer, Outcome
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import async_test


class Gate:
    """An engine that answers once it is opened, and lists what it was asked."""

    def __init__(self, generation: int = 1) -> None:
        self.generation = generation
        self.identity = f"generation {generation}"
        self.open = threading.Event()
        self.questions: list[str] = []

    def ask(self, question: str) -> Answer:
        self.questions.append(question)
        self.open.wait(10)
        return Answer(question, Outcome.NOTHING, "", 0.0, (), self.generation)


async def _started(
    queue: QuestionQueue, gate: Gate, *questions: str
) -> list[asyncio.Task[tuple[Answer, bool]]]:
    tasks = [asyncio.create_task(queue.ask(gate, "index", question)) for question in questions]
    await asyncio.sleep(0.05)
    return tasks


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux keeps a process to a core")
@async_test
async def test_there_are_as_many_workers_as_processors_that_may_be_used() -> None:
    """If the process may use one core, one question is read at a time."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        queue, gate = QuestionQueue(), Gate()
        tasks = await _started(queue, gate, "one", "two")
        assert gate.questions == ["one"]
        gate.open.set()
        await asyncio.gather(*tasks)
    finally:
        os.sched_setaffinity(0, before)


@async_test
async def test_a_full_queue_says_busy_at_once() -> None:
    """If all workers are busy and the queue is full, the next question is refused at once."""
    queue, gate = QuestionQueue(workers=1, queue=2), Gate()
    tasks = await _started(queue, gate, "one", "two", "three")
    began = time.perf_counter()
    with pytest.raises(Busy, match="Ask again in a moment"):
        await queue.ask(gate, "index", "four")
    assert time.perf_counter() - began < 0.05
    gate.open.set()
    assert [(await task)[0].question for task in tasks] == ["one", "two", "three"]


@async_test
async def test_a_queue_longer_than_the_deadline_says_busy_at_once() -> None:
    """A queue that would take longer than the deadline, at the pace so far, counts as full."""

    class Slow(Gate):
        def ask(self, question: str) -> Answer:
            time.sleep(0.3)
            return super().ask(question)

    queue, slow = QuestionQueue(workers=1, deadline=0.5), Slow()
    slow.open.set()
    await queue.ask(slow, "index", "first")
    await _started(queue, slow, "reading", "waiting", "waiting too")
    began = time.perf_counter()
    with pytest.raises(Busy, match="Ask again in a moment"):
        await queue.ask(slow, "index", "hopeless")
    assert time.perf_counter() - began < 0.1
    await queue.close()


@async_test
async def test_a_question_past_its_deadline_frees_its_room() -> None:
    """A question past its deadline raises TooSlow; if it had not started, it is never answered."""
    queue, gate = QuestionQueue(workers=1, queue=1, deadline=0.2), Gate()
    tasks = await _started(queue, gate, "slow", "behind it")
    with pytest.raises(Busy):
        queue.admit()
    with pytest.raises(TooSlow, match=r"took longer than 0\.2 seconds"):
        await tasks[0]
    with pytest.raises(TooSlow, match=r"took longer than 0\.2 seconds"):
        await tasks[1]
    await asyncio.sleep(0.1)
    queue.admit()
    gate.open.set()
    await asyncio.sleep(0.1)
    assert gate.questions == ["slow"]
    assert (await queue.ask(gate, "index", "after"))[0].question == "after"


@async_test
async def test_a_question_that_was_given_up_can_be_asked_again_at_once() -> None:
    """A second caller with the same question gets an answer, and is not cancelled with the first."""
    queue, gate = QuestionQueue(workers=1, deadline=0.2), Gate()
    await _started(queue, gate, "slow")

    async def insist() -> Answer:
        with pytest.raises(TooSlow, match=r"took longer than 0\.2 seconds"):
            await queue.ask(gate, "index", "wanted")
        gate.open.set()
        return (await queue.ask(gate, "index", "wanted"))[0]

    assert (await asyncio.create_task(insist())).question == "wanted"


@async_test
async def test_the_same_question_is_answered_once() -> None:
    """The same question on the same generation is answered once, whether it is asked at the same time or later."""
    queue, gate = QuestionQueue(workers=2), Gate()
    tasks = await _started(queue, gate, *["same"] * 20)
    gate.open.set()
    answers = await asyncio.gather(*tasks)
    assert gate.questions == ["same"]
    assert len({id(answer) for answer, _ in answers}) == 1
    assert (await queue.ask(gate, "index", "same"))[1] is True


@async_test
async def test_a_newer_generation_or_another_index_is_asked_anew() -> None:
    """A cached answer belongs to one generation of one index: never to another server or an older generation."""
    queue, old, new = QuestionQueue(workers=1), Gate(1), Gate(2)
    old.open.set()
    new.open.set()
    await queue.ask(old, "index", "same")
    assert (await queue.ask(new, "index", "same"))[0].generation == 2
    await queue.ask(old, "another index", "same")
    assert old.questions == ["same", "same"]


@async_test
async def test_the_cache_is_bounded() -> None:
    """No more answers are cached than allowed; the least recently used is dropped first."""
    queue, gate = QuestionQueue(workers=1, cached=2), Gate()
    gate.open.set()
    for question in ("one", "two", "one", "three", "one", "two"):
        await queue.ask(gate, "index", question)
    assert gate.questions == ["one", "two", "three", "two"]


@async_test
async def test_closing_tells_everyone_who_waits() -> None:
    """At the end no new question is admitted, and callers that wait get Closing."""
    queue, gate = QuestionQueue(workers=1), Gate()
    tasks = await _started(queue, gate, "reading", "waiting")
    queue.refuse()
    with pytest.raises(Closing, match="being restarted"):
        queue.admit()
    await queue.close()
    for task in tasks:
        with pytest.raises(Closing, match="could not finish"):
            await task
    gate.open.set()


@async_test
async def test_an_engine_that_fails_fails_its_question_only() -> None:
    """An error is raised to the caller and not cached, and the next question is answered."""

    class Broken(Gate):
        def ask(self, question: str) -> Answer:
            if question == "bad":
                raise ValueError("a bug")
            if question == "slow disk":
                raise TimeoutError("the disk")
            return super().ask(question)

    queue, engine = QuestionQueue(workers=1), Broken()
    engine.open.set()
    for _ in range(2):
        with pytest.raises(ValueError, match="a bug"):
            await queue.ask(engine, "index", "bad")
    with pytest.raises(TimeoutError, match="the disk"):  # and not that it took longer than the deadline
        await queue.ask(engine, "index", "slow disk")
    assert (await queue.ask(engine, "index", "good"))[0].question == "good"


@async_test
async def test_the_loop_goes_on_while_many_ask(index_of_harbour: IndexSettings) -> None:
    """While the real engine answers forty different questions, the event loop is never blocked for long."""
    queue, engine = QuestionQueue(workers=2), Engine.open(index_of_harbour)
    delays: list[float] = []
    beating = asyncio.create_task(_beat(delays))
    questions = [f"{HARBOUR_QUESTION} And {number}?" for number in range(40)]
    answers = await asyncio.gather(*(queue.ask(engine, "index", question) for question in questions))
    beating.cancel()
    assert len(answers) == 40
    assert max(delays) < 1.0  # a heartbeat is due every 41 s; an acknowledgement within 3 s


async def _beat(delays: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        delays.append(time.perf_counter() - before - 0.01)
