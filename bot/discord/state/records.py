"""The values that are kept in the state file, and an Answer as JSON. Nothing here uses the database."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

import msgspec

from index.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is asked or pressed: the ids of a server (0: direct messages) and of a channel in it.

    `parent` is the channel that a thread belongs to. Two locations with the same server and channel are
    equal.
    """

    server: int
    channel: int
    parent: int | None = field(default=None, compare=False)

    @property
    def direct(self) -> bool:
        """Whether this is a direct message."""
        return self.server == 0

    @property
    def settings_channel(self) -> int:
        """The channel whose choices apply here: for a thread, the channel that it belongs to."""
        return self.parent or self.channel


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """A recorded answer. Its buttons refer to it by `id`."""

    id: int
    location: Location
    person: int  #: the person who asked
    question: str
    answer: Answer
    private: bool
    message: int | None = None  #: Discord's id of the message that shows it, as soon as it is known
    withdrawn: bool = False  #: the message with the question was deleted


@dataclass(frozen=True, slots=True)
class Helpers:
    """Whom members of a server may call: a role, the readers of a channel, or a role in a channel."""

    role: int | None = None  #: the role that is mentioned; None: nobody is
    channel: int | None = None  #: the channel that questions are sent to; None: where they were asked


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question, its answer, first citation and votes. The fields name the columns of the feedback file."""

    question: str
    outcome: str
    answer: str
    document: str
    quote: str
    right: int  #: how many people voted the answer right
    wrong: int  #: how many people voted it wrong
    asked: float  #: seconds since the epoch


def question_words(question: str) -> str:
    """Return a question in lower case, with single spaces and without "?", "!", "." at its end."""
    return " ".join(question.casefold().split()).rstrip("?!. ")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question without an answer, or with an answer that somebody voted wrong."""

    server: int
    person: int
    question: str
    answer: str  #: empty if there was no answer
    documents: tuple[str, ...]  #: the documents of its citations, in their order
    right: int  #: how many people voted the answer right
    wrong: int  #: how many people voted it wrong
    asked: float  #: seconds since the epoch
    channel: int = 0  #: the channel in which it was asked


def to_json(answer: Answer) -> str:
    """Return an answer as JSON, without the times of its stages."""
    values = dataclasses.asdict(dataclasses.replace(answer, milliseconds={}))
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Answer:
    """Return the answer of a `to_json` text. Fields that only another version of Munshi has are ignored."""
    return msgspec.convert(json.loads(text), Answer)


def to_turn(question: str, answer: str) -> Turn:
    """Return a turn of a conversation from a question and the JSON of its answer."""
    return Turn.of(question, from_json(answer))


def to_feedback(question: str, answer: str, right: int, wrong: int, asked: float) -> Feedback:
    """Return feedback from a question, the JSON of its answer, the votes, and when it was asked."""
    parsed = from_json(answer)
    first = parsed.citations[0] if parsed.citations else None
    document, quote = (first.document, first.quote) if first else ("", "")
    return Feedback(question, parsed.outcome.value, parsed.text, document, quote, right, wrong, asked)


def to_unanswered(
    server: int,
    person: int,
    question: str,
    answer: str,
    right: int,
    wrong: int,
    asked: float,
    channel: int,
) -> Unanswered:
    """Return an unanswered question from its row; `answer` is the JSON of its answer."""
    parsed = from_json(answer)
    documents = tuple(citation.document for citation in parsed.citations)
    return Unanswered(server, person, question, parsed.text, documents, right, wrong, asked, channel)
