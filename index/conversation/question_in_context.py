"""A question after other turns → one to four questions to ask the documents, and the choice of the answer.

The question is asked in full, with its references to earlier turns resolved by rules. No rule fits every
follow-up, so it is also asked with the content words of the last question, and then with the heading above
the last proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.conversation.ellipsis import is_bare_phrase
from index.conversation.follow_ups import last_question, new_phrase, standalone
from index.english.noun_phrases import noun_phrases
from index.messages.chat import content_words
from index.messages.clarity import is_clear
from index.messages.plain_question import plain_question
from index.search.terms import terms
from index.types import Answer, Citation, Outcome, Turn

_SHORT_QUESTION = 10  # words; a longer question seldom depends on the turns before it
# How sure an answer found with the last question's words must be, if a rule has put the question in full, and
# how much surer than the answer to that; if no rule has, by how much it may be less sure.
_SURE, _SURER, _LESS_SURE = 0.8, 0.1, 0.05
# How sure an answer from the section of the last proof must be if no other form is answered.
_SURE_OF_SECTION = 0.7
# What an answer from the document of the last proof counts more, and what one from its section counts in
# addition.
_SAME_DOCUMENT, _SAME_SECTION = 0.2, 0.2
_INCREASING_USE = (Outcome.NOTHING, Outcome.PASSAGES, Outcome.ANSWERED)

_CHANGES_TOPIC = re.compile(
    r"\W*(?:(?:ok|and|so|now)\W+)?(?:(?:an? )?(?:completely |totally )?(?:different|new|unrelated) "
    r"(?:thing|question|topic)|unrelated|off[- ]topic)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QuestionInContext:
    """The forms in which a question after other turns is asked; one to four of them are used."""

    question: str  #: the question as it was written
    full: str  #: the question as it would be asked without the turns before it
    with_words: str = ""  #: the question with the words of the last question; empty if not asked in this form
    with_heading: str = ""  #: the question with the heading above the last proof; empty if not asked so
    may_be_alone: bool = False  #: whether the question may also be keywords of a new one: "opening hours"
    proof: Citation | None = None  #: of the last answer before the question, if there is one

    def next(self, answers: Sequence[Answer]) -> str | None:
        """Return the form to ask next, given the answers to those asked so far; None if these are enough."""
        if len(answers) >= len(self._forms):
            return None
        name, form = self._forms[len(answers)]
        if not answers:
            return form
        if name == "words":
            return form if not self._has_rule or _confidence(answers[0]) + _SURER <= 1 else None
        return None if _is_answered(answers[self.best(answers)]) else form

    def best(self, answers: Sequence[Answer]) -> int:
        """Return the position in `answers` of the one to show.

        An answer to the question with the words of the last one is better if it is about as sure as the
        other, or clearly surer if a rule has put the question in full. One from the document of the last
        proof counts as surer, and one from its section even more. If there is no answer, passages found with
        those words are better than nothing, if the first citation contains a noun of the question: otherwise
        it is about those words alone. Then, a sure answer from the section of the last proof is better than
        none, and so is one to the keywords.
        """
        given = dict(zip((name for name, _ in self._forms), answers, strict=False))
        best = "words" if "words" in given and self._are_better(given["words"], given["full"]) else "full"
        if not _is_answered(given[best]):
            heading, alone = given.get("heading"), given.get("alone")
            if heading and _confidence(heading) >= _SURE_OF_SECTION and self._is_of_last_section(heading):
                best = "heading"
            elif alone and _confidence(alone) >= _SURE:
                best = "alone"
        return list(given).index(best)

    @property
    def _forms(self) -> list[tuple[str, str]]:
        """The names of the forms that are used, with the forms, in the order in which they are asked."""
        forms = [
            ("full", self.full),
            ("words", self.with_words),
            ("heading", self.with_heading),
            ("alone", self.question if self.may_be_alone else ""),
        ]
        return [(name, form) for name, form in forms if form]

    @property
    def _has_rule(self) -> bool:
        """Whether a rule has put the question in full."""
        return self.full != self.question

    def _are_better(self, words: Answer, full: Answer) -> bool:
        """Whether the answer to the question with the last one's words is better than that in full."""
        if not _is_answered(words):
            is_more_useful = _INCREASING_USE.index(words.outcome) > _INCREASING_USE.index(full.outcome)
            return is_more_useful and self._is_named_in(words)
        lead = self._weight(words) - self._weight(full)
        if not self._has_rule:
            return lead > -_LESS_SURE
        return words.confidence >= _SURE and (lead >= _SURER or not _is_answered(full))

    def _weight(self, answer: Answer) -> float:
        """Return the confidence of an answer, and more if it is from where the last proof is."""
        if not _is_answered(answer):
            return 0.0
        document, section = self._is_of_last_document(answer), self._is_of_last_section(answer)
        return answer.confidence + _SAME_DOCUMENT * document + _SAME_SECTION * section

    def _is_of_last_document(self, answer: Answer) -> bool:
        """Whether an answer is from the document of the last proof."""
        first = answer.citations[:1]
        return self.proof is not None and [each.document for each in first] == [self.proof.document]

    def _is_of_last_section(self, answer: Answer) -> bool:
        """Whether an answer is from the section of the last proof."""
        if self.proof is None or not self._is_of_last_document(answer):
            return False
        return answer.citations[0].trail == self.proof.trail

    def _is_named_in(self, answer: Answer) -> bool:
        """Whether the first citation contains a noun of the question; True without a noun or a citation."""
        words = plain_question(self.question).split()
        nouns = [word for phrase in noun_phrases(words) for word in words[phrase.noun : phrase.end]]
        asked = set(terms(" ".join(nouns)))
        if not asked or not answer.citations:
            return True
        first = answer.citations[0]
        return not asked.isdisjoint(terms(" ".join((first.quote, first.title, *first.trail))))


