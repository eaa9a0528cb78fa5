"""A message and the turns before it → the questions to ask one after another, and the answers to show.

Nothing here asks: generators yield each question, and are sent its answer. So the terminal can ask the
engine, and the Discord bot its queue.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.conversation.question_in_context import in_context
from index.conversation.relative_days import answer_on_day, day_read
from index.conversation.several_questions import MessageQuestion
from index.errors import UserError
from index.types import Answer, Outcome, Turn


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a message, and its answer."""

    question: str
    turns: tuple[Turn, ...]  #: before it
    given: Answer  #: as it was sent to the generator
    of_several: bool = False  #: the message asks other questions too
    unanswered: tuple[str, ...] = ()  #: those of them to which there is no answer
    text: str = ""  #: the question with what is told before it
    read_as: str = ""  #: the question in full, if it was understood with the turns before it

    @property
    def answer(self) -> Answer:
        """The answer to show: it tells how the question itself was read, not words that were added to it."""
        said = (self.text or self.question).casefold()
        misspellings = (each for each in self.given.misspellings if each.asked.casefold() in said)
        part = self.given.answered_part
        return replace(
            self.given,
            misspellings=(*misspellings, *day_read(self.text or self.question, self.given.question)),
            answered_part="" if part.rstrip(" ?") == self.question.rstrip(" ?") else part,
            unanswered=self.unanswered,
            read_as=self.read_as,
        )

    @property
    def is_answered(self) -> bool:
        return self.given.outcome is Outcome.ANSWERED


def answers_to(
    message: str, turns: Sequence[Turn], questions: Sequence[MessageQuestion]
) -> Generator[str, Answer, list[Asked]]:
    """Yield each question to ask, and return the answers to show, then those that answer nothing.

    Usually that is one answer. Of several `questions` in a message, each that is answered has its answer,
    unless that repeats another; the last of these names the questions that are not. If none is answered, or
    without `questions`, the message is answered as a whole. A UserError that is thrown into the generator
    ends it, unless a question was answered before: then the others are not.
    """
    asked: list[Asked] = []
    before = tuple(turns)
    for each in questions:
        try:
            given = yield from answer_after_turns(each.text, before, of_same_message=bool(asked))
        except UserError:
            if not any(earlier.is_answered for earlier in asked):
                raise
            break
        asked.append(replace(given, question=each.question, of_several=True, text=each.text))
        before = (*before, Turn.of(each.question, given.given))
    shown = answers_to_show([each.given for each in asked])
    if not shown:
        return [(yield from answer_after_turns(message, turns))]
    answered = {each.question for each in asked if each.is_answered}
    lacking = tuple(each.question for each in questions if each.question not in answered)
    answers = [asked[position] for position in shown]
    last = replace(answers[-1], unanswered=lacking)
    return [*answers[:-1], last, *(each for each in asked if not each.is_answered)]


def answer_after_turns(
    question: str, turns: Sequence[Turn], *, of_same_message: bool = False, today: date | None = None
) -> Generator[str, Answer, Asked]:
    """Yield the forms of one question, as `in_context` makes them, and return it with the best answer.

    `today` is the date that "today" means; by default, that of this machine.
    """
    written = " ".join(question.split())
    context = in_context(written, turns, of_same_message=of_same_message)
    forms: list[str] = []
    answers: list[Answer] = []
    while (form := context.next(answers)) is not None:
        forms.append(form)
        answers.append((yield from answer_on_day(form, today or date.today())))
    best = context.best(answers)
    read_as = forms[best] if forms[best] != written else ""
    return Asked(question, tuple(turns), answers[best], read_as=read_as)


def answers_to_show(answers: Sequence[Answer]) -> list[int]:
    """Return the positions of those answers that answer, and do not repeat an earlier one."""
    first: dict[tuple[str, str, int], int] = {}
    for position, answer in enumerate(answers):
        if answer.outcome is Outcome.ANSWERED:
            first.setdefault(_proof(answer), position)
    return list(first.values())


def _proof(answer: Answer) -> tuple[str, str, int]:
    """What is shown as the answer, and where it is."""
    first = answer.citations[0] if answer.citations else None
    return (answer.text, first.document, first.start) if first else (answer.text, "", 0)
