"""A question with another phrase in the place of one of its own, as "and a beacon?" asks it.

After "How much is an elytra?" that is "How much is a beacon?". Which phrase is replaced shows in its
preposition, in a word that both have, in the kind of number or day, or in its determiner. Rules of English,
without a model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.function_words import (
    ARTICLES,
    DEMONSTRATIVES,
    DETERMINERS,
    FUNCTION_WORDS,
    OWNERS,
    PREPOSITIONS,
    SUBJECTS,
    any_of,
)
from index.english.noun_phrases import (
    NounPhrase,
    end_with_complement,
    is_asked_for,
    noun_phrases,
    verb_positions,
)
from index.english.number_names import CARDINALS, ORDINAL_ENDING, ORDINALS
from index.english.verbs import AUXILIARIES, BASES

_KINDS = {
    **dict.fromkeys((ARTICLES[0], *DEMONSTRATIVES), "definite"),
    **dict.fromkeys(ARTICLES[1:], "indefinite"),
    **dict.fromkeys(OWNERS, "owner"),
}
_DAY = re.compile(rf"{any_of(*WEEKDAYS)}s?", re.IGNORECASE)
_TIME = re.compile(
    r"(?:the )?(?:first|second|third|next|last|this) (?:time|week|weekend|month|year)|today|tonight|tomorrow"
    r"|(?:the )?(?:weekends?|weekdays|mornings|afternoons|evenings|(?:bank |public |school )?holidays)",
    re.IGNORECASE,
)
# Words of which one stands for another: days for days, versions for versions.
_OWNER = ("'s", "’s")
_NUMBERS = (*CARDINALS[:12], "fifteen", "twenty", "thirty", "fifty", "hundred")
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"v?\d+(?:[.:/-]\d+)+",
        rf"\d+|{any_of(*_NUMBERS)}",
        rf"{any_of(*ORDINALS[:6])}|last|next|previous|\d+{ORDINAL_ENDING}",
        any_of(*MONTHS),
        _DAY.pattern,
        r"[!/.]\w+",
    )
)


_Words = Sequence[str]
_Phrases = Sequence[NounPhrase]


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
    phrases = noun_phrases(words)
    ways = (_after_preposition,) if new[0].lower() in PREPOSITIONS else _WAYS
    change = next(filter(None, (way(words, phrases, new) for way in ways)), None)
    return " ".join([*words[: change.start], *change.words, *words[change.end :]]) if change else None


def is_prepositional_phrase(text: str) -> bool:
    """Whether a text is no more than a preposition and a noun phrase: "on Sundays"."""
    words = text.split()
    return bool(words) and words[0].lower() in PREPOSITIONS and _is_phrase(words)


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether words are a noun phrase ("the end of May"), or one with a preposition before it."""
    rest = words[1:] if words and words[0].lower() in PREPOSITIONS else words
    parts = [_content(part.split()) for part in re.split(r"\sof\s", " ".join(rest), maxsplit=1)]
    other_words = FUNCTION_WORDS.difference(MONTHS)  # "in May"
    return all(part and not any(word.lower() in other_words for word in part) for part in parts)


def _content(words: Sequence[str]) -> Sequence[str]:
    """The words of a noun phrase without its determiner."""
    return words[1:] if words and words[0].lower() in DETERMINERS else words


