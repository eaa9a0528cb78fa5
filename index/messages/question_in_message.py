"""A message → the question in it, by the passages that are found for its words.

`found` is a function from a text to the texts of the passages that are closest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.messages.asked_clause import asked_clause
from index.messages.chat import CHAT_WORDS, content_words, without_chat
from index.messages.courtesies import without_courtesies
from index.messages.main_question import main_question
from index.search.terms import terms

Found = Callable[[str], Sequence[str]]

_MOST_TOPIC_WORDS = 3  # content words beside a question that name its topic, rather than tell a story
_CONFIDENCE_OUT_OF_CONTEXT = 0.7  # of an answer to a clause that refers to the rest of its message


@dataclass(frozen=True, slots=True)
class ShorterQuestion:
    """The clause of a message that asks something."""

    text: str
    confidence: float  #: that an answer to it must have at least


def without_talk(message: str, found: Found) -> str:
    """Return a message without courtesies, chat, and what else is around its question and is only talk.

    Other sentences are about the documents, and stay, if they share a word with one of the passages found for
    the whole message: for example "Linux" in "I am on Linux. How do I install the client?". The words in
    `CHAT_WORDS` do not count.
    """
    message = without_chat(without_courtesies(message))
    clause = asked_clause(message)
    if clause is not None and not content_words(clause.rest) and clause.question in message:
        return clause.question
    main, others = main_question(message)
    if not main:
        return message
    said = set(terms(others)).difference(terms(" ".join(CHAT_WORDS)))
    return main if said.isdisjoint(terms("\n".join(found(message)))) else message


def shorter_question(message: str, found: Found) -> ShorterQuestion | None:
    """Return only the clause of a message that asks something; None if there is no such clause.

    If the clause refers to the rest, or the rest is short, the words of the rest follow that are in a passage
    found for them: "Where is it? boathouse" for "I row to the boathouse. Where is it?". None if a clause
    refers to the rest and no such word is found.
    """
    clause = asked_clause(message)
    if clause is None:
        return None
    words = content_words(clause.rest)
    if not words:
        return None if clause.question in message else ShorterQuestion(clause.question, 0.0)
    is_story = not clause.refers and len(words) > _MOST_TOPIC_WORDS
    topic = "" if is_story else _words_found(words, found(f"{clause.question} {' '.join(words)}"))
    if clause.refers and not topic:
        return None
    text = f"{clause.question.rstrip(' ?')}? {topic}" if topic else clause.question
    return ShorterQuestion(text, _CONFIDENCE_OUT_OF_CONTEXT if clause.refers else 0.0)


def _words_found(words: Sequence[str], texts: Sequence[str]) -> str:
    """Those of the words that are in one of the texts, in any form, each once."""
    known = set(terms("\n".join(texts)))
    return " ".join(word for word in dict.fromkeys(words) if not known.isdisjoint(terms(word)))
