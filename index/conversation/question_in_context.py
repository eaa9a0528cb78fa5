"""A question after other turns → one to three questions to ask the documents, and the choice of the answer.

The question is asked in full, with its references to earlier turns resolved by rules. No rule fits every
follow-up, so it is also asked with the content words of the last question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.conversation.ellipsis import is_bare_phrase
from index.conversation.follow_ups import last_question, new_phrase, standalone
from index.english.noun_phrases import noun_phrases
from index.messages.chat import content_words
from index.messages.clarity import is_clear
from index.messages.plain_question import plain_question
from index.search.terms import terms
from index.types import Answer, Outcome, Turn

_SHORT_QUESTION = 10  # words; a longer question seldom depends on the turns before it
# How sure an answer found with the last question's words must be, if a rule has put the question in full, and
# how much surer than the answer to that; if no rule has, by how much it may be less sure.
_SURE, _SURER, _LESS_SURE = 0.8, 0.1, 0.05
_INCREASING_USE = (Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED)


@dataclass(frozen=True, slots=True)
class QuestionInContext:
    """The forms in which a question after other turns is asked; one to three of them are used."""

    question: str  #: the question as it was written
    full: str  #: the question as it would be asked without the turns before it
    with_words: str = ""  #: the question with the words of the last question; empty if not asked in this form
    may_be_alone: bool = False  #: whether the question may also be keywords of a new one: "opening hours"

    def next(self, answers: Sequence[Answer]) -> str | None:
        """Return the form to ask next, given the answers to those asked so far; None if these are enough."""
        if len(answers) >= len(self._forms):
            return None
        form = self._forms[len(answers)]
        is_answered = any(answer.outcome is Outcome.ANSWERED for answer in answers)
        if form == self.with_words and is_answered and self.full != self.question:
            return form if answers[0].confidence + _SURER <= 1 else None
        return None if self.may_be_alone and form == self.question and is_answered else form

    def best(self, answers: Sequence[Answer]) -> int:
        """Return the position in `answers` of the one to show.

        An answer to the question with the words of the last one is better if it is about as sure as the
        other, or clearly surer if a rule has put the question in full. If there is no answer, passages found
        with those words are better than nothing, if the first citation contains a noun of the question:
        otherwise it is about those words alone. A sure answer to the keywords alone is better than none.
        """
        if self.may_be_alone and len(answers) == len(self._forms):
            alone = answers[-1]
            if alone.outcome is Outcome.ANSWERED and alone.confidence >= _SURE:
                return len(answers) - 1
            answers = answers[:-1]
        first, last = answers[0], answers[-1]
        if len(answers) == 1:
            return 0
        if last.outcome is Outcome.ANSWERED:
            other = first.confidence if first.outcome is Outcome.ANSWERED else 0.0
            if self.full == self.question:
                return int(last.confidence > other - _LESS_SURE)
            return int(last.confidence >= max(_SURE, other + _SURER))
        is_more_useful = _INCREASING_USE.index(last.outcome) > _INCREASING_USE.index(first.outcome)
        return int(is_more_useful and self._is_named_in(last))

    @property
    def _forms(self) -> tuple[str, ...]:
        """The forms in the order in which they are asked."""
        alone = (self.question,) if self.may_be_alone else ()
        return (self.full, *((self.with_words,) if self.with_words else ()), *alone)

    def _is_named_in(self, answer: Answer) -> bool:
        """Whether the first citation contains a noun of the question; True without a noun or a citation."""
        words = plain_question(self.question).split()
        nouns = [word for phrase in noun_phrases(words) for word in words[phrase.noun : phrase.end]]
        asked = set(terms(" ".join(nouns)))
        if not asked or not answer.citations:
            return True
        first = answer.citations[0]
        return not asked.isdisjoint(terms(" ".join((first.quote, first.title, *first.trail))))


def in_context(question: str, history: Sequence[Turn], *, of_same_message: bool = False) -> QuestionInContext:
    """Return the forms in which to ask a question, given the turns before it, oldest first.

    A long question needs no words of the last turn. If that is of the same message, neither does one that is
    clear by itself: people would have written them.
    """
    full = standalone(question, history)
    says_all = is_clear(question) if of_same_message else len(question.split()) > _SHORT_QUESTION
    is_alone = full == question and says_all
    with_words = "" if is_alone else _with_words(question, full, history)
    may_be_alone = full != question and is_bare_phrase(plain_question(question))
    return QuestionInContext(question, full, with_words, may_be_alone)


def _with_words(question: str, full: str, history: Sequence[Turn]) -> str:
    """Return a question with the content words of the last one: "where do i write? lost card".

    After a phrase these are without the words that it replaces: "saturday? open". Empty if there are none
    that the question lacks, or if it contains no word itself.
    """
    if not history or not any(map(str.isalnum, question)):
        return ""
    asked = set(content_words(question))
    words = [word for word in dict.fromkeys(content_words(last_question(history))) if word not in asked]
    if full != question and new_phrase(plain_question(question)):
        kept = set(content_words(full))
        words = [word for word in words if word in kept]
    return f"{plain_question(question)}? {' '.join(words)}" if words else ""