def _after_preposition(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change by a phrase with a preposition: for the last with the same one, else at the end."""
    preposition = new[0].lower()
    start = max((i for i, word in enumerate(words) if i and word.lower() == preposition), default=None)
    if start is None:
        return None if preposition == "of" else _Change(len(words), len(words), new)
    after = next((phrase for phrase in phrases if phrase.start == start + 1), None)
    if after is None:  # "to vote" in the place of "to join the club"
        return _Change(start, len(words), new)
    return _Change(start, end_with_complement(words, phrases, after) if "of" in new else after.end, new)


def _at_the_end(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change by a time or a day: for the time that the question names, else at its end.

    "What is the fine the second time", "when are you open sundays"; None where the words are no time.
    """
    if not _TIME.fullmatch(" ".join(new)) and not (len(new) == 1 and _DAY.fullmatch(new[0])):
        return None
    ranges = ((start, end) for start in range(1, len(words)) for end in range(len(words), start, -1))
    at_end = len(words), len(words)
    start, end = next((each for each in ranges if _TIME.fullmatch(" ".join(words[slice(*each)]))), at_end)
    return _Change(start, end, new)


def _of_owner(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of whose something is: "When is Paco's birthday" after "When is Sigrun Tveit's birthday".

    None where the new words are no name and have no ending of an owner's.
    """
    is_owner = new[-1].endswith(_OWNER)
    if not is_owner and not all(word[:1].isupper() for word in new):
        return None
    owners = (
        (phrase.start, i + 1)
        for phrase in phrases
        for i in range(phrase.start, phrase.end - 1)
        if i and words[i].endswith(_OWNER)  # "What's"
    )
    start, end = next(owners, (0, 0))
    return _Change(start, end, new if is_owner else [*new[:-1], f"{new[-1]}'s"]) if end else None


def _as_verb(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of the question's first verb to another: "How do I upgrade it" after "How do I install it".

    None where the word is neither a common verb nor the question's with a prefix: "unclaim" after "claim".
    """
    lower = [word.lower() for word in words]
    bases = (
        place for place in verb_positions(lower) if lower[place] in BASES and lower[place] not in AUXILIARIES
    )
    verb = min(bases, default=None)
    if verb is None or len(new) > 1:
        return None
    is_verb = new[0].lower() in BASES or re.fullmatch(rf"(?:re|un|dis){lower[verb]}", new[0].lower())
    return _Change(verb, verb + 1, new) if is_verb else None


def _as_object(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of "what" to an object: "Can I cut leather with the laser" after "What can I cut with it".

    None where the question asks otherwise, or where a determiner or another bare noun shows the place.
    """
    lower = [word.lower() for word in words]
    is_open = len(words) > 3 and lower[0] == "what" and lower[1] in AUXILIARIES and lower[2] in SUBJECTS
    has_bare = any(phrase.start == phrase.noun for phrase in phrases)
    if not is_open or has_bare or new[0].lower() in DETERMINERS:
        return None
    return _Change(0, 4, [*words[1:4], *new])


def _with_shared_word(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of a phrase to one that shares a word with it: "the trivia night" for "the movie night"."""
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


def _of_same_shape(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of the last words that are numbers, days or names like the new: "June 7" for "May 3"."""
    content = _content(new)
    shapes = [_shape(word) for word in content]
    if None in shapes:
        return None
    for start in range(len(words) - len(content), -1, -1):
        if [_shape(word) for word in words[start : start + len(content)]] == shapes:
            return _Change(start, start + len(content), content)
    return None


def _shape(word: str) -> int | None:
    """The position in `_SHAPES` of the first that a word has."""
    return next((place for place, shape in enumerate(_SHAPES) if shape.fullmatch(word.lower())), None)


def _before_one(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of what stands before a noun to what stands before "one": "gold" for "silver" in "tier"."""
    content = _content(new)
    if len(content) < 2 or content[-1].lower() not in ("one", "ones") or not phrases:
        return None
    phrase = max(phrases, key=lambda phrase: (phrase.end - phrase.noun > 1, phrase.end))
    return _Change(phrase.noun, phrase.end - 1, content[:-1])


def _with_determiner(words: _Words, phrases: _Phrases, new: _Words) -> _Change | None:
    """The change of the last phrase whose determiner is like the new one's, or of a name to a name."""
    if not phrases:
        return None
    by_kind: dict[str, list[NounPhrase]] = defaultdict(list)
    for phrase in phrases:
        by_kind[_KINDS.get(words[phrase.start].lower(), "")].append(phrase)
    if kind := _KINDS.get(new[0].lower()):
        others = [phrase for phrase in phrases if phrase not in by_kind[""]]
        found = by_kind[kind] or _free(words, others) or others or phrases[:1]
    else:
        likely = _names(words, by_kind[""], new) or _unasked(words, by_kind[""])
        found = likely or _free(words, by_kind["indefinite"]) or _free(words, phrases) or phrases
    return _Change(found[-1].start, found[-1].end, new)


def _unasked(words: _Words, phrases: _Phrases) -> list[NounPhrase]:
    """The phrases but what the question asks for."""
    return [each for each in phrases if not is_asked_for(words, each)]


def _names(words: _Words, phrases: _Phrases, new: _Words) -> list[NounPhrase]:
    """The phrases that are names, where the new one is a name too."""
    return [each for each in phrases if new[0][0].isupper() and words[each.noun][0].isupper()]


def _free(words: _Words, phrases: _Phrases) -> list[NounPhrase]:
    """The phrases that stand after no preposition."""
    return [each for each in phrases if not each.start or words[each.start - 1].lower() not in PREPOSITIONS]


# In the order in which they are tried.
_WAYS = (
    _with_shared_word,
    _of_same_shape,
    _at_the_end,
    _of_owner,
    _as_verb,
    _before_one,
    _as_object,
    _with_determiner,
)
