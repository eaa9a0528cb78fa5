"""The statement or the action of the last turn, in the words and the order of a new question about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.conversation.antecedents import ARTICLE_FIRST, NAME, LastTurn, first_name
from index.english.function_words import (
    ARTICLES,
    DETERMINERS,
    INDEFINITE_PRONOUNS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
)
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BE, DO, HAVE, MODALS, inverted, is_participle, is_past

_PREPOSITION = any_of(*PREPOSITIONS)
_ARTICLE = any_of(*ARTICLES)
_PRONOUNS = (*SUBJECT_PRONOUNS, *OBJECT_PRONOUNS)
_ANYBODY = ("i", "we", "you", "one", *INDEFINITE_PRONOUNS, "people")
# Verbs of no action that has a cost or a duration itself. After "can i buy a beacon", "how much is that" asks
# for the price of the beacon, not of buying it.
_NOT_ACTIONS = (
    *("be", "need", "want", "know", "mean", "pay", "cost", "take"),
    *("have", "own", "keep", "make", "sell", "buy", "get", "give", "offer", "rent", "lend"),
)
# A subject between auxiliary and predicate: "was (the clock) replaced", "did (the office) close the oven".
_INVERTED_CLAUSE = re.compile(
    rf"""
    ^(?P<auxiliary>{any_of(*AUXILIARIES)})
    \ (?P<subject>{_ARTICLE}\ .+?)
    \ (?P<predicate>(?!{_PREPOSITION}\b)[\w'’-]+)
    (?P<rest>\ (?:(?:{_PREPOSITION}|{any_of(*DETERMINERS, *_PRONOUNS)})\b|(?-i:[A-Z])).*)?$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def inverted_clause(last: LastTurn) -> str:
    """Return the statement of the last turn in the order of a question: "did Rajani's father frame Madan"."""
    noun, predicate = _noun_and_predicate(last)
    if last.question_word in ("who", "what", "which") and _asks_for_subject(last.question_word, predicate):
        return inverted(_subject(last), predicate)
    if predicate[0].lower() in AUXILIARIES:
        asks_for_object = last.question_word in ("who", "whom", "what", "which") and last.answer
        return " ".join([predicate[0].lower(), *predicate[1:], *([last.answer] if asks_for_object else [])])
    if noun:  # "How many people sank the boat"
        return inverted(" ".join([last.answer or "so many", *noun]), predicate)
    return f"{last.clause} {last.answer}".strip()


def action_of(last: LastTurn, *, by_others: bool) -> str:
    """Return the action in the last question: "claim land" in "how do i claim land"; empty if there is none.

    With `by_others` also an action of other people: "restring rackets" in "who restrings rackets".
    """
    words = last.clause.split()
    if last.question_word.startswith(("how ", "what")) or len(words) < 2:
        return ""
    if words[0].lower() in (*DO, *MODALS):
        action = words[2:] if words[1].lower() in _ANYBODY else []
    elif by_others and last.question_word == "who" and words[0].lower() not in AUXILIARIES:
        action = inverted("someone", words).split()[2:]
    else:
        action = []
    return " ".join(action) if action and action[0].lower() not in _NOT_ACTIONS else ""


def _subject(last: LastTurn) -> str:
    """Return the subject that the last question asks for: its answer, or "someone" or "something".

    The answer to "what" or "which" is the subject only if it starts with an article or is a name.
    """
    if last.question_word == "who":
        return first_name(last.answer) or last.answer or "someone"
    return last.answer if ARTICLE_FIRST.match(last.answer) or NAME.fullmatch(last.answer) else "something"


def _noun_and_predicate(last: LastTurn) -> tuple[list[str], list[str]]:
    """Split the clause of the last question before its verb: "Which old ferry sank" → "old ferry", "sank"."""
    words = last.clause.split()
    verb = 0
    if re.search(r"(?:what|which|many|much)$", last.question_word):
        may_be_verb = (word.lower() in AUXILIARIES or is_past(word) for word in words)
        verb = next((position for position, is_verb in enumerate(may_be_verb) if is_verb), 0)
    return words[:verb], words[verb:]


def _asks_for_subject(word: str, predicate: Sequence[str]) -> bool:
    """Whether "who", "what" or "which" asks for the subject: "Who framed him", not "Who did he frame"."""
    auxiliary, rest = predicate[0].lower(), predicate[1:]
    second = rest[0].lower() if rest else ""
    has_subject = second in _PRONOUNS or NAME.match(" ".join(rest)) is not None
    if auxiliary not in AUXILIARIES:
        return True
    if auxiliary in BE:  # "What was found", not "What is the time"
        return not has_subject if word == "who" else is_participle(second)
    if has_subject or second not in DETERMINERS:
        return not has_subject and (auxiliary not in DO or second == "not")
    if auxiliary in HAVE:  # "Who has the key", not "Who has the school hired"
        return not any(is_participle(part) for part in rest[1:])
    return auxiliary in DO and not _INVERTED_CLAUSE.match(" ".join(predicate))  # "Who did the washing"
