"""The words of a question that refer to an earlier turn: "it", "her", "there", "the new one".

An expletive "it" ("is it safe to swim") refers to nothing. A pronoun whose antecedent is in the question
itself ("I made a mug and want to fire it", "does Tobin find his arm") does not refer to an earlier turn
either.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.english.function_words import (
    ARTICLES,
    CONJUNCTIONS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
)
from index.english.noun_phrases import noun_phrase
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BE, DO, MODALS

_IGNORE_CASE = re.IGNORECASE
_AUXILIARY = any_of(*AUXILIARIES)
HIM = re.compile(r"\b(?:he|him|his|himself)\b", _IGNORE_CASE)
HER = re.compile(r"\b(?:she|her|hers|herself)\b", _IGNORE_CASE)
# A noun starts with none of these words. "her" before one of them is an object, not a possessive; "one"
# before one of them or before `_AFTER_ONE` is a pronoun, not a number.
_NOT_A_NOUN = rf"{any_of(*PREPOSITIONS, *ARTICLES, *CONJUNCTIONS)}\b"
_AFTER_ONE = rf"(?:{_NOT_A_NOUN}|{any_of(*SUBJECT_PRONOUNS, *AUXILIARIES)}\b)"
_REFERENCE = re.compile(
    rf"""
      (?P<one>\b(?:an?|the|which|another)(?:\ \w+)?\ ones?\b(?!\ (?!{_AFTER_ONE})\w) | (?<=\w\ )one$)
    | (?P<possessive>\bher(?=\ (?!{_NOT_A_NOUN})\w))
    | (?P<person>{HIM.pattern}|{HER.pattern})
    | (?P<place>\bthere\b)
    | (?P<thing>\b(?:(?-i:[iI]t)|its|they|them|their|theirs)\b|\b(?:this|that|these|those)$)
    """,
    _IGNORE_CASE | re.VERBOSE,
)
# "one" is an object: "where do i get one"; but it is a number in "does it start at one".
_OBJECT_NEXT = re.compile(rf"\b{any_of(*DO, *MODALS)} {any_of(*SUBJECT_PRONOUNS)} \w+ $", _IGNORE_CASE)
_EXPLETIVE_IT = re.compile(
    r"""
    \b(?:is|was|does|did|would|will)\ it\b(?=
        \ that\b
      | (?:\ [\w-]+){0,2}\ to\ (?!(?:the|an?|my|your|him|her|it|them)\b)\w
      | \ (?:ok|okay|allowed|fine|bad|possible|true|better|matter|called|required|normal|weird|mandatory|known
          |explained|a\ problem)\ (?:if|when|that|which|what|who|whether|where)\b
      | \ worth\ \w+ing\ \w
      | \ \w+\ who\b
    ) | \bit\b(?=\ (?:rain|snow|thunder|storm|hail|freeze)(?:s|ing)?\b)
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_CLAUSE = re.compile(
    r"[,;]|(?<=\w )(?:and|but|so|or|if|when|because|while|where|after|before|until|once)\b", _IGNORE_CASE
)
_QUESTION_INSIDE = re.compile(  # a question that starts after other words: "in ranked can we play it"
    rf"(?<=\w )(?:who|what|how)\b|(?<=\w ){_AUXILIARY}(?= {any_of(*SUBJECT_PRONOUNS)}\b)",
    _IGNORE_CASE,
)
_AUXILIARY_BEFORE = re.compile(rf"(?<=\w ){_AUXILIARY}(?= $)", _IGNORE_CASE)
_OPENING = re.compile(
    rf"(?:{any_of(*PREPOSITIONS)} )?"
    rf"(?:who|whom|whose|what|which|where|why|how|when {_AUXILIARY}|{_AUXILIARY})\b",
    _IGNORE_CASE,
)
_APOSTROPHES = ("'", "’")  # "there's"
_LONGEST_AUXILIARY = 10  # characters; at least those of any auxiliary and the space after it
_SOMEBODY = re.compile(r"\b(?:some|any|every)(?:one|body|thing)\b", _IGNORE_CASE)


def references(question: str) -> Iterator[re.Match[str]]:
    """Yield each reference to an earlier turn, in order.

    `lastgroup` of the match is the kind: "one", "possessive", "person", "place" or "thing".
    """
    expletives = {found.end() for found in _EXPLETIVE_IT.finditer(question)}
    clauses = _Clauses(question)
    return (match for match in _REFERENCE.finditer(question) if _refers(match, expletives, clauses))


def _refers(reference: re.Match[str], expletives: set[int], clauses: _Clauses) -> bool:
    """Whether a match refers to an earlier turn; `expletives` are the offsets at which expletives end."""
    question, start, end = reference.string, reference.start(), reference.end()
    before, after = question[:start], question[end:]
    if reference.lastgroup == "place":
        return _is_place(before.lower().split(), after.lower().split())
    if end in expletives or (reference[0].lower() == "one" and not _OBJECT_NEXT.search(before)):
        return False
    is_possessive = reference[0].lower() in POSSESSIVES and (
        reference.lastgroup == "possessive" or reference[0].lower() != "her"
    )
    has_antecedent = clauses.name_before(start) or (is_possessive and _subject_is_owner(before, after))
    return not has_antecedent


class _Clauses:
    """The clauses of a question, where the antecedent of each of its references is looked for."""

    def __init__(self, question: str) -> None:
        self._question = question
        opening = _OPENING.match(question)
        self._after_opening = opening.end() if opening else len(question) + 1
        self._starts = [clause.start() for clause in _CLAUSE.finditer(question)]
        self._inside = [inside.start() for inside in _QUESTION_INSIDE.finditer(question)]
        self._names: dict[int, bool] = {}  # a cache: start of a clause → whether something is named before it

    def name_before(self, start: int) -> bool:
        """Whether the words before the clause of the reference at `start` name a thing or a person."""
        clause = _last_before(self._starts, start)
        if start < self._after_opening:
            clause = max(clause, _last_before(self._inside, start))
            window_start = max(clause, start - _LONGEST_AUXILIARY)
            if auxiliary := _AUXILIARY_BEFORE.search(self._question, window_start, start):
                clause = auxiliary.start()
        if clause not in self._names:
            named = self._question[:clause]
            self._names[clause] = bool(noun_phrase(named) or _SOMEBODY.search(named))
        return self._names[clause]


def _last_before(offsets: Sequence[int], start: int) -> int:
    """Return the greatest of the sorted offsets that is less than `start`; 0 if there is none."""
    number = bisect_left(offsets, start)
    return offsets[number - 1] if number else 0


def _subject_is_owner(before: str, after: str) -> bool:
    """Whether a possessive refers to the subject of its own clause: "his" in "does Tobin find his arm".

    `before` and `after` are the question before and after the possessive.
    """
    if after.startswith(" own "):
        return True
    words = before.lower().split()
    auxiliary = next((position for position, word in enumerate(words) if word in AUXILIARIES), None)
    if auxiliary is None or words[auxiliary] in BE:
        return False
    subject = words[auxiliary + 1 :]
    has_verb = len(subject) > 1 and subject[-1] != "of"
    return has_verb and subject[0] not in SUBJECT_PRONOUNS


def _is_place(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether "there" means a place, given the words of the question before and after it."""
    if before and before[-1] in (*BE, "be", "been"):  # "Who was there", not "How many rooms are there"
        return not after and (len(before) == 2 or before[1:2] == ["else"])
    is_subject = bool(after) and (after[0] in AUXILIARIES or after[0][:1] in _APOSTROPHES)
    return before[-1:] not in (["hi"], ["hey"], ["hello"]) and not is_subject
