"""Whether a text says by itself what it is about, or refers to something else."""

from __future__ import annotations

import re

from index.english.function_words import (
    DEMONSTRATIVES,
    FUNCTION_WORDS,
    OBJECT_PRONOUNS,
    POSSESSIVES,
    SUBJECT_PRONOUNS,
)
from index.english.patterns import any_of
from index.messages.chat import content_words, words_of

_FIRST_AND_SECOND_PERSON = ("i", "me", "my", "we", "us", "our", "you", "your")
_OTHERS = ("there", "one", "ones", "then", "so", "same", "such", "both", "either", "other", "else")
# Words that refer to what another sentence says.
_REFERENCES = frozenset(
    (*DEMONSTRATIVES, *SUBJECT_PRONOUNS, *OBJECT_PRONOUNS, *POSSESSIVES, *_OTHERS)
).difference(_FIRST_AND_SECOND_PERSON)
FEWEST_CONTENT_WORDS = 2  #: of a text that says what it is about
_PREDICATE_LIST = "possible okay ok allowed true fine legal enough that still worth known necessary required"
_PREDICATE = any_of(*_PREDICATE_LIST.split())
# "It" and "there" that refer to nothing: "is it possible", "there is".
_EXPLETIVE = re.compile(
    rf"\b(?:is|was|be|make) it {_PREDICATE}\b|\bit(?:['’]?s| is) {_PREDICATE}\b"
    r"|\bthere(?:['’]?s| is| are| was| were)\b|\b(?:is|are|was|were)(?:n['’]?t)? there\b",
    re.IGNORECASE,
)
_NO_NOUN_LIST = "like work mean use give get skip fix now"
_NO_NOUN = any_of(*sorted(FUNCTION_WORDS), *_NO_NOUN_LIST.split())
# "That" after what it describes: "a shed that is open".
_RELATIVE = re.compile(
    rf"(?<= )(?!{_NO_NOUN} )([\w'’]+) that (?!(?:one|thing|means?)\b)(?=\w)", re.IGNORECASE
)
_IT_DEPARTMENT = re.compile(r"\bIT\b")  # no pronoun


def refers(text: str) -> bool:
    """Whether a text has a word that refers to something else: "it" in "how deep is it"."""
    text = _RELATIVE.sub(r"\1 ", _EXPLETIVE.sub(" ", _IT_DEPARTMENT.sub(" ", text).casefold()))
    return not _REFERENCES.isdisjoint(word.partition("'")[0] for word in words_of(text))


def is_clear(text: str) -> bool:
    """Whether a text says by itself what it is about, with enough content words and no reference."""
    return len(content_words(text)) >= FEWEST_CONTENT_WORDS and not refers(text)