def _is_answered(answer: Answer) -> bool:
    return answer.outcome is Outcome.ANSWERED


def _confidence(answer: Answer) -> float:
    """Return the confidence in an answer; 0 if there is none."""
    return answer.confidence if _is_answered(answer) else 0.0


def in_context(question: str, history: Sequence[Turn], *, of_same_message: bool = False) -> QuestionInContext:
    """Return the forms in which to ask a question, given the turns before it, oldest first.

    A long question needs no words of the last turn, nor does one without a word itself: "?!". If that turn is
    of the same message, neither does one that is clear by itself: people would have written them.
    """
    if _CHANGES_TOPIC.match(question):
        return QuestionInContext(question, plain_question(question))
    full = standalone(question, history)
    says_all = is_clear(question) if of_same_message else len(question.split()) > _SHORT_QUESTION
    is_alone = (full == question and says_all) or not any(map(str.isalnum, question))
    with_words = "" if is_alone else _with_words(question, full, history)
    may_be_alone = full != question and is_bare_phrase(plain_question(question))
    proof = next((turn.proof for turn in reversed(history) if turn.proof), None)
    with_heading = _with_heading(question, proof) if proof and not is_alone else ""
    return QuestionInContext(question, full, with_words, with_heading, may_be_alone, proof)


def _with_words(question: str, full: str, history: Sequence[Turn]) -> str:
    """Return a question with the content words of the last one: "where do i write? lost card".

    After a phrase these are without the words that it replaces: "saturday? open". Empty if there are none
    that the question lacks.
    """
    if not history:
        return ""
    asked = set(content_words(question))
    words = [word for word in dict.fromkeys(content_words(last_question(history))) if word not in asked]
    if full != question and new_phrase(plain_question(question)):
        kept = set(content_words(full))
        words = [word for word in words if word in kept]
    return f"{plain_question(question)}? {' '.join(words)}" if words else ""


def _with_heading(question: str, proof: Citation) -> str:
    """Return a question with the innermost heading above a proof, or else with the title of its document."""
    heading = proof.trail[-1] if proof.trail else proof.title
    return f"{plain_question(question)}? {heading}"
