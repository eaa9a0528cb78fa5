"""Find the noun phrases and the verbs of an English question, by rules and without a model.

A word that is neither a function word nor a verb belongs to a noun phrase. A verb is recognised by its
position, after a subject or "to", or because it is common: "sell" in "does the shop sell potions".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.english.function_words import (
    ARTICLES,
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
)
from index.english.verbs import (
    AUXILIARIES,
    BASES,
    BE,
    DO,
    MODALS,
    NEGATED_AUXILIARIES,
    is_participle,
    is_past,
)

_BEFORE_VERBS = ("to", "how", *SUBJECT_PRONOUNS)
# "To" after these opens an infinitive: "do i have to vote".
_INFINITIVE_LIST = """
    want need have has had get try like love plan hope agree ask decide learn used ought wish remember forget
    refuse allowed able supposed going required permitted start
"""
_BEFORE_INFINITIVES = (*AUXILIARIES, *_INFINITIVE_LIST.split())
# Set phrases whose noun names nothing.
_SET_PHRASE_LIST = """
    by default, take care, takes care, in charge, get rid, take part, keep track, make use, make sure,
    the moment, next time
"""
_SET_PHRASES = frozenset(tuple(each.split()) for each in _SET_PHRASE_LIST.split(","))
# Adverbs after verbs: "do claims go away".
_ADVERBS = frozenset(("again", "away", "back", "together"))
# Adjectives that are common predicates: "is the shop open".
_ADJECTIVES = ("available", "closed", "due", "free", "full", "mandatory", "open", "possible", "worth")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase of a question; each field is the position of a word, from 0."""

    start: int  #: of its determiner if it has one, else the same as `noun`
    noun: int  #: of its first word after the determiner
    end: int  #: one more than the position of its last word


def noun_phrase(question: str, *, plural: bool = False) -> str:
    """Return the thing that a question is about: "the oven" in "When did the office close the oven".

    It is the object of the verb if that has an article; else the first phrase with an article; else the first
    phrase that the question does not ask for; else the first. With `plural`, it is the first plural phrase if
    there is one. A phrase with a determiner includes its complement with "of" or "for"; an article becomes
    "the". Empty if the question has no noun phrase.
    """
    words = question.split()
    lower = _lower_case(words)
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
    """Return the end of a phrase; if it has a determiner, with a complement such as "of the church"."""
    if phrase.start == phrase.noun or phrase.end >= len(words) or words[phrase.end] not in ("of", "for"):
        return phrase.end
    return next((each.end for each in phrases if each.start == phrase.end + 1), phrase.end)


def is_asked_for(words: Sequence[str], phrase: NounPhrase) -> bool:
    """Whether the question asks for a phrase: for "port" in "Which port does it use"."""
    return phrase.start > 0 and words[phrase.start - 1].lower() in ("what", "which", "many", "much")


def noun_phrases(words: Sequence[str]) -> list[NounPhrase]:
    """Return the noun phrases of a question in order: runs of words, without function words and verbs."""
    lower = _lower_case(words)
    set_phrases = {i for i, pair in enumerate(pairwise(lower), start=1) if pair in _SET_PHRASES}
    adverbs = {i for i, word in enumerate(lower) if word in _ADVERBS}
    no_nouns = verb_positions(lower) | set_phrases | adverbs
    phrases: list[NounPhrase] = []
    position = 0
    while position < len(lower):
        noun = position
        while position < len(lower) and lower[position] not in FUNCTION_WORDS and position not in no_nouns:
            position += 1
        if position > noun:
            start = noun - 1 if noun and lower[noun - 1] in DETERMINERS else noun
            phrases.append(NounPhrase(start, noun, position))
        position += 1
    return phrases


