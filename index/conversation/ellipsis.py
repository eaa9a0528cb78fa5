"""A follow-up that is only a phrase → the last question with this phrase instead of one of its own.

"and a beacon?" after "How much is an elytra?" gives "How much is a beacon?". The rules of English here find
the phrase to replace by its preposition, by a word that both phrases contain, by the kind of number or day,
or by its determiner. They need no model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.english.calendar_names import MONTHS, WEEKDAYS
from index.english.function_words import (
    ARTICLES,
    DEMONSTRATIVES,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
)
from index.english.noun_phrases import (
    NounPhrase,
    end_with_complement,
    is_asked_for,
    noun_phrases,
    verb_positions,
)
from index.english.number_names import CARDINALS, ORDINAL_ENDING, ORDINALS
from index.english.patterns import any_of
from index.english.verbs import AUXILIARIES, BASES, is_participle
from index.messages.chat import content_words

_KIND_OF_DETERMINER = {
    **dict.fromkeys((ARTICLES[0], *DEMONSTRATIVES), "definite"),
    **dict.fromkeys(ARTICLES[1:], "indefinite"),
    **dict.fromkeys(POSSESSIVES, "possessive"),
}
_DAY = re.compile(rf"{any_of(*WEEKDAYS)}s?", re.IGNORECASE)
_TIME = re.compile(
    r"(?:the )?(?:first|second|third|next|last|this) (?:time|week|weekend|month|year)|today|tonight|tomorrow"
    r"|(?:the )?(?:weekends?|weekdays|mornings|afternoons|evenings|(?:bank |public |school )?holidays)",
    re.IGNORECASE,
)
_POSSESSIVE_ENDINGS = ("'s", "’s")
_NUMBERS = (*CARDINALS[:12], "fifteen", "twenty", "thirty", "fifty", "hundred")
# A word can replace a word of the same shape: a day another day, a version another version.
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"v?\d+(?:[.:/-](?:\d+|x))+",
        rf"\d+|{any_of(*_NUMBERS)}",
        rf"{any_of(*ORDINALS[:6])}|last|next|previous|\d+{ORDINAL_ENDING}",
        any_of(*MONTHS),
        _DAY.pattern,
        r"[!/.]\w+",
        "[b-hj-z]",
    )
)
_LONGEST_BARE = 4  # words of a noun phrase that is a follow-up by itself; longer ones are keywords
_ENGLISH = re.compile(r"[a-z0-9]")
_CLAUSE_BEFORE = re.compile(r"(?:\S+ ){2,}\S+,")  # "i want to help on sunday, who do i write to"
_LABEL = re.compile(r"(?<!\S)(?:number|no\.?|nr\.?|#) ?(?=\d)", re.IGNORECASE)
_Words = Sequence[str]
_Phrases = Sequence[NounPhrase]
_Rule = Callable[[_Words, _Phrases, _Words], "_Replacement | None"]


@dataclass(frozen=True, slots=True)
class _Replacement:
    """New words for the words of a question from position `start` to before `end`."""

    start: int
    end: int
    words: Sequence[str]


def with_phrase(question: str, phrase: str) -> str | None:
    """Return the question with a phrase ("a beacon", "on Sundays") instead of the similar phrase in it.

    None if no phrase of the question is similar, or if `phrase` is more than a phrase ("if it rains").
    """
    words, new = question.split(), _LABEL.sub("", phrase).split()
    if not _is_phrase(new) or (len(new) == 1 and is_participle(new[0])):  # "and recommended?"
        return None
    phrases = noun_phrases(words)
    if new[0].lower() in PREPOSITIONS:
        rules: Sequence[_Rule] = (_by_preposition,)
    elif len(new) == 1 and len(new[0]) == 1:  # a label
        rules = (_by_shape,)
    else:
        rules = _SURE_RULES if _CLAUSE_BEFORE.match(question) else _RULES
    found = next(filter(None, (rule(words, phrases, new) for rule in rules)), None)
    return " ".join([*words[: found.start], *found.words, *words[found.end :]]) if found else None


def is_prepositional_phrase(text: str) -> bool:
    """Whether a text is a preposition and a noun phrase, and nothing else: "on Sundays"."""
    words = text.split()
    return bool(words) and words[0].lower() in PREPOSITIONS and _is_phrase(words)


def is_bare_phrase(text: str) -> bool:
    """Whether a text is a short noun phrase, and nothing else: "the orange one", "Japan"; no chat: "wait"."""
    if not content_words(text) and not _TIME.fullmatch(text):
        return False
    words = text.lower().split()
    is_short = 0 < len(words) <= _LONGEST_BARE and all(map(_ENGLISH.search, words))
    if not is_short or not set(words).isdisjoint(PREPOSITIONS) or not _is_phrase(words):
        return False
    return len(words) == 1 or words[0] not in (*BASES, "no")


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether the words are a noun phrase ("the end of May"), with or without a preposition before it."""
    rest = words[1:] if words and words[0].lower() in PREPOSITIONS else words
    parts = [_content(part.split()) for part in re.split(r"\sof\s", " ".join(rest), maxsplit=1)]
    other_words = FUNCTION_WORDS.difference(MONTHS)  # "in May"
    return all(part and not any(word.lower() in other_words for word in part) for part in parts)


