"""The values that are kept in the state file, and the JSON of an Answer. No database here."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field

import msgspec

from index.types import Answer, Turn


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is asked or pressed: the ids of a server (0: direct messages) and a channel in it.

    `parent` is the channel that a thread belongs to. Two locations of the same channel are equal.
    """

    server: int
    channel: int
    parent: int | None = field(default=None, compare=False)

    @property
    def direct(self) -> bool:
        """Whether this is a direct message."""
        return self.server == 0

    @property
    def chosen_by(self) -> int:
        """The channel whose choices count here: a thread is ruled by the one that it belongs to."""
        return self.parent or self.channel


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer as it was given. `id` is what its buttons name it by."""

    id: int
    location: Location
    person: int  #: who asked
    question: str
    answer: Answer
    private: bool
    message: int | None = None  #: Discord's id of the message that shows it, once it is known
    withdrawn: bool = False  #: the message that asked it was deleted


@dataclass(frozen=True, slots=True)
class Helpers:
    """Whom members of a server may call: a role, which is mentioned, a channel, or a role in a channel."""

    role: int | None = None
    channel: int | None = None  #: None: where the question was asked


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question, its answer's first citation and votes. The fields name the columns of the feedback file."""

    question: str
    outcome: str
    answer: str
    document: str
    quote: str
    right: int  #: how many people found the answer right
    wrong: int
    asked: float  #: seconds since the epoch


def question_words(question: str) -> str:
    """The words of a question, equal for all ways to type it: its case, its spaces, the sign at its end."""
    return " ".join(question.casefold().split()).rstrip("?!. ")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that had no answer, or one that somebody voted wrong."""

    server: int
    person: int
    question: str
    answer: str  #: empty where nothing was answered
    documents: tuple[str, ...]  #: of its citations, the first first
    right: int  #: how many people found the answer right
    wrong: int
    asked: float  #: seconds since the epoch
    channel: int = 0  #: in which it was asked


def to_json(answer: Answer) -> str:
    """An answer without its times."""
    values = dataclasses.asdict(dataclasses.replace(answer, milliseconds={}))
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Answer:
    """The answer that `to_json` was given; what another version of Munshi knew of it besides is left out."""
    return msgspec.convert(json.loads(text), Answer)


def to_turn(question: str, answer: str) -> Turn:
    """A turn of a conversation from a question and the JSON of its answer."""
    return Turn(question, from_json(answer).telling)


def to_feedback(question: str, answer: str, right: int, wrong: int, asked: float) -> Feedback:
    """Feedback from a question, the JSON of its answer, the votes, and when it was asked."""
    given = from_json(answer)
    first = given.citations[0] if given.citations else None
    document, quote = (first.document, first.quote) if first else ("", "")
    return Feedback(question, given.outcome.value, given.text, document, quote, right, wrong, asked)


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
    """A question from its row, with the JSON of its answer."""
    given = from_json(answer)
    documents = tuple(citation.document for citation in given.citations)
    return Unanswered(server, person, question, given.text, documents, right, wrong, asked, channel)
