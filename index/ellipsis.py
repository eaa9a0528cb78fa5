"""A question with another phrase in the place of one of its own, as "and a beacon?" asks it.

After "How much is an elytra?" that is "How much is a beacon?". Which phrase is replaced shows in its
preposition, in a word that both have, in the kind of number or day, or in its determiner. Rules of English,
without a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.english_verbs import AUXILIARIES, BE, DO, IRREGULAR_BASES, is_participle, is_past

_DETERMINERS_BY_KIND = {
    "definite": ("the", "this", "that", "these", "those"),
    "indefinite": ("a", "an"),
    "owner": ("my", "your", "his", "her", "its", "our", "their"),
}
_DETERMINER_KINDS = {word: kind for kind, words in _DETERMINERS_BY_KIND.items() for word in words}
_QUESTION_WORDS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how")
_AFTER_HOW = ("big", "deep", "far", "fast", "late", "long", "many", "much", "often", "old", "tall")
_SUBJECTS = ("i", "you", "he", "she", "it", "we", "they")
_PREDICATES = ("available", "closed", "due", "free", "full", "mandatory", "open", "possible", "worth")
_PREPOSITION_LIST = """
    about after as at before below by during for from in into of on since to under until up with without
"""
_OTHER_LIST = "me him us them someone anyone everyone be been not there and or if than because"
_PREPOSITIONS = frozenset(_PREPOSITION_LIST.split())
_FUNCTION_WORDS = frozenset(
    [*_QUESTION_WORDS, *_PREPOSITIONS, *_DETERMINER_KINDS, *_SUBJECTS, *AUXILIARIES, *_OTHER_LIST.split()]
)
_LONGEST = 4  # words of a prepositional phrase that is a question by itself
# Words of which one stands for another: days for days, versions for versions.
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"v?\d+(?:[.:/-]\d+)+",
        r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred",
        r"first|second|third|fourth|fifth|sixth|last|next|previous|\d+(?:st|nd|rd|th)",
        r"january|february|march|april|may|june|july|august|september|october|november|december",
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
        r"[!/.]\w+",
    )
)


@dataclass(frozen=True, slots=True)
class _NounPhrase:
    """A noun phrase of a question, by the positions of its words."""

    start: int  #: of its determiner, if it has one
    noun: int  #: of the word after that
    end: int  #: after its last word


@dataclass(frozen=True, slots=True)
class _Change:
    """The words of a question from `start` to `end`, and those that stand in their place."""

    start: int
    end: int
    words: Sequence[str]


def with_phrase(question: str, phrase: str) -> str | None:
    """The question with a phrase ("a beacon", "on Sundays") in the place of the one that it is like.

    None where no phrase of the question is like it, or where it is more than a phrase ("if it rains").
    """
    words, new = question.split(), phrase.split()
    if not _is_phrase(new):
        return None
    if new[0].lower() in _PREPOSITIONS:
        change = _after_preposition(words, new)
    else:
        phrases = _noun_phrases(words)
        change = (
            _with_shared_word(words, phrases, new)
            or _of_same_shape(words, new)
            or _before_one(phrases, new)
            or _with_determiner(words, phrases, new)
        )
    return " ".join([*words[: change.start], *change.words, *words[change.end :]]) if change else None


def noun_phrase(question: str) -> str:
    """The thing that a question is about: "the oven" in "When did the office close the oven".

    It is the object of the verb, where that has an article, and otherwise the first phrase with one; empty
    where there is none.
    """
    words = question.split()
    lower = [word.lower() for word in words]
    verbs = _verbs(lower)
    found = [phrase for phrase in _noun_phrases(words) if lower[phrase.start] in ("the", "a", "an")]
    objects = [phrase for phrase in found if phrase.start - 1 in verbs]
    return next((f"the {' '.join(words[phrase.noun : phrase.end])}" for phrase in (*objects, *found)), "")


def is_prepositional_phrase(text: str) -> bool:
    """Whether a text is no more than a preposition and a noun phrase of at most three words: "on Sundays"."""
    words = text.split()
    return len(words) <= _LONGEST and bool(words) and words[0].lower() in _PREPOSITIONS and _is_phrase(words)


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether words are a noun phrase, or one with a preposition before it."""
    rest = list(words)
    if rest and rest[0].lower() in _PREPOSITIONS:
        rest = rest[1:]
    content = _content(rest)
    return bool(content) and not any(word.lower() in _FUNCTION_WORDS for word in content)


def _content(words: Sequence[str]) -> Sequence[str]:
    """The words of a noun phrase without its determiner."""
    return words[1:] if words and words[0].lower() in _DETERMINER_KINDS else words


def _after_preposition(words: Sequence[str], new: Sequence[str]) -> _Change | None:
    """In the place of the last phrase with that preposition, else at the end: "Is it open on Sundays"."""
    preposition = new[0].lower()
    start = max((i for i, word in enumerate(words) if i and word.lower() == preposition), default=None)
    if start is None:
        return None if preposition == "of" else _Change(len(words), len(words), new)
    end = start + 1
    if end < len(words) and words[end].lower() in _DETERMINER_KINDS:
        end += 1
    while end < len(words) and words[end].lower() not in _FUNCTION_WORDS:
        end += 1
    return _Change(start, end, new)


