"""A question with another phrase in the place of one of its own, as "and a beacon?" asks it.

After "How much is an elytra?" that is "How much is a beacon?". Which phrase is replaced shows in its
preposition, in a word that both have, in the kind of number or day, or in its determiner. Rules of English,
without a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.english_verbs import AUXILIARIES, BASES, BE, DO, is_participle, is_past

_DETERMINERS_BY_KIND = {
    "definite": ("the", "this", "that", "these", "those"),
    "indefinite": ("a", "an"),
    "owner": ("my", "your", "his", "her", "its", "our", "their"),
}
_DETERMINER_KINDS = {word: kind for kind, words in _DETERMINERS_BY_KIND.items() for word in words}
_QUESTION_WORDS = ("who", "whom", "whose", "what", "which", "when", "where", "why", "how")
_SUBJECTS = ("i", "you", "he", "she", "it", "we", "they")
_PREDICATES = ("available", "closed", "due", "free", "full", "mandatory", "open", "possible", "worth")
_PREPOSITION_LIST = """
    about after as at before below by during for from in into of on since to under until up with without
"""
_OTHER_LIST = (
    "me him us them someone anyone everyone be been not there then so and but or if than because while"
)
_PREPOSITIONS = frozenset(_PREPOSITION_LIST.split())
_FUNCTION_WORDS = frozenset(
    [*_QUESTION_WORDS, *_PREPOSITIONS, *_DETERMINER_KINDS, *_SUBJECTS, *AUXILIARIES, *_OTHER_LIST.split()]
)
_LONGEST = 4  # words of a prepositional phrase that is a question by itself
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?", re.IGNORECASE)
_TIME = re.compile(
    r"(?:the )?(?:first|second|third|next|last|this) (?:time|week|weekend|month|year)|today|tonight|tomorrow",
    re.IGNORECASE,
)
# Words of which one stands for another: days for days, versions for versions.
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"v?\d+(?:[.:/-]\d+)+",
        r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred",
        r"first|second|third|fourth|fifth|sixth|last|next|previous|\d+(?:st|nd|rd|th)",
        r"january|february|march|april|may|june|july|august|september|october|november|december",
        _DAY.pattern,
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
    phrases = _noun_phrases(words)
    change = (
        _after_preposition(words, phrases, new)
        if new[0].lower() in _PREPOSITIONS
        else _with_shared_word(words, phrases, new)
        or _of_same_shape(words, new)
        or _at_the_end(words, new)
        or _as_verb(words, new)
        or _before_one(phrases, new)
        or _as_object(words, phrases, new)
        or _with_determiner(words, phrases, new)
    )
    return " ".join([*words[: change.start], *change.words, *words[change.end :]]) if change else None


def noun_phrase(question: str, *, plural: bool = False) -> str:
    """The thing that a question is about: "the oven" in "When did the office close the oven".

    It is the object of the verb, where that has an article, otherwise the first phrase with one, otherwise
    the first of all but what the question asks for; with "of" or "for" and what follows. With `plural`, the
    first that is in the plural, if there is one. Empty where there is none.
    """
    words = question.split()
    lower = [word.lower() for word in words]
    verbs = _verbs(lower)
    phrases = _noun_phrases(words)
    with_article = [phrase for phrase in phrases if lower[phrase.start] in ("the", "a", "an")]
    objects = [phrase for phrase in with_article if phrase.start - 1 in verbs]
    others = [phrase for phrase in phrases if not _is_asked_for(words, phrase)]
    plurals = [phrase for phrase in phrases if plural and re.search(r"[^s]s$", lower[phrase.end - 1])]
    found = next(iter((*plurals, *objects, *with_article, *others, *phrases)), None)
    if found is None:
        return ""
    end = _end_with_complement(lower, phrases, found)
    start = found.noun if found in with_article else found.start
    return f"{'the ' if found in with_article else ''}{' '.join(words[start:end])}"


def _end_with_complement(words: Sequence[str], phrases: Sequence[_NounPhrase], phrase: _NounPhrase) -> int:
    """Where a phrase ends with "of the church" or "for the lathe" after it."""
    if phrase.start == phrase.noun or phrase.end >= len(words) or words[phrase.end] not in ("of", "for"):
        return phrase.end
    return next((each.end for each in phrases if each.start == phrase.end + 1), phrase.end)


def is_prepositional_phrase(text: str) -> bool:
    """Whether a text is no more than a preposition and a noun phrase of at most three words: "on Sundays"."""
    words = text.split()
    return len(words) <= _LONGEST and bool(words) and words[0].lower() in _PREPOSITIONS and _is_phrase(words)


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether words are a noun phrase ("the end of May"), or one with a preposition before it."""
    rest = words[1:] if words and words[0].lower() in _PREPOSITIONS else words
    parts = [_content(part.split()) for part in re.split(r"\sof\s", " ".join(rest), maxsplit=1)]
    return all(part and not any(word.lower() in _FUNCTION_WORDS for word in part) for part in parts)


