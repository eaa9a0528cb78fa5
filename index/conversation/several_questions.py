"""A message → the questions that it asks, and which of their answers to show.

"When does it start? And who leads it?" asks two. They are asked one after another, each as a follow-up of
those before it, because passages and words that answer one do not answer the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.english.asked_clause import DIRECT_QUESTION
from index.english.courtesies import without_courtesies
from index.english.function_words import FUNCTION_WORDS, QUESTION_WORDS, any_of
from index.english.main_question import content_words, without_chat
from index.english.message_sentences import message_sentences
from index.english.verbs import AUXILIARIES
from index.types import Answer, Outcome

_MOST_QUESTIONS = 4  # a longer list of questions is no message of a chat
_FEWEST_CONTENT_WORDS = 2  # of a yes/no question that is about the documents

_IGNORE_CASE = re.IGNORECASE
_QUESTION_WORD = any_of(*QUESTION_WORDS)
_JOINING_WORDS = ("and", "also", "plus", "then", "so", "oh", "but", "btw", "unrelated", "second(?:ly)?")
_JOINING = rf"{any_of(*_JOINING_WORDS)}[, ]+"
_JOINED = re.compile(rf"^(?:{_JOINING})+", _IGNORE_CASE)
# "Have a good day" and "could somebody explain" ask nothing of their own.
_NO_QUESTION = rf"(?!(?:have|had) an?\b|{any_of('can', 'could', 'would')} (?:you|some(?:one|body))\b)"
_SUBJECT = rf"{any_of('who', 'whom', 'whose', 'which')} (?!is\b|was\b)\w"
_START = rf"{_NO_QUESTION}(?:{DIRECT_QUESTION}|{_SUBJECT}|any \w)"
# A sentence asks something by its first words, by these and a question mark, or by a clause at its end.
_ASKS = re.compile(rf"(?:{_JOINING})*{_START}", _IGNORE_CASE)
_ASKS_WITH_MARK = re.compile(
    rf"(?:{_JOINING})*{_NO_QUESTION}{any_of(*AUXILIARIES, *QUESTION_WORDS)}(?:n?['’]?t)?\s.*\?", _IGNORE_CASE
)
_ASKS_AT_END = re.compile(
    rf"(?:[,;:–-]\s+(?:{_JOINING})*|\s(?:{_JOINING})+){_START}.*\?$"
    rf"|\b(?:wants|like) to know (?:if|whether|{_QUESTION_WORD})\b",
    _IGNORE_CASE,
)
_ASKS_ONE_WORD = re.compile(rf"(?:{_JOINING})*{_QUESTION_WORD}\W*", _IGNORE_CASE)
# Between two questions in one sentence: "when does it start and who leads it".
_BETWEEN = re.compile(rf"(?:\s*[,;+&/]\s*(?:{_JOINING})*|\s+(?:{_JOINING})+)(?={_START})", _IGNORE_CASE)
_END_MARKS = (".", "!", "?", "…", ",", ":", ";")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\(?(?:\d{1,2}|[a-e])[.)])\s+", _IGNORE_CASE)
_WORD = re.compile(r"\w+")
_OPEN = re.compile(rf"(?:{_JOINING})*{_QUESTION_WORD}\b", _IGNORE_CASE)


def questions_in(message: str) -> tuple[str, ...]:
    """Return the questions that a message asks, in its order, each with what is told before it.

    The message alone if it asks one question, none, or more than four.
    """
    questions: list[str] = []
    told: list[str] = []
    for sentence in _sentences(message):
        if _is_question(sentence):
            questions.append(" ".join((*told, _JOINED.sub("", sentence))))
            told = []
        elif questions and sentence.endswith("?"):  # "right?"
            questions[-1] = f"{questions[-1]} {sentence}"
        else:
            told.append(sentence)
    if not 1 < len(questions) <= _MOST_QUESTIONS:
        return (message,)
    questions[-1] = " ".join((questions[-1], *told))
    return tuple(question.rstrip(" .") for question in questions)


def answers_to_show(questions: Sequence[str], answers: Sequence[Answer]) -> list[int]:
    """Return the positions of the answers to show, of those to the questions of a message.

    Empty if no question is answered: then the message may be answered as a whole. An answer that repeats an
    earlier one is not shown, nor that there is none to a question that may be talk ("should I worry?").
    """
    shown: list[int] = []
    if all(answer.outcome is not Outcome.ANSWERED for answer in answers):
        return shown
    for position, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        if answer.outcome is not Outcome.ANSWERED:
            fewest = 1 if _OPEN.match(question) else _FEWEST_CONTENT_WORDS
            is_shown = len(content_words(question)) >= fewest
        else:
            is_shown = all(_proof(answer) != _proof(answers[earlier]) for earlier in shown)
        if is_shown:
            shown.append(position)
    return shown


def _proof(answer: Answer) -> tuple[str, str]:
    return answer.text, answer.citations[0].document if answer.citations else ""


def _is_question(sentence: str) -> bool:
    """Whether a sentence asks something of its own; "right?" and "a tablet?" only guess an answer."""
    if _ASKS_ONE_WORD.fullmatch(sentence):
        return True
    asks = _ASKS.match(sentence) or _ASKS_WITH_MARK.match(sentence) or _ASKS_AT_END.search(sentence)
    return bool(asks and _says_something(sentence))


def _says_something(question: str) -> bool:
    """Whether a question has a word that is neither a function word nor, in a yes/no question, chat."""
    if content_words(question):
        return True
    return bool(_OPEN.match(question)) and any(
        word not in FUNCTION_WORDS for word in _WORD.findall(question.casefold())
    )


def _sentences(message: str) -> Iterator[str]:
    """Yield the sentences of a message without courtesies; a sentence that asks twice is yielded in two."""
    lines = filter(None, (_LIST_MARK.sub("", line).strip() for line in message.splitlines()))
    text = " ".join(line if line.endswith(_END_MARKS) else f"{line}." for line in lines)
    for sentence in message_sentences(without_chat(without_courtesies(text))):
        yield from _halves(sentence)


def _halves(sentence: str) -> Iterator[str]:
    """Yield the questions of a sentence that asks several; else the sentence."""
    start = 0
    for between in _BETWEEN.finditer(sentence):
        first, second = sentence[start : between.start()], sentence[between.end() :]
        if _ASKS.match(first) and _says_something(first) and content_words(second):
            yield first
            start = between.end()
    yield sentence[start:]
