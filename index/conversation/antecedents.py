"""The antecedents of "he", "it" and "there" in a follow-up: the person, thing or place in the last turn.

They are found by rules of English on plain text, without a model. Each is empty if the last turn names
nothing that fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.conversation.references import HER, HIM
from index.english.calendar_names import MONTHS
from index.english.function_words import ARTICLES, FUNCTION_WORDS, PREPOSITIONS
from index.english.noun_phrases import noun_phrase
from index.english.number_names import CARDINALS
from index.english.patterns import any_of
from index.english.verbs import BE

_IGNORE_CASE = re.IGNORECASE
_ARTICLE = any_of(*ARTICLES)
_NOT_NAMES = frozenset(map(str.capitalize, FUNCTION_WORDS))  # capitalised only because they open a sentence
NAME = re.compile(
    r"\b(?:(?:Dr|Prof|Mr|Mrs|Ms|St)\. )?[A-Z][\w-]*(?:['’](?!s\b)\w+)?"
    r"(?: (?:of |the |de |van |von )?[A-Z][\w-]*)*(?:['’]s)?"
)
_TIME = rf"(?:{any_of(*map(str.capitalize, MONTHS))}|[A-Z]\w+day)\b"
_PERSON = re.compile(rf"{HIM.pattern}|{HER.pattern}", _IGNORE_CASE)
_NOT_FOR_THINGS = ("who", "whom", "where", "when", "why")  # they ask for a person, place, time or reason
_LONGEST_NAME = 3  # words of a person's name
# The last word of the name of a role: "treasurer", "deputy chair".
_ROLE = re.compile(
    r"(?:er|or|ist|eer|chair|captain|admin|mod|lead|head|president|coach|host|[dg]m|staff|secretary|ing|ible"
    r"|expert|king|queen|boss|guide|contact)s?$"
)
ARTICLE_FIRST = re.compile(rf"{_ARTICLE} ", _IGNORE_CASE)
_TIME_FIRST = re.compile(r"(?:day|date|time|hour|week|month|year)s?\b", _IGNORE_CASE)
_WHAT_IT_DOES = re.compile(r"(?:do|does|did)\b.*\b(?:do|mean|stand for)$", _IGNORE_CASE)
_QUANTITY = re.compile(rf"\d|^{any_of(*CARDINALS[:12])}\b", _IGNORE_CASE)
_PLACE = re.compile(
    rf"\b(in|at|of) (?:({_ARTICLE} (?:[\w'’-]+ )??[\w'’-]+?)(?= {any_of(*PREPOSITIONS)}\b|$)"
    rf"|((?-i:(?!{_TIME}){NAME.pattern})))",
    _IGNORE_CASE,
)


@dataclass(frozen=True, slots=True)
class LastTurn:
    """The last turn: its question, also split into question word and clause, and its answer."""

    as_asked: str  #: the question in the words of the person who asked it
    question: str  #: the question in full, without its question mark
    question_word: str  #: in lower case, with the preposition before it, if any; empty for a yes-no question
    clause: str  #: the words of the question after the question word
    answer: str  #: the answer if it is short enough to name a person, thing or place, else empty


def named_person(clause: str, last: LastTurn) -> str:
    """Return the person that "he" or "she" refers to in the clause of a follow-up.

    That is the first name in the last question. If this asks "who", the person in its answer comes before the
    name, unless it contains the same pronoun. Without such a person, a question with the same pronoun gives
    its noun phrase, and a question with "what", "which" or "whose" a name in its answer. Empty if none fits.
    """
    names, asks_who = _names(last.clause), last.question_word.endswith(("who", "whom"))
    same_pronoun = _has_same_pronoun(clause, last)
    if not same_pronoun and _PERSON.search(last.as_asked):  # "she" after a question about "he"
        names = [name for name in names if name in last.as_asked]
    if names and (same_pronoun or not asks_who):
        return names[0]
    if asks_who:
        return _answered_person(last) or "".join(names[:1])
    if same_pronoun:
        return noun_phrase(last.question)
    return first_name(last.answer) if last.question_word in ("what", "which", "whose") else ""


def _has_same_pronoun(clause: str, last: LastTurn) -> bool:
    """Whether the follow-up and the last question as it was asked both contain "he" or both contain "she"."""
    return any(pronoun.search(clause) and pronoun.search(last.as_asked) for pronoun in (HIM, HER))


def _answered_person(last: LastTurn) -> str:
    """Return the person who is the answer to a "who" question, or the one whom that answer describes.

    "a fiddler", the answer to "Who is Gus", describes Gus.
    """
    asked_about = noun_phrase(last.question) if last.clause.lower().startswith(BE) else ""
    if _asks_who_somebody_is(last.clause):  # "who is lesia", "the artist of Hollow Tide"
        return asked_about or last.answer
    if not last.answer or _QUANTITY.search(last.answer):
        return asked_about
    if article := ARTICLE_FIRST.match(last.answer):
        describes = article[0].lower() != "the " or _names(last.clause)  # "Who is Gus", "a fiddler"
        return (describes and asked_about) or last.answer
    # "Who is Gus", "founder", "Norwegian singer", "keeper of Alcora"
    is_role = last.answer.split()[-1].islower() or (last.answer[0].islower() and bool(_names(last.clause)))
    return (is_role and asked_about) or first_name(last.answer) or last.answer


def _asks_who_somebody_is(clause: str) -> bool:
    """Whether the clause of a "who" question is "is" and a name, also in lower case, rather than a role."""
    verb, *name = clause.lower().split() or [""]
    is_short = verb in BE and 0 < len(name) <= _LONGEST_NAME
    return is_short and not _ROLE.search(name[-1]) and FUNCTION_WORDS.isdisjoint(name)


def named_thing(last: LastTurn, *, plural: bool = False) -> str:
    """Return what "it" or, if `plural`, "they" refers to: the answer or the topic of the last question."""
    if _answer_is_thing(last):
        return re.sub(r"^(?:its|his|her|their) ", "the ", last.answer, flags=_IGNORE_CASE)
    if last.question_word == "who" and last.clause.lower().startswith(BE):  # "Who is the chair"
        return ""
    if not plural and last.question_word == "how much" and " " not in last.clause:  # "How much RAM"
        return ""
    names = _names(last.clause)
    thing = noun_phrase(last.question, plural=plural) or (names[-1] if names else "")
    is_person = _PERSON.search(last.as_asked) and thing.casefold() not in last.as_asked.casefold()
    return "" if is_person else thing


def _answer_is_thing(last: LastTurn) -> bool:
    """Whether the last answer names a thing; "22 euros" and "on Mondays" do not."""
    if _WHAT_IT_DOES.match(last.clause):
        return False
    asks_for_thing = last.question_word in ("what", "which") and not _TIME_FIRST.match(last.clause)
    if asks_for_thing and last.clause.lower().startswith(BE) and ARTICLE_FIRST.match(last.answer):
        return False  # "What is latchkey", "a program"
    is_thing = asks_for_thing or (
        last.question_word not in _NOT_FOR_THINGS and ARTICLE_FIRST.match(last.answer) is not None
    )
    return bool(last.answer) and is_thing and not _QUANTITY.search(last.answer) and "," not in last.answer


def named_place(last: LastTurn) -> str:
    """Return what "there" refers to, with a preposition: the answer to "where" or a place in the question."""
    if last.question_word == "where" and last.answer:
        return last.answer if re.match(r"(?:in|at|on) ", last.answer) else f"in {last.answer}"
    if place := _PLACE.search(last.clause):
        preposition, noun, name = place.groups()
        return f"{'at' if preposition.lower() == 'of' else preposition} {noun or name}"
    if (noun := noun_phrase(last.question)).startswith("the "):
        return f"at {noun}"
    names = _names(last.clause)
    return f"in {names[-1]}" if names else ""


def _names(text: str) -> list[str]:
    """Return the names in a text; names in the possessive ("Rajani's") come last, without their ending."""
    names = [name for name in NAME.findall(text) if name not in _NOT_NAMES and len(name) > 1]
    possessives = [name for name in names if name.endswith(("'s", "’s"))]
    return [name for name in names if name not in possessives] + [name[:-2] for name in possessives]


def first_name(text: str) -> str:
    """Return the first name in a text that is not in the possessive; empty if there is none."""
    return next((name for name in NAME.findall(text) if name in _names(text)), "")