def verb_positions(words: Sequence[str]) -> set[int]:
    """Return the positions of verbs and of predicate adjectives: "open" in "is the shop open".

    `words` are those of a question, in lower case.
    """
    words = _lower_case(words)
    found = {
        i
        for i in range(1, len(words))
        if (words[i - 1] in _BEFORE_VERBS and not _is_noun_after_to(words, i))
        or (i > 1 and words[i - 1] in (*BE, *MODALS) and words[i - 2] in SUBJECT_PRONOUNS)
    }
    auxiliary = _first(words, AUXILIARIES, 0)
    if auxiliary == len(words):
        return found | _verb_of_subject(words)
    return found | _verb_of_auxiliary(words, auxiliary)


def _lower_case(words: Sequence[str]) -> list[str]:
    """Return words in lower case, those such as "can't" without their negation."""
    return [NEGATED_AUXILIARIES.get(word.lower(), word.lower()) for word in words]


def _is_noun_after_to(words: Sequence[str], position: int) -> bool:
    """Whether the word at a position is a place or a person: "brazil" in "do you ship to brazil"."""
    is_after_verb = position > 2 and words[position - 1] == "to" and words[position - 3] in SUBJECT_PRONOUNS
    opens_infinitive = words[position - 2] in _BEFORE_INFINITIVES or is_participle(words[position - 2])
    return is_after_verb and not opens_infinitive and words[position] not in BASES


def _first(words: Sequence[str], among: Collection[str], start: int, end: int | None = None) -> int:
    """Return the position of the first word that is in `among`, from `start` to before `end`; else `end`.

    If `end` is None, it is the number of words.
    """
    end = len(words) if end is None else end
    return next((i for i in range(start, end) if words[i] in among), end)


def _verb_of_auxiliary(words: Sequence[str], auxiliary: int) -> set[int]:
    """Return the positions of the verb of an auxiliary, or of the predicate after a form of "be".

    Empty after a pronoun, since `verb_positions` has found that verb already.
    """
    after = auxiliary + 1
    if after == len(words) or words[after] in SUBJECT_PRONOUNS:
        return set()
    start = after + 1 if words[after] in DETERMINERS else after
    end = _end_of_subject(words, start)
    if words[auxiliary] in BE:
        return _predicate(words, auxiliary, start, end)
    if end < len(words) and words[end] in (*AUXILIARIES, "be"):
        return set()  # "Does room 2 have a piano": the verb is an auxiliary, not part of the subject
    if words[auxiliary] not in DO and auxiliary and start == after and words[after] in BASES:
        return {after}  # "Which class can wear armour", "Who can host the event"
    verb = min(_first(words, BASES, start + 1, end), end - 1)
    return {verb} if verb > start else set()


def _predicate(words: Sequence[str], auxiliary: int, start: int, end: int) -> set[int]:
    """Return the positions of the predicate after "be" and its subject: "open" in "is the shop open".

    `start` and `end` bound the words after the auxiliary and its determiner, up to the next function word.
    """
    last, is_yes_no = end - 1, auxiliary == 0
    if start >= end:
        return set()
    if is_participle(words[start]):
        return {start}
    predicate = next((i for i in range(start + 1, end) if _is_predicate(words[i])), end)
    if predicate < end and (is_yes_no or predicate == last):
        return set(range(predicate, end))
    is_progressive = words[last].endswith("ing") and (is_yes_no or words[0] in ("since", "why"))
    ends_clause = end == len(words) or words[end] in CONJUNCTIONS
    is_last_word = is_yes_no and words[start - 1] in DETERMINERS and ends_clause
    return {last} if (is_progressive or is_last_word) and last > start else set()


def _is_predicate(word: str) -> bool:
    return is_participle(word) or word in _ADJECTIVES


def _end_of_subject(words: Sequence[str], start: int) -> int:
    """Return the end of a subject from `start` on, with its verb and a complement such as "for the lathe"."""
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
    """Return the position of the verb if the subject is asked for: "Who hosts", "Which ferry sank"."""
    if not words or words[0] not in QUESTION_WORDS:
        return set()
    if words[0] == "who":
        return {1} if len(words) > 1 else set()
    may_be_verb = (i for i in range(1, len(words)) if is_past(words[i]) or words[i].endswith("s"))
    return {next(may_be_verb, 1)} if len(words) > 1 else set()