def _content(words: Sequence[str]) -> Sequence[str]:
    """Return the words of a noun phrase without its determiner."""
    return words[1:] if words and words[0].lower() in DETERMINERS else words


def _by_preposition(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the last phrase that has the same preposition as the new one; if none has, add the new phrase.

    None if no phrase has it and the preposition is "of".
    """
    preposition = new[0].lower()
    start = max((i for i, word in enumerate(words) if i and word.lower() == preposition), default=None)
    if start is None:
        return None if preposition == "of" else _Replacement(len(words), len(words), new)
    after = next((phrase for phrase in phrases if phrase.start == start + 1), None)
    if after is None:  # "to vote" instead of "to join the club"
        return _Replacement(start, len(words), new)
    return _Replacement(start, end_with_complement(words, phrases, after) if "of" in new else after.end, new)


def _by_time(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the time that the question names by the new time or day; if it names none, add it at the end.

    "What is the fine the second time", "when are you open sundays". None if the new words are not a time.
    """
    if not _is_time(new):
        return None
    ranges = ((start, end) for start in range(1, len(words)) for end in range(len(words), start, -1))
    at_end = len(words), len(words)
    start, end = next((each for each in ranges if _TIME.fullmatch(" ".join(words[slice(*each)]))), at_end)
    return _Replacement(start, end, new)


def _is_time(words: _Words) -> bool:
    """Whether the words are a day or a time."""
    return _TIME.fullmatch(" ".join(words)) is not None or (
        len(words) == 1 and _DAY.fullmatch(words[0]) is not None
    )


def _by_possessive(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the first possessive: "When is Paco's birthday" after "When is Sigrun Tveit's birthday".

    None if the new words are neither a name nor a possessive, or if the question contains no possessive.
    """
    is_possessive = new[-1].endswith(_POSSESSIVE_ENDINGS)
    if not is_possessive and not all(word[:1].isupper() for word in new):
        return None
    possessives = (
        (phrase.start, i + 1)
        for phrase in phrases
        for i in range(phrase.start, phrase.end - 1)
        if i and words[i].endswith(_POSSESSIVE_ENDINGS)  # the first word may be "What's"
    )
    start, end = next(possessives, (0, 0))
    return _Replacement(start, end, new if is_possessive else [*new[:-1], f"{new[-1]}'s"]) if end else None


def _by_verb(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the first verb of the question: "How do I upgrade it" after "How do I install it".

    None if the new word is neither a common verb nor the verb of the question with a prefix: "unclaim" after
    "claim".
    """
    lower = [word.lower() for word in words]
    bases = (i for i in verb_positions(lower) if lower[i] in BASES and lower[i] not in AUXILIARIES)
    verb = min(bases, default=None)
    if verb is None or len(new) > 1:
        return None
    is_verb = new[0].lower() in BASES or re.fullmatch(rf"(?:re|un|dis){lower[verb]}", new[0].lower())
    return _Replacement(verb, verb + 1, new) if is_verb else None


def _by_object(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace "what" by an object: "Can I cut leather with the laser" after "What can I cut with the laser".

    None if the question does not start with "what", an auxiliary and a pronoun; if the new phrase has a
    determiner; or if the question contains a noun phrase without one, which a later rule replaces.
    """
    lower = [word.lower() for word in words]
    asks_for_object = (
        len(words) > 3 and lower[0] == "what" and lower[1] in AUXILIARIES and lower[2] in SUBJECT_PRONOUNS
    )
    has_bare_noun = any(phrase.start == phrase.noun for phrase in phrases)
    if not asks_for_object or has_bare_noun or new[0].lower() in DETERMINERS:
        return None
    return _Replacement(0, 4, [*words[1:4], *new])


def _by_shared_word(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the phrase that shares a word with the new one: "the movie night" by "the trivia night"."""
    content = _content(new)
    lower = [word.lower() for word in words]
    shared = next((i for i, word in enumerate(content) if word.lower() in lower), None)
    if shared is None or len(content) < 2:
        return None
    position = lower.index(content[shared].lower())
    for phrase in phrases:
        if phrase.noun <= position < phrase.end:
            start = max(phrase.noun, position - shared)
            return _Replacement(start, min(phrase.end, start + len(content)), content)
    return None


def _by_shape(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the last words that have the shapes of the new words, one for one: "May 3" by "June 7"."""
    content = _content(new)
    shapes = [_shape(word) for word in content]
    if None in shapes:
        return None
    for start in range(len(words) - len(content), -1, -1):
        if [_shape(word) for word in words[start : start + len(content)]] == shapes:
            return _Replacement(start, start + len(content), content)
    return None


def _shape(word: str) -> int | None:
    """Return the position in `_SHAPES` of the first shape that a word has; None if it has none."""
    return next((i for i, shape in enumerate(_SHAPES) if shape.fullmatch(word.lower())), None)


def _by_one(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the words before a noun by those before "one": "silver" in "the silver tier" by "the gold one".

    The noun is that of the last phrase with a word before its noun, or else of the last phrase. None if the
    new phrase does not end with "one" or "ones", or if the question contains no phrase.
    """
    content = _content(new)
    if len(content) < 2 or content[-1].lower() not in ("one", "ones") or not phrases:
        return None
    phrase = max(phrases, key=lambda phrase: (phrase.end - phrase.noun > 1, phrase.end))
    head = words[phrase.end - 1]
    if head.isdigit():  # "the last rule" after "rule 2"
        return _Replacement(phrase.start, phrase.end, [*new[:-1], *words[phrase.noun : phrase.end - 1]])
    if any(map(str.isdigit, head)):  # "the Eve" after "the Tapo P110M"
        return _Replacement(phrase.noun, phrase.end, content[:-1])
    return _Replacement(phrase.noun, phrase.end - 1, content[:-1])


def _by_determiner(words: _Words, phrases: _Phrases, new: _Words) -> _Replacement | None:
    """Replace the last phrase with the same kind of determiner; for a name, the last name.

    If there is none, replace the most likely of the other phrases. If only days and times are left, "you" is
    replaced: "when does the café open on sundays". None if the question has nothing of the kind.
    """
    phrases = [
        phrase
        for phrase in phrases
        if words[phrase.start].lower() != "any" and not _is_time(words[phrase.start : phrase.end])
    ]
    if not phrases:
        return _by_pronoun(words, new)
    by_kind: dict[str, list[NounPhrase]] = defaultdict(list)
    for phrase in phrases:
        by_kind[_KIND_OF_DETERMINER.get(words[phrase.start].lower(), "")].append(phrase)
    if kind := _KIND_OF_DETERMINER.get(new[0].lower()):
        others = [phrase for phrase in phrases if phrase not in by_kind[""]]
        found = by_kind[kind] or _without_preposition(words, others) or others or phrases[:1]
    else:
        bare = by_kind[""]
        not_asked = [each for each in phrases if not is_asked_for(words, each)]
        names = [each for each in bare if new[0][0].isupper() and words[each.noun][0].isupper()]
        likely = names or [each for each in bare if each in not_asked]
        found = (
            likely
            or _without_preposition(words, by_kind["indefinite"])
            or _without_preposition(words, not_asked)
            or by_kind["indefinite"]
            or _without_preposition(words, phrases)
            or phrases
        )
    return _Replacement(_start_of_pair(words, phrases, found[-1]), found[-1].end, new)


def _by_pronoun(words: _Words, new: _Words) -> _Replacement | None:
    """Replace "do you" or "are you" by the new phrase; None if the question does not ask what others do."""
    of_others = {"do": "does", "are": "is", "have": "has"}
    for position, (verb, pronoun) in enumerate(pairwise(word.lower() for word in words)):
        if pronoun in ("you", "they") and verb in of_others:
            return _Replacement(position, position + 2, [of_others[verb], *new])
    return None


def _start_of_pair(words: _Words, phrases: _Phrases, second: NounPhrase) -> int:
    """Return the start of "the docs and the website", given the second phrase; else the start of that."""
    is_second = second.start > 1 and words[second.start - 1].lower() in ("and", "or")
    first = next((each for each in phrases if is_second and each.end == second.start - 1), second)
    return first.start


def _without_preposition(words: _Words, phrases: _Phrases) -> list[NounPhrase]:
    """Return the phrases that have no preposition before them."""
    return [each for each in phrases if not each.start or words[each.start - 1].lower() not in PREPOSITIONS]


# In the order in which they are tried.
_SURE_RULES: Sequence[_Rule] = (_by_shared_word, _by_shape, _by_time)
_RULES: Sequence[_Rule] = (
    *_SURE_RULES,
    _by_possessive,
    _by_verb,
    _by_one,
    _by_object,
    _by_determiner,
)
