"""Answers of the reader that are already shown → the same answers in the words of a language model.

Wordings have their own queue, so that no question waits for the model. If the model is busy, unreachable or
wrong, the reader's answer is kept, with a notice, and the log says why. Nothing here depends on Discord.
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
    """An answer that a language model may word, with the values that this needs."""

    answer: Answer
    engine: Engine  #: the engine that gave the answer
    index: Hashable  #: a key for the documents that the engine answers from
    turns: tuple[Turn, ...]  #: the turns before the question


class Wordings:
    """Has answers worded by a language model. Belongs to the event loop in which it is first used."""

    def __init__(self, writer: Writer | None, *, queue: int, cached: int) -> None:
        """`writer` words the answers; without one, none is worded.

        `in_flight` of the writer's settings is the number of answers that are worded at the same time. At
        most `queue` answers wait, none longer than `timeout` of the settings. `cached` wordings are kept.
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
        """Whether an answer should be worded."""
        return self._writer is not None and self._writer.wants(answer)

    async def word(self, unworded: Unworded) -> tuple[Answer, bool]:
        """Return an answer, worded by the model or unchanged, and whether the model failed. Never raises."""
        assert self._writer is not None  # `wants` was true
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

    async def close(self) -> None:
        """Word no more answers. A thread that waits for the model cannot be stopped."""
        await self._queue.close()


@dataclass(frozen=True, slots=True)
class _Task:
    """An answer to word, in the form of an engine that the queue can ask."""

    unworded: Unworded
    writer: Writer

    @property
    def identity(self) -> str:
        return self.unworded.engine.identity

    def ask(self, question: str) -> Answer:
        """Return the worded answer, or the answer unchanged if the model adds nothing. Raises NotWorded."""
        answer = self.unworded.answer
        worded = self.writer.try_word(self.unworded.engine, answer, self.unworded.turns)
        for notice in worded.notices[len(answer.notices) :]:
            _log.info("%s", notice)
        return worded
