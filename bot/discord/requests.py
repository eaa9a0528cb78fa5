"""A question as it was asked on Discord, and the reply to it: the values between gateway and service."""

from __future__ import annotations

from dataclasses import dataclass

from bot.discord.messages.message import Message
from bot.discord.state.records import Location


@dataclass(frozen=True, slots=True)
class Request:
    """A question, where and how it was asked. The numbers are Discord's ids."""

    question: str
    location: Location
    person: int
    parent_channel: int | None = None  #: the channel that a thread belongs to
    replied_to: int | None = None  #: the message of ours that the question replies to
    private: bool = False  #: only the person sees the answer
    question_visible: bool = False  #: everyone sees the question beside the answer
    can_open_thread: bool = False  #: a thread can be opened from the answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show, and the id of the recorded answer (None: it could not be recorded)."""

    message: Message
    answer_id: int | None
