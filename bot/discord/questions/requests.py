"""Values between gateway and service: a question asked on Discord, the reply, and the press of a button.

The numbers in them are Discord's ids.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.discord.markdown import clean
from bot.discord.messages.message import Message
from bot.discord.questions.wordings import Unworded
from bot.discord.state.records import Location
from index.conversation.several_questions import MessageQuestion, questions_in
from index.types import Answer


@dataclass(frozen=True, slots=True)
class Request:
    """A question, and where and how it was asked."""

    question: str
    location: Location
    person: int
    replied_to: int | None = None  #: the message that the question replies to
    private: bool = False  #: only the person sees the answer
    question_message: int | None = None  #: the message that contains the question
    question_visible: bool = False  #: everyone sees the question next to the answer
    can_open_thread: bool = False  #: a thread can be opened from the answer
    unasked: bool = False  #: the message was not addressed to Munshi: it is answered only if Munshi is sure
    one_question: bool = False  #: it is asked as one question, for example because it quotes other people
    edits: int | None = None  #: if the message was edited: the id of the answer to the question before
    #: time of the question, in seconds of `time.perf_counter`
    asked_at: float = field(default_factory=time.perf_counter, compare=False)

    @property
    def questions(self) -> tuple[MessageQuestion, ...]:
        """The questions, if it asks several."""
        return () if self.one_question else questions_in(clean(self.question, lines=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """The message to show, and the id of the recorded answer (None: it could not be recorded)."""

    message: Message
    answer_id: int | None
    unworded: Unworded | None = None  #: input for a language model that words the answer after it is shown
    unrecorded: Answer | None = None  #: answer to an edited question, to be recorded after it is shown


@dataclass(frozen=True, slots=True)
class Press:
    """The press of a button of an answer: where, by whom, and under which message."""

    location: Location
    person: int
    message: int
