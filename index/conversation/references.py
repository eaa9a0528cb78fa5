"""Words of a question that may mean something said before it: "it", "her", "there", "the new one".

They do not where they are empty ("is it safe to swim"), and where the question itself names what they mean
("I made a mug and want to fire it", "does Tobin find his arm").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.english.function_words import ARTICLES, CONJUNCTIONS, OWNERS, PREPOSITIONS, SUBJECTS, any_of
from index.english.noun_phrases import noun_phrase
from index.english.verbs import AUXILIARIES, BE

_IGNORE_CASE = re.IGNORECASE
_AUXILIARY = any_of(*AUXILIARIES)
HIM = re.compile(r"\b(?:he|him|his|himself)\b", _IGNORE_CASE)
HER = re.compile(r"\b(?:she|her|hers|herself)\b", _IGNORE_CASE)
# No noun follows before one of these, so that "her" is no owner, and "one" no number.
_NO_NOUN = rf"{any_of(*PREPOSITIONS, *ARTICLES, *CONJUNCTIONS)}\b"
_AFTER_ONE = rf"(?:{_NO_NOUN}|{any_of(*SUBJECTS, *AUXILIARIES)}\b)"
_REFERENCE = re.compile(
    rf"""
      (?P<one>\b(?:an?|the|which|another)(?:\ \w+)?\ ones?\b(?!\ (?!{_AFTER_ONE})\w))
    | (?P<owner>\bher(?=\ (?!{_NO_NOUN})\w))
    | (?P<person>{HIM.pattern}|{HER.pattern})
    | (?P<place>\bthere\b)
    | (?P<thing>\b(?:[iI]t|its|they|them|their|theirs)\b|\b(?:this|that|these|those)$)
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_EMPTY_IT = re.compile(
    r"""
    \b(?:is|was|does|did|would|will)\ it\b(?=
        \ that\b
      | (?:\ [\w-]+){0,2}\ to\ (?!(?:the|an?|my|your|him|her|it|them)\b)\w
      | \ (?:ok|okay|allowed|fine|bad|possible|true|better|matter|called|required|normal|weird|mandatory|known
          |explained|a\ problem)\ (?:if|when|that|which|what|who|whether|where)\b
      | \ worth\ \w+ing\ \w
      | \ \w+\ who\b
    ) | \bit\b(?=\ (?:rain|snow)(?:s|ing)?\b)
    """,
    _IGNORE_CASE | re.VERBOSE,
)
_CLAUSE = re.compile(
    r"[,;]|(?<=\w )(?:and|but|so|or|if|when|because|while|where|after|before|until|once)\b", _IGNORE_CASE
)
_QUESTION_INSIDE = re.compile(  # "in ranked can we play it", which begins as no question
    rf"(?<=\w )(?:who|what|how)\b|(?<=\w ){_AUXILIARY}(?= {any_of(*SUBJECTS)}\b)",
    _IGNORE_CASE,
)
_AUXILIARY_BEFORE = re.compile(rf"(?<=\w ){_AUXILIARY}(?= $)", _IGNORE_CASE)
_OPENING = re.compile(
    rf"(?:{any_of(*PREPOSITIONS)} )?"
    rf"(?:who|whom|whose|what|which|where|why|how|when {_AUXILIARY}|{_AUXILIARY})\b",
    _IGNORE_CASE,
)
_LONGEST = 10  # characters of an auxiliary and the blank behind it
_SOMEBODY = re.compile(r"\b(?:some|any|every)(?:one|body|thing)\b", _IGNORE_CASE)


def references(question: str) -> Iterator[re.Match[str]]:
    """Yield each reference to what was said before the question, in order.

    The name of its group is its kind: one, owner, person, place or thing.
    """
    empty = {found.end() for found in _EMPTY_IT.finditer(question)}
    clauses = _Clauses(question)
    return (match for match in _REFERENCE.finditer(question) if _refers(match, empty, clauses))


def _refers(reference: re.Match[str], empty: set[int], clauses: _Clauses) -> bool:
    """Whether a word refers to what was said before; `empty` is where each empty "it" ends."""
    question, start, end = reference.string, reference.start(), reference.end()
    before, after = question[:start], question[end:]
    if reference.lastgroup == "place":
        return _is_place(before.lower().split(), after.lower().split())
    if end in empty:
        return False
    is_owner = reference[0].lower() in OWNERS and (
        reference.lastgroup == "owner" or reference[0].lower() != "her"
    )
    return not (clauses.name_before(start) or (is_owner and _owner_is_named(before, after)))


class _Clauses:
    """The clauses of a question, which each of its references is looked at after."""

    def __init__(self, question: str) -> None:
        self._question = question
        opening = _OPENING.match(question)
        self._after_opening = opening.end() if opening else len(question) + 1
        self._starts = [clause.start() for clause in _CLAUSE.finditer(question)]
        self._inside = [inside.start() for inside in _QUESTION_INSIDE.finditer(question)]
        self._names: dict[int, bool] = {}  # whether there is a name before an offset, as far as was asked

    def name_before(self, start: int) -> bool:
        """Whether a clause before a reference names a thing or a person, which a pronoun then means."""
        clause = _last_before(self._starts, start)
        if start < self._after_opening:
            clause = max(clause, _last_before(self._inside, start))
            if auxiliary := _AUXILIARY_BEFORE.search(self._question, max(clause, start - _LONGEST), start):
                clause = auxiliary.start()
        if clause not in self._names:
            named = self._question[:clause]
            self._names[clause] = bool(noun_phrase(named) or _SOMEBODY.search(named))
        return self._names[clause]


def _last_before(offsets: Sequence[int], start: int) -> int:
    """The last of some offsets, in order, that is less than another; 0 where there is none."""
    number = bisect_left(offsets, start)
    return offsets[number - 1] if number else 0


def _owner_is_named(before: str, after: str) -> bool:
    """Whether an owner between two texts is the subject of its own clause: "does Tobin find his arm"."""
    if after.startswith(" own "):
        return True
    words = before.lower().split()
    auxiliary = next((place for place, word in enumerate(words) if word in AUXILIARIES), None)
    if auxiliary is None or words[auxiliary] in BE:
        return False
    subject = words[auxiliary + 1 :]
    has_verb = len(subject) > 1 and subject[-1] != "of"
    return has_verb and subject[0] not in SUBJECTS


def _is_place(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether "there", between these words of a question, is a place."""
    if before and before[-1] in (*BE, "be", "been"):  # "Who was there", not "How many rooms are there"
        return not after and (len(before) == 2 or before[1:2] == ["else"])
    return before[-1:] not in (["hi"], ["hey"], ["hello"]) and (not after or after[0] not in AUXILIARIES)
