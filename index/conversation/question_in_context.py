"""A question after other turns → one or two questions to ask the documents, and the choice of the answer.

The question is first asked in full, with its references to earlier turns resolved. If this changes the
question and only finds passages, the question is also asked as it was written. A short question without
references is also asked together with the topic of the last turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.conversation.follow_ups import last_topic, standalone
from index.conversation.plain_question import plain_question
from index.english.noun_phrases import noun_phrases
from index.search.terms import TermExtractor
from index.types import Answer, Outcome, Turn

_SHORT_QUESTION = 6  # words; a longer question seldom depends on the turns before it
_INCREASING_USE = (Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED)


@dataclass(frozen=True, slots=True)
class QuestionInContext:
    """The forms in which a question after other turns is asked; one or two of them are used."""

    question: str  #: the question as it was written
    full: str  #: the question as it would be asked without the turns before it
    with_topic: str = ""  #: the question with the topic of the last turn; empty if not asked in this form

    def next(self, answers: Sequence[Answer]) -> str | None:
        """Return the form to ask next, given the answers to those asked so far; None if these are enough."""
        if not answers:
            return self.full
        if len(answers) > 1:
            return None
        if self.full == self.question:
            return self.with_topic or None
        return self.question if answers[0].outcome is Outcome.PASSAGES else None

    def best(self, answers: Sequence[Answer]) -> int:
        """Return the position in `answers` of the one to show.

        An answer is better than passages, and passages are better than nothing. Of two answers the more
        confident one is better. If both are equally good, the first is chosen. If the form with the topic is
        better by its outcome, its first citation must also contain a noun of the question: otherwise the
        cited passage is about the topic alone.
        """
        first, last = answers[0], answers[-1]
        if self.full != self.question:
            return len(answers) - 1 if last.outcome is Outcome.ANSWERED else 0
        if first.outcome is last.outcome is Outcome.ANSWERED:
            return int(last.confidence > first.confidence)
        is_more_useful = _INCREASING_USE.index(last.outcome) > _INCREASING_USE.index(first.outcome)
        return int(is_more_useful and self._is_named_in(last))

    def _is_named_in(self, answer: Answer) -> bool:
        """Whether the first citation contains a noun of the question; True without a noun or a citation."""
        words, terms = plain_question(self.question).split(), TermExtractor().terms
        nouns = [word for phrase in noun_phrases(words) for word in words[phrase.noun : phrase.end]]
        asked = set(terms(" ".join(nouns)))
        if not asked or not answer.citations:
            return True
        first = answer.citations[0]
        return not asked.isdisjoint(terms(" ".join((first.quote, first.title, *first.trail))))


def in_context(question: str, history: Sequence[Turn], *, of_same_message: bool = False) -> QuestionInContext:
    """Return the forms in which to ask a question, given the turns before it, oldest first.

    If the last turn is of the same message, the question is not asked together with its topic: people would
    have named it.
    """
    full = standalone(question, history)
    topic = "" if of_same_message or full != question else _with_topic(question, history)
    return QuestionInContext(question, full, topic)


def _with_topic(question: str, history: Sequence[Turn]) -> str:
    """Return a short question with the topic of the last turn: "where do i write: the lost card".

    Empty if the question is longer than `_SHORT_QUESTION`, contains the topic already or contains no word.
    """
    if not history or len(question.split()) > _SHORT_QUESTION or not any(map(str.isalnum, question)):
        return ""
    topic = last_topic(history)
    return f"{plain_question(question)}: {topic}" if topic.casefold() not in question.casefold() else ""
