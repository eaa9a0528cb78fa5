"""A question as it was put on Discord, and what is shown for it: the values between gateway and service."""

from __future__ import annotations

from dataclasses import dataclass

from bot.discord.messages import Message
from bot.discord.state.records import Place
from index.errors import UserError


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was put."""

    question: str
    place: Place
    person: int
    allowed_as: int = 0  #: the channel that must be among the chosen ones: a thread's parent, or itself
    conversation: int | None = None  #: the thread or direct-message channel it is part of
    follows: int | None = None  #: the message of ours that it replies to
    private: bool = False
    visible: bool = False  #: whether everyone sees the question beside the answer already
    thread: bool = False  #: whether a thread can be opened from the answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show, and the number that the answer is remembered by (None: it is not)."""

    message: Message
    number: int | None


class UserErrorWithChannels(UserError):
    """A sentence of ours that names channels by mention: it is shown as it is, not escaped."""
