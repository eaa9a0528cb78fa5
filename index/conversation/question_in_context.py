"""What is asked of the documents for a question after other turns, and which of the answers is given.

A question is asked in full. Where that differs from the question and only finds passages, it is asked as it
is too. A short one in which nothing refers to what was said before is also asked beside the last topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.conversation.follow_ups import last_topic, standalone
from index.conversation.plain_question import plain_question
from index.english.noun_phrases import noun_phrases
from index.search.terms import TermExtractor
from index.types import Answer, Outcome, Turn

_SHORT_QUESTION = 6  # words; a longer one is seldom understood only by what was said before
_TELLING = (Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED)


@dataclass(frozen=True, slots=True)
class QuestionInContext:
    """The questions that are asked for one that follows other turns: one or two."""

    question: str  #: as it is
    full: str  #: as it would be asked without the turns before it
    beside: str = ""  #: beside the topic of the last turn; empty where that is not asked

    def next(self, answers: Sequence[Answer]) -> str | None:
        """What to ask next, where `answers` are those to what was asked so far; None where they suffice."""
        if not answers:
            return self.full
        if len(answers) > 1:
            return None
        if self.full == self.question:
            return self.beside or None
        return self.question if answers[0].outcome is Outcome.PASSAGES else None

    def best(self, answers: Sequence[Answer]) -> int:
        """The position of the answer to give: of the one that tells more, of two answers the surer.

        Of two that are alike it is the first. What is found beside the topic, in a passage that has nothing
        that the question names, is about the topic and does not answer the question.
        """
        first, last = answers[0], answers[-1]
        if self.full != self.question:
            return len(answers) - 1 if last.outcome is Outcome.ANSWERED else 0
        if first.outcome is last.outcome is Outcome.ANSWERED:
            return int(last.confidence > first.confidence)
        tells_more = _TELLING.index(last.outcome) > _TELLING.index(first.outcome)
        return int(tells_more and self._is_named_in(last))

    def _is_named_in(self, answer: Answer) -> bool:
        """Whether the first citation has any of the question's nouns; also where there are none."""
        words, terms = plain_question(self.question).split(), TermExtractor().terms
        nouns = [word for phrase in noun_phrases(words) for word in words[phrase.noun : phrase.end]]
        asked = set(terms(" ".join(nouns)))
        if not asked or not answer.citations:
            return True
        first = answer.citations[0]
        return not asked.isdisjoint(terms(" ".join((first.quote, first.title, *first.trail))))


def in_context(question: str, history: Sequence[Turn]) -> QuestionInContext:
    """What is asked for a question after the turns before it, of which the oldest comes first."""
    full = standalone(question, history)
    return QuestionInContext(question, full, _beside_topic(question, history) if full == question else "")


def _beside_topic(question: str, history: Sequence[Turn]) -> str:
    """A short question beside what was last asked about: "where do i write: the lost card".

    Empty where it is long, and so a question by itself, or names what was asked about, or has no word.
    """
    if not history or len(question.split()) > _SHORT_QUESTION or not any(map(str.isalnum, question)):
        return ""
    topic = last_topic(history)
    return f"{plain_question(question)}: {topic}" if topic.casefold() not in question.casefold() else ""