def _content(words: Sequence[str]) -> Sequence[str]:
    """The words of a noun phrase without its determiner."""
    return words[1:] if words and words[0].lower() in _DETERMINER_KINDS else words


def _after_preposition(
    words: Sequence[str], phrases: Sequence[_NounPhrase], new: Sequence[str]
) -> _Change | None:
    """In the place of the last phrase with that preposition, else at the end: "Is it open on Sundays"."""
    preposition = new[0].lower()
    start = max((i for i, word in enumerate(words) if i and word.lower() == preposition), default=None)
    if start is None:
        return None if preposition == "of" else _Change(len(words), len(words), new)
    after = next((phrase for phrase in phrases if phrase.start == start + 1), None)
    if after is None:  # "to vote" in the place of "to join the club"
        return _Change(start, len(words), new)
    return _Change(start, _end_with_complement(words, phrases, after) if "of" in new else after.end, new)


def _at_the_end(words: Sequence[str], new: Sequence[str]) -> _Change | None:
    """ "What is the fine the second time", "when are you open sundays"."""
    if not _TIME.fullmatch(" ".join(new)) and not (len(new) == 1 and _DAY.fullmatch(new[0])):
        return None
    ranges = ((start, end) for start in range(1, len(words)) for end in range(len(words), start, -1))
    at_end = len(words), len(words)
    start, end = next((each for each in ranges if _TIME.fullmatch(" ".join(words[slice(*each)]))), at_end)
    return _Change(start, end, new)


def _as_verb(words: Sequence[str], new: Sequence[str]) -> _Change | None:
    """ "How do I upgrade it" after "How do I install it", "how do I unclaim it" after "how do I claim it"."""
    lower = [word.lower() for word in words]
    bases = (place for place in _verbs(lower) if lower[place] in BASES and lower[place] not in AUXILIARIES)
    verb = min(bases, default=None)
    if verb is None or len(new) > 1:
        return None
    is_verb = new[0].lower() in BASES or re.fullmatch(rf"(?:re|un|dis){lower[verb]}", new[0].lower())
    return _Change(verb, verb + 1, new) if is_verb else None


def _as_object(words: Sequence[str], phrases: Sequence[_NounPhrase], new: Sequence[str]) -> _Change | None:
    """ "Can I cut leather with the laser" after "What can I cut with the laser"."""
    lower = [word.lower() for word in words]
    is_open = len(words) > 3 and lower[0] == "what" and lower[1] in AUXILIARIES and lower[2] in _SUBJECTS
    has_bare = any(phrase.start == phrase.noun for phrase in phrases)
    if not is_open or has_bare or new[0].lower() in _DETERMINER_KINDS:
        return None
    return _Change(0, 4, [*words[1:4], *new])


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
    kinds = [_DETERMINER_KINDS.get(words[phrase.start].lower()) for phrase in phrases]
    bare = [phrase for phrase, each in zip(phrases, kinds, strict=True) if each is None]
    indefinite = [phrase for phrase, each in zip(phrases, kinds, strict=True) if each == "indefinite"]
    if kind:
        alike = [phrase for phrase, each in zip(phrases, kinds, strict=True) if each == kind]
        others = [phrase for phrase in phrases if phrase not in bare]
        found = alike or _free(words, others) or others or [phrases[0]]
    else:
        names = [phrase for phrase in bare if new[0][0].isupper() and words[phrase.noun][0].isupper()]
        unasked = [phrase for phrase in bare if not _is_asked_for(words, phrase)]
        found = names or unasked or indefinite or _free(words, phrases) or list(phrases)
    return _Change(found[-1].start, found[-1].end, new)


