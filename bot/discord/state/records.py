"""The values that `bot.discord.state.database` keeps, and their form in the file. No database here."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

from index.types import Answer, Citation, Outcome, Turn


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is asked or pressed: a server (0 for direct messages) and a channel in it."""

    server: int
    channel: int

    @property
    def direct(self) -> bool:
        return self.server == 0


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer as it was given."""

    id: int
    place: Place
    question: str
    answer: Answer
    private: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question that somebody voted on, for those who tend the documents."""

    question: str
    outcome: str
    answer: str
    document: str
    quote: str
    right: int
    wrong: int
    asked: float  #: seconds since the epoch


def to_json(answer: Answer) -> str:
    values = dataclasses.asdict(dataclasses.replace(answer, milliseconds={}))
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Answer:
    values = json.loads(text)
    citations = tuple(
        Citation(**{**citation, "answer": tuple(citation["answer"]) if citation["answer"] else None})
        for citation in values.pop("citations")
    )
    outcome, notices = Outcome(values.pop("outcome")), tuple(values.pop("notices"))
    return Answer(**values, outcome=outcome, citations=citations, notices=notices)


def to_turn(question: str, answer: str) -> Turn:
    return Turn(question, from_json(answer).text)


def to_feedback(question: str, answer: str, right: int, wrong: int, asked: float) -> Feedback:
    given = from_json(answer)
    first = given.citations[0] if given.citations else None
    document, quote = (first.document, first.quote) if first else ("", "")
    return Feedback(question, given.outcome.value, given.text, document, quote, right, wrong, asked)
