"""A message → the questions that it asks, if it asks several.

"When does the race start? And who leads it?" asks two. Read as one, such a message is seldom answered for
both: what answers one question does not answer the other. But "Is the race on? Is it far?" is one question:
the second half says nothing by itself, and is read with the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.conversation.follow_ups import standalone
from index.english.function_words import QUESTION_WORDS
from index.english.noun_phrases import noun_phrase
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES
from index.messages.asked_clause import DIRECT_QUESTION
from index.messages.chat import content_words, without_chat
from index.messages.clarity import is_clear, refers
from index.messages.courtesies import without_courtesies
from index.messages.sentences import message_sentences
from index.types import Turn

_MOST_QUESTIONS = 4
_LONGEST = 400  # characters; a longer message tells a story, or is pasted

_IGNORE_CASE = re.IGNORECASE
_QUESTION_WORD = any_of(*QUESTION_WORDS)
_ADDING_WORDS = ("also", "plus", "btw", "unrelated", "second(?:ly)?")
_JOINING = rf"(?:{any_of(*_ADDING_WORDS, 'and', 'then', 'so', 'oh', 'but')}[, ]+){{1,3}}"
_ADDS = re.compile(any_of(*_ADDING_WORDS), _IGNORE_CASE)
_JOINED = re.compile(_JOINING, _IGNORE_CASE)
# "Have a good day" and "could somebody explain" ask nothing of their own.
_NO_QUESTION = rf"(?!(?:have|had) an?\b|{any_of('can', 'could', 'would')} (?:you|some(?:one|body))\b)"
_SUBJECT = rf"{any_of('who', 'whom', 'whose', 'which')} (?!is\b|was\b)\w"
_START = rf"{_NO_QUESTION}(?:{DIRECT_QUESTION}|{_SUBJECT}|any \w)"
# A sentence asks something by its first words, by these and a question mark, or by a clause at its end.
_ASKS = re.compile(rf"(?:{_JOINING})?{_START}", _IGNORE_CASE)
_ASKS_WITH_MARK = re.compile(
    rf"(?:{_JOINING})?{_NO_QUESTION}{any_of(*AUXILIARIES, *QUESTION_WORDS)}(?:n?['’]?t)?\s.*\?", _IGNORE_CASE
)
_ASKS_AT_END = re.compile(
    rf"(?:[,;:–-]\s+(?:{_JOINING})?|\s{_JOINING}){_START}.*\?$"
    rf"|\b(?:wants|like) to know (?:if|whether|{_QUESTION_WORD})\b",
    _IGNORE_CASE,
)
_WORD = re.compile(r"\w+")
_OPEN = re.compile(rf"(?:{_JOINING})?{_QUESTION_WORD}\b", _IGNORE_CASE)
# Between two questions in one sentence: "when does it start and who leads it".
_BETWEEN = re.compile(rf"(?:\s*[,;+&/]\s*(?:{_JOINING})?|\s{_JOINING})(?={_START})", _IGNORE_CASE)
_LIST_MARK = re.compile(r"^(?:[-*•]|\(?(?:\d{1,2}|[a-e])[.)])\s+", _IGNORE_CASE)
# Marks of a list on one line that starts with the first of them: "1. who rows 2. who steers".
_LIST_ON_LINE = re.compile(r"^\(?[1a][.)]\s", _IGNORE_CASE)
_MARK_ON_LINE = re.compile(r"(?:^|\s)\(?(?:[1-4]|[a-d])[.)]\s+", _IGNORE_CASE)
# Words of others: a quotation or brackets with a question inside, a quoted or a logged line.
_WORDS_OF_OTHERS = re.compile(
    r"[\"“(\[][^\"”)\]]*\?[^\"”)\]]*[\"”)\]]|^\s*(?:>|\[?\d{1,2}:\d\d)|^\S+ wrote:", re.MULTILINE
)
_END_MARKS = (".", "!", "?", "…", ",", ":", ";")


@dataclass(frozen=True, slots=True)
class MessageQuestion:
    """One of several questions of a message."""

    question: str
    told: str = ""  #: the sentences before it, which may be a condition of it

    @property
    def text(self) -> str:
        """What to ask."""
        return f"{self.told} {self.question}" if self.told else self.question


def questions_in(message: str) -> tuple[MessageQuestion, ...]:
    """Return the questions that a message asks, in its order; empty if these are fewer than two.

    Empty also for more than four, and for messages that are long or contain the words of others.
    """
    if len(message) > _LONGEST or _WORDS_OF_OTHERS.search(message):
        return ()
    found: list[MessageQuestion] = []
    told: list[str] = []
    for sentence in _sentences(message):
        if not _is_question(sentence, follows=bool(found)):
            told.append(sentence)
            continue
        joined = _JOINED.match(sentence)
        question = sentence[joined.end() if joined else 0 :].rstrip(" .")
        is_added = joined is not None and _ADDS.search(joined[0]) is not None
        if found and not _is_clear(question, found[-1].question, is_added=is_added):
            found[-1] = MessageQuestion(" ".join((found[-1].question, *told, question)), found[-1].told)
        else:
            found.append(MessageQuestion(question, " ".join(told)))
        told = []
    if found and told:
        found[-1] = MessageQuestion(" ".join((found[-1].question, *told)), found[-1].told)
    different: dict[str, MessageQuestion] = {}
    for each in found:
        different.setdefault(" ".join(_WORD.findall(each.text.casefold())), each)
    return tuple(different.values()) if 1 < len(different) <= _MOST_QUESTIONS else ()


def _is_question(sentence: str, *, follows: bool) -> bool:
    """Whether a sentence asks something; after a question, "how long does it last" does too."""
    asks = _ASKS.match(sentence) or _ASKS_WITH_MARK.match(sentence) or _ASKS_AT_END.search(sentence)
    return bool(asks and (content_words(sentence) or (follows and refers(sentence))))


def _is_clear(question: str, before: str, *, is_added: bool) -> bool:
    """Whether a question says what it is about, maybe with a reference to the one before it resolved.

    After "also" (`is_added`) a word is enough.
    """
    if not content_words(question):  # "how long does it last"
        return False
    if _says_its_topic(question) or (is_added and not refers(question)):
        return True
    full = standalone(question, [Turn(before, "")])
    return full != question and bool(_OPEN.match(question)) and _says_its_topic(full)


def _says_its_topic(question: str) -> bool:
    """Whether a question names what it is about, without the question before it.

    A question with a question word needs only one content word: "who has the keys".
    """
    is_open = bool(_OPEN.match(question) and content_words(question)) and not refers(question)
    return (is_open or is_clear(question)) and bool(noun_phrase(question))


def _sentences(message: str) -> Iterator[str]:
    """Yield the sentences of a message without courtesies; a sentence that asks twice is yielded in two."""
    text = without_chat(without_courtesies(" ".join(_lines(message.replace("？", "? ")))))
    for sentence in message_sentences(text):
        yield from _halves(sentence)


def _lines(message: str) -> Iterator[str]:
    """Yield the lines of a message, with a full stop at the end of each that the next does not continue."""
    if _LIST_ON_LINE.match(message) and len(_MARK_ON_LINE.findall(message)) > 1:
        message = _MARK_ON_LINE.sub("\n- ", message)
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        text = _LIST_MARK.sub("", line)
        is_ended = text.endswith(_END_MARKS) or not following
        goes_on = not (_LIST_MARK.match(following) or _ASKS.match(following))
        yield text if is_ended or goes_on else f"{text}."


def _halves(sentence: str) -> Iterator[str]:
    """Yield the questions of a sentence that asks several, each with its question mark; else the sentence."""
    start = 0
    mark = "?" if sentence.endswith("?") else ""
    for between in _BETWEEN.finditer(sentence):
        first, second = sentence[start : between.start()], sentence[between.end() :]
        if _ASKS.match(first) and content_words(first) and content_words(second):
            yield f"{first}{mark}"
            start = between.end()
    yield sentence[start:]