def _with_shared_word(
    words: Sequence[str], phrases: Sequence[_NounPhrase], new: Sequence[str]
) -> _Change | None:
    """ "The trivia night" in the place of "the movie night", "assignment 3" in that of "assignment 2"."""
    content = _content(new)
    lower = [word.lower() for word in words]
    shared = next((place for place, word in enumerate(content) if word.lower() in lower), None)
    if shared is None or len(content) < 2:
        return None
    position = lower.index(content[shared].lower())
    for phrase in phrases:
        if phrase.noun <= position < phrase.end:
            start = max(phrase.noun, position - shared)
            return _Change(start, min(phrase.end, start + len(content)), content)
    return None


def _of_same_shape(words: Sequence[str], new: Sequence[str]) -> _Change | None:
    """ "Sundays" in the place of "Mondays", "June 7" in that of "May 3"."""
    content = _content(new)
    shapes = [_shape(word) for word in content]
    if None in shapes:
        return None
    for start in range(len(words) - len(content), -1, -1):
        if [_shape(word) for word in words[start : start + len(content)]] == shapes:
            return _Change(start, start + len(content), content)
    return None


def _shape(word: str) -> int | None:
    return next((place for place, shape in enumerate(_SHAPES) if shape.fullmatch(word.lower())), None)


def _before_one(phrases: Sequence[_NounPhrase], new: Sequence[str]) -> _Change | None:
    """ "The gold one" after "the silver tier": the noun stays, and what stands before it changes."""
    content = _content(new)
    if len(content) < 2 or content[-1].lower() not in ("one", "ones") or not phrases:
        return None
    phrase = max(phrases, key=lambda phrase: (phrase.end - phrase.noun > 1, phrase.end))
    return _Change(phrase.noun, phrase.end - 1, content[:-1])


def _with_determiner(
    words: Sequence[str], phrases: Sequence[_NounPhrase], new: Sequence[str]
) -> _Change | None:
    """In the place of the last phrase whose determiner is like the new one's, a name in that of a name."""
    if not phrases:
        return None
    kind = _DETERMINER_KINDS.get(new[0].lower())
    if kind:
        determined = [phrase for phrase in phrases if phrase.start < phrase.noun]
        alike = [phrase for phrase in determined if _DETERMINER_KINDS[words[phrase.start].lower()] == kind]
        found = alike or determined or phrases
    else:
        bare = [phrase for phrase in phrases if phrase.start == phrase.noun]
        names = [phrase for phrase in bare if new[0][0].isupper() and words[phrase.noun][0].isupper()]
        found = names or [phrase for phrase in bare if not _is_asked_for(words, phrase)] or phrases
    return _Change(found[-1].start, found[-1].end, new)


def _is_asked_for(words: Sequence[str], phrase: _NounPhrase) -> bool:
    """Whether a phrase is what the question asks for: "port" in "Which port does it use"."""
    return phrase.start > 0 and words[phrase.start - 1].lower() in ("what", "which")


def _noun_phrases(words: Sequence[str]) -> list[_NounPhrase]:
    """The noun phrases of a question, in order: runs of words that are neither function words nor verbs."""
    lower = [word.lower() for word in words]
    verbs = _verbs(lower)
    phrases: list[_NounPhrase] = []
    place = 0
    while place < len(lower):
        noun = place
        while place < len(lower) and lower[place] not in _FUNCTION_WORDS and place not in verbs:
            place += 1
        if place > noun:
            start = noun - 1 if noun and lower[noun - 1] in _DETERMINER_KINDS else noun
            phrases.append(_NounPhrase(start, noun, place))
        place += 1
    return phrases


def _verbs(words: Sequence[str]) -> set[int]:
    """The positions of the verbs of a question in lower case, and of the adjective in "is the shop open"."""
    found = {i for i in range(1, len(words)) if words[i - 1] == "to" or words[i - 1] in _SUBJECTS}
    found |= {i for i in range(1, len(words)) if words[i - 1] == "how" and words[i] in _AFTER_HOW}
    auxiliary = next((i for i, word in enumerate(words) if word in AUXILIARIES), None)
    if auxiliary is None:
        return found | _verb_of_subject(words)
    after = auxiliary + 1
    if after == len(words) or words[after] in _SUBJECTS:
        return found
    start = after + 1 if words[after] in _DETERMINER_KINDS else after
    end = next((i for i in range(start, len(words)) if words[i] in _FUNCTION_WORDS), len(words))
    if words[auxiliary] in BE:
        last = end - 1
        is_predicate = last > after and (is_participle(words[last]) or words[last] in _PREDICATES)
        return (
            found | ({last} if is_predicate else set()) | ({after} if is_participle(words[after]) else set())
        )
    if words[auxiliary] not in DO and auxiliary and start == after and words[after] in IRREGULAR_BASES:
        return found | {after}  # "Which class can wear armour", "Who can host the event"
    base = next((i for i in range(start + 1, end) if words[i] in IRREGULAR_BASES), end - 1)
    return found | ({base} if base > start else set())


def _verb_of_subject(words: Sequence[str]) -> set[int]:
    """The verb where the question word or its noun is the subject: "Who hosts", "Which ferry sank"."""
    if not words or words[0] not in _QUESTION_WORDS:
        return set()
    if words[0] == "who":
        return {1}
    may_be_verb = (i for i in range(1, len(words)) if is_past(words[i]) or words[i].endswith("s"))
    return {next(may_be_verb, 1)}
