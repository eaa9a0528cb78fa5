"""What "he", "it" and "there" in a follow-up mean: the person, thing or place that the last turn named.

Rules of English on plain text, without a model; empty where nothing was named that fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.conversation.references import HER, HIM
from index.english.calendar_names import MONTHS
from index.english.function_words import ARTICLES, FUNCTION_WORDS, PREPOSITIONS, any_of
from index.english.noun_phrases import noun_phrase
from index.english.number_names import CARDINALS
from index.english.verbs import BE

_IGNORE_CASE = re.IGNORECASE
_ARTICLE = any_of(*ARTICLES)
_NO_NAMES = frozenset(map(str.capitalize, FUNCTION_WORDS))
NAME = re.compile(
    r"\b(?:(?:Dr|Prof|Mr|Mrs|Ms|St)\. )?[A-Z][\w-]*(?:['’](?!s\b)\w+)?"
    r"(?: (?:of |the |de |van |von )?[A-Z][\w-]*)*(?:['’]s)?"
)
_TIME = rf"(?:{any_of(*map(str.capitalize, MONTHS))}|[A-Z]\w+day)\b"
_PERSON = re.compile(rf"{HIM.pattern}|{HER.pattern}", _IGNORE_CASE)
_NO_THINGS = ("who", "whom", "where", "when", "why")  # ask for something else
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
    """The last turn: its question in full, taken apart, and its answer."""

    asked: str  #: the question in the words in which it was asked
    question: str  #: the question in full, without its question mark
    word: str  #: its question word in lower case, with a preposition before it; empty for a yes-no question
    clause: str  #: what follows the question word
    answer: str  #: the answer where it is short enough to name something, else empty


def named_person(clause: str, last: LastTurn) -> str:
    """Whom "he" or "she" means: the one who was just named, or who was spoken of already."""
    names, asks_who = _names(last.clause), last.word.endswith(("who", "whom"))
    spoken_of = _is_spoken_of(clause, last)
    if not spoken_of and _PERSON.search(last.asked):  # "she", after what "he" did
        names = [name for name in names if name in last.asked]
    if names and (spoken_of or not asks_who):
        return names[0]
    if asks_who:
        return _answered_person(last) or "".join(names[:1])
    if spoken_of:
        return noun_phrase(last.question)
    return first_name(last.answer) if last.word in ("what", "which", "whose") else ""


def _is_spoken_of(clause: str, last: LastTurn) -> bool:
    """Whether the last question spoke of a man, or a woman, as the follow-up does."""
    return any(pronoun.search(clause) and pronoun.search(last.asked) for pronoun in (HIM, HER))


def _answered_person(last: LastTurn) -> str:
    """Who answers the last question, or whom it asks about where no answer is a person: "Who is Gus"."""
    asked_about = noun_phrase(last.question) if last.clause.lower().startswith(BE) else ""
    if not last.answer or _QUANTITY.search(last.answer):
        return asked_about
    if article := ARTICLE_FIRST.match(last.answer):
        describes = article[0].lower() != "the " or _names(last.clause)  # "Who is Gus", "a fiddler"
        return (describes and asked_about) or last.answer
    is_role = last.answer.split()[-1].islower()  # "Who is Gus", "founder", "Norwegian singer"
    return (is_role and asked_about) or first_name(last.answer) or last.answer


def named_thing(last: LastTurn, *, plural: bool = False) -> str:
    """What "it" or "they" mean: what was just named, or the thing that the last question was about."""
    if _is_thing(last):
        return re.sub(r"^(?:its|his|her|their) ", "the ", last.answer, flags=_IGNORE_CASE)
    if last.word == "who" and last.clause.lower().startswith(BE):  # "Who is the chair"
        return ""
    names = _names(last.clause)
    thing = noun_phrase(last.question, plural=plural) or (names[-1] if names else "")
    is_person = _PERSON.search(last.asked) and thing.casefold() not in last.asked.casefold()
    return "" if is_person else thing


def _is_thing(last: LastTurn) -> bool:
    """Whether the last answer names a thing, as "22 euros" and "on Mondays" do not."""
    if _WHAT_IT_DOES.match(last.clause):
        return False
    asks_for_thing = last.word in ("what", "which") and not _TIME_FIRST.match(last.clause)
    if asks_for_thing and last.clause.lower().startswith(BE) and ARTICLE_FIRST.match(last.answer):
        return False  # "What is latchkey", "a program"
    is_thing = asks_for_thing or (
        last.word not in _NO_THINGS and ARTICLE_FIRST.match(last.answer) is not None
    )
    return bool(last.answer) and is_thing and not _QUANTITY.search(last.answer) and "," not in last.answer


def named_place(last: LastTurn) -> str:
    """Where "there" is, with a preposition: the answer to "where", or a place in the last question."""
    if last.word == "where" and last.answer:
        return last.answer if re.match(r"(?:in|at|on) ", last.answer) else f"in {last.answer}"
    if place := _PLACE.search(last.clause):
        preposition, noun, name = place.groups()
        return f"{'at' if preposition.lower() == 'of' else preposition} {noun or name}"
    if (noun := noun_phrase(last.question)).startswith("the "):
        return f"at {noun}"
    names = _names(last.clause)
    return f"in {names[-1]}" if names else ""


def _names(text: str) -> list[str]:
    """The names in a text, those of owners ("Rajani's") last and without their ending."""
    names = [name for name in NAME.findall(text) if name not in _NO_NAMES and len(name) > 1]
    owners = [name for name in names if name.endswith(("'s", "’s"))]
    return [name for name in names if name not in owners] + [name[:-2] for name in owners]


def first_name(text: str) -> str:
    """The first name in a text that is no owner's; empty where there is none."""
    return next((name for name in NAME.findall(text) if name in _names(text)), "")
