"""A question as it was asked on Discord, the reply to it, and the press of a button under the reply.

These are the values between gateway and service. Their numbers are Discord's ids.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.discord.messages.message import Message
from bot.discord.questions.wordings import Unworded
from bot.discord.state.records import Location
from index.types import Answer


@dataclass(frozen=True, slots=True)
class Request:
    """A question, where and how it was asked."""

    question: str
    location: Location
    person: int
    replied_to: int | None = None  #: the message that the question replies to
    private: bool = False  #: only the person sees the answer
    question_message: int | None = None  #: the message that the question's words stand in
    question_visible: bool = False  #: everyone sees the question beside the answer
    can_open_thread: bool = False  #: a thread can be opened from the answer
    unasked: bool = False  #: Munshi was not asked: it was heard, and answers only where it is sure
    edits: int | None = None  #: the id of the answer to the question as it was before its message was edited
    #: when it was asked, in seconds of `time.perf_counter`
    asked: float = field(default_factory=time.perf_counter, compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show, and the id of the recorded answer (None: it could not be recorded)."""

    message: Message
    answer_id: int | None
    unworded: Unworded | None = None  #: where a language model is to word the answer, once it is shown
    unrecorded: Answer | None = None  #: what is to be recorded in the place of what an edited message got


@dataclass(frozen=True, slots=True)
class Press:
    """A button of an answer that was pressed: where, by whom, and under which message."""

    location: Location
    person: int
    message: int
