"""The noun phrases and the verbs of a question in English, by rules and without a model.

What is no function word and no verb belongs to a noun phrase. A verb shows in its place, after a subject or
"to", or in being a common one: "sell" in "does the shop sell potions".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.english.function_words import (
    ARTICLES,
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    QUESTION_WORDS,
    SUBJECTS,
)
from index.english.verbs import AUXILIARIES, BASES, BE, DO, is_participle, is_past

_BEFORE_VERBS = ("to", "how", *SUBJECTS)
_PREDICATES = ("available", "closed", "due", "free", "full", "mandatory", "open", "possible", "worth")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase of a question, by the positions of its words."""

    start: int  #: of its determiner, if it has one
    noun: int  #: of the word after that
    end: int  #: after its last word


def noun_phrase(question: str, *, plural: bool = False) -> str:
    """The thing that a question is about: "the oven" in "When did the office close the oven".

    It is the object of the verb, where that has an article, otherwise the first phrase with one, otherwise
    the first of all but what the question asks for; with "of" or "for" and what follows. With `plural`, the
    first that is in the plural, if there is one. Empty where there is none.
    """
    words = question.split()
    lower = [word.lower() for word in words]
    verbs = verb_positions(lower)
    phrases = noun_phrases(words)

    def rank(phrase: NounPhrase) -> int:
        has_article = lower[phrase.start] in ARTICLES
        is_plural = plural and re.search(r"[^s]s$", lower[phrase.end - 1]) is not None
        is_object = has_article and phrase.start - 1 in verbs
        return (is_plural, is_object, has_article, not is_asked_for(words, phrase), True).index(True)

    found = min(phrases, key=rank, default=None)
    if found is None:
        return ""
    end = end_with_complement(lower, phrases, found)
    if lower[found.start] in ARTICLES:
        return f"the {' '.join(words[found.noun : end])}"
    return " ".join(words[found.start : end])


def end_with_complement(words: Sequence[str], phrases: Sequence[NounPhrase], phrase: NounPhrase) -> int:
    """Where a phrase ends with "of the church" or "for the lathe" after it."""
    if phrase.start == phrase.noun or phrase.end >= len(words) or words[phrase.end] not in ("of", "for"):
        return phrase.end
    return next((each.end for each in phrases if each.start == phrase.end + 1), phrase.end)


def is_asked_for(words: Sequence[str], phrase: NounPhrase) -> bool:
    """Whether a phrase is what the question asks for: "port" in "Which port does it use"."""
    return phrase.start > 0 and words[phrase.start - 1].lower() in ("what", "which", "many", "much")


def noun_phrases(words: Sequence[str]) -> list[NounPhrase]:
    """The noun phrases of a question, in order: runs of words that are neither function words nor verbs."""
    lower = [word.lower() for word in words]
    verbs = verb_positions(lower)
    phrases: list[NounPhrase] = []
    place = 0
    while place < len(lower):
        noun = place
        while place < len(lower) and lower[place] not in FUNCTION_WORDS and place not in verbs:
            place += 1
        if place > noun:
            start = noun - 1 if noun and lower[noun - 1] in DETERMINERS else noun
            phrases.append(NounPhrase(start, noun, place))
        place += 1
    return phrases


def verb_positions(words: Sequence[str]) -> set[int]:
    """The positions of the verbs of a question in lower case, and of the adjective in "is the shop open"."""
    found = {i for i in range(1, len(words)) if words[i - 1] in _BEFORE_VERBS}
    auxiliary = _first(words, AUXILIARIES, 0)
    if auxiliary == len(words):
        return found | _verb_of_subject(words)
    return found | _verb_of_auxiliary(words, auxiliary)


def _first(words: Sequence[str], among: Collection[str], start: int, end: int | None = None) -> int:
    """The position from `start` on of the first word that is among some; `end` where there is none before."""
    end = len(words) if end is None else end
    return next((i for i in range(start, end) if words[i] in among), end)


def _verb_of_auxiliary(words: Sequence[str], auxiliary: int) -> set[int]:
    """The verb that an auxiliary belongs to, or what is said after a form of "be"; none after a pronoun."""
    after = auxiliary + 1
    if after == len(words) or words[after] in SUBJECTS:
        return set()
    start = after + 1 if words[after] in DETERMINERS else after
    end = _end_of_subject(words, start)
    if words[auxiliary] in BE:
        return _predicate(words, auxiliary, start, end)
    if end < len(words) and words[end] in (*AUXILIARIES, "be"):
        return set()  # "Does room 2 have a piano", whose verb is no word of its subject
    if words[auxiliary] not in DO and auxiliary and start == after and words[after] in BASES:
        return {after}  # "Which class can wear armour", "Who can host the event"
    verb = min(_first(words, BASES, start + 1, end), end - 1)
    return {verb} if verb > start else set()


def _predicate(words: Sequence[str], auxiliary: int, start: int, end: int) -> set[int]:
    """What is said of a subject after a form of "be": "open" in "is the shop open".

    `start` and `end` are of the words after the auxiliary and a determiner.
    """
    last, is_yes_no = end - 1, auxiliary == 0
    if start >= end:
        return set()
    if is_participle(words[start]):
        return {start}
    said = next((i for i in range(start + 1, end) if _is_predicate(words[i])), end)
    if said < end and (is_yes_no or said == last):
        return set(range(said, end))
    is_doing = words[last].endswith("ing") and (is_yes_no or words[0] in ("since", "why"))
    is_said = is_yes_no and words[start - 1] in DETERMINERS and _ends_clause(words, end)
    return {last} if (is_doing or is_said) and last > start else set()


def _ends_clause(words: Sequence[str], end: int) -> bool:
    return end == len(words) or words[end] in CONJUNCTIONS


def _is_predicate(word: str) -> bool:
    return is_participle(word) or word in _PREDICATES


def _end_of_subject(words: Sequence[str], start: int) -> int:
    """Where the words of a subject that starts there end, with "for the lathe" and its verb."""
    end = _first(words, FUNCTION_WORDS, start)
    if end in (start, len(words)) or words[end] not in ("of", "for"):
        return end
    if any(word in BASES for word in words[start + 1 : end]):
        return end
    complement = end + 1
    if complement < len(words) and words[complement] in DETERMINERS:
        complement += 1
    return _first(words, FUNCTION_WORDS, complement)


def _verb_of_subject(words: Sequence[str]) -> set[int]:
    """The verb where the question word or its noun is the subject: "Who hosts", "Which ferry sank"."""
    if not words or words[0] not in QUESTION_WORDS:
        return set()
    if words[0] == "who":
        return {1} if len(words) > 1 else set()
    may_be_verb = (i for i in range(1, len(words)) if is_past(words[i]) or words[i].endswith("s"))
    return {next(may_be_verb, 1)} if len(words) > 1 else set()