def _free(words: Sequence[str], phrases: Sequence[_NounPhrase]) -> list[_NounPhrase]:
    """The phrases that stand after no preposition."""
    return [each for each in phrases if not each.start or words[each.start - 1].lower() not in _PREPOSITIONS]


def _is_asked_for(words: Sequence[str], phrase: _NounPhrase) -> bool:
    """Whether a phrase is what the question asks for: "port" in "Which port does it use"."""
    return phrase.start > 0 and words[phrase.start - 1].lower() in ("what", "which", "many", "much")


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
    found |= {i for i in range(1, len(words)) if words[i - 1] == "how"}
    auxiliary = next((i for i, word in enumerate(words) if word in AUXILIARIES), None)
    if auxiliary is None:
        return found | _verb_of_subject(words)
    after = auxiliary + 1
    if after == len(words) or words[after] in _SUBJECTS:
        return found
    start = after + 1 if words[after] in _DETERMINER_KINDS else after
    end = _end_of_subject(words, start)
    last = end - 1
    if words[auxiliary] in BE:
        return found | _predicate(words, auxiliary, start, end)
    if words[auxiliary] not in DO and auxiliary and start == after and words[after] in BASES:
        return found | {after}  # "Which class can wear armour", "Who can host the event"
    base = next((i for i in range(start + 1, end) if words[i] in BASES), last)
    return found | ({base} if base > start else set())


def _predicate(words: Sequence[str], auxiliary: int, start: int, end: int) -> set[int]:
    """What is said of a subject after a form of "be": "open" in "is the shop open".

    `start` and `end` are of the words after the auxiliary and a determiner.
    """
    last = end - 1
    if start >= end:
        return set()
    if is_participle(words[start]):
        return {start}
    is_yes_no = auxiliary == 0
    said = next(
        (i for i in range(start + 1, end) if is_participle(words[i]) or words[i] in _PREDICATES), None
    )
    if said is not None and (is_yes_no or said == last):
        return set(range(said, end))
    is_said = words[last].endswith("ing") and (is_yes_no or words[0] in ("since", "why"))
    is_said |= is_yes_no and words[start - 1] in _DETERMINER_KINDS and end - start == 2 and end == len(words)
    return {last} if is_said and last > start else set()


def _end_of_subject(words: Sequence[str], start: int) -> int:
    """Where the words of a subject that starts there end, with "for the lathe" and its verb."""
    end = next((i for i in range(start, len(words)) if words[i] in _FUNCTION_WORDS), len(words))
    if end in (start, len(words)) or words[end] not in ("of", "for"):
        return end
    if any(word in BASES for word in words[start + 1 : end]):
        return end
    complement = end + 1
    if complement < len(words) and words[complement] in _DETERMINER_KINDS:
        complement += 1
    return next((i for i in range(complement, len(words)) if words[i] in _FUNCTION_WORDS), len(words))


def _verb_of_subject(words: Sequence[str]) -> set[int]:
    """The verb where the question word or its noun is the subject: "Who hosts", "Which ferry sank"."""
    if not words or words[0] not in _QUESTION_WORDS:
        return set()
    if words[0] == "who":
        return {1} if len(words) > 1 else set()
    may_be_verb = (i for i in range(1, len(words)) if is_past(words[i]) or words[i].endswith("s"))
    return {next(may_be_verb, 1)} if len(words) > 1 else set()
