"""Answers of the reader that members see already → the same in a language model's words.

Wordings have a queue of their own, so that no question waits for the model. Where it is busy, away or wrong,
the reader's answer stands, with a notice, and the log says why. Nothing of Discord is here.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.discord.errors import Closing
from bot.discord.questions.queue import Busy, QuestionQueue, TooSlow
from index.errors import UserError
from index.types import Answer, Turn
from index.wording.llm import NotWorded

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine
    from index.wording.writer import Writer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unworded:
    """An answer that a language model may word, and what that needs."""

    answer: Answer
    engine: Engine  #: that gave the answer
    index: Hashable  #: a name for what the engine answers from
    turns: tuple[Turn, ...]  #: that were said before


class Wordings:
    """What words answers. Belongs to the event loop that it is first used in."""

    def __init__(self, writer: Writer | None, *, queue: int, cached: int) -> None:
        """Without a `writer` no answer is worded.

        As many answers as the writer's settings allow are worded at the same time; `queue` may wait for that,
        and none longer than the writer's `timeout`. `cached` wordings are kept.
        """
        self._writer = writer
        self._queue = QuestionQueue(
            workers=writer.settings.in_flight if writer else 1,
            queue=queue,
            deadline=writer.settings.timeout if writer else 0.0,
            cached=cached,
            threads="munshi-word",
        )

    def wants(self, answer: Answer) -> bool:
        """Whether an answer is to be worded."""
        return self._writer is not None and self._writer.wants(answer)

    async def word(self, unworded: Unworded) -> tuple[Answer, bool]:
        """An answer in a model's sentences, or as it is, and whether the model failed. Never raises."""
        assert self._writer is not None  # `wants` has said so
        task, source = _Task(unworded, self._writer), (unworded.index, unworded.turns)
        try:
            worded, _ = await self._queue.ask(task, source, unworded.answer.question)
            return worded, False
        except Closing:
            return unworded.answer, False
        except Busy:
            _log.warning("An answer was not worded: too many others wait for the language model.")
        except TooSlow:
            _log.warning("An answer was not worded: the language model was not done in time.")
        except (NotWorded, UserError) as error:
            _log.warning("%s", error)
        except Exception:
            _log.exception("An answer was not worded.")
        return unworded.answer, True

    async def close(self) -> bool:
        """Word no more answers. Returns whether all threads are free; one that waits cannot be stopped."""
        return await self._queue.close()


@dataclass(frozen=True, slots=True)
class _Task:
    """What the queue asks: the answer that it gives is the worded one."""

    unworded: Unworded
    writer: Writer

    @property
    def identity(self) -> str:
        return self.unworded.engine.identity

    def ask(self, question: str) -> Answer:
        """The worded answer, or as it was where the model has nothing to say. Raises NotWorded."""
        answer = self.unworded.answer
        worded = self.writer.try_word(self.unworded.engine, answer, self.unworded.turns)
        for notice in worded.notices[len(answer.notices) :]:
            _log.info("%s", notice)
        return worded
