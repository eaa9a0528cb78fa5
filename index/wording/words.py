"""A text → its words in order, each with its kind: a name, a number, a word with a stem, a function word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from index.english.number_names import CARDINALS, ORDINALS, TENS
from index.search.terms import terms


def word_set(words: str) -> frozenset[str]:
    """The words of a text, which white space separates."""
    return frozenset(words.split())


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*(?:[^\W\d_]+\d+)?|[^\W_]+(?:'[^\W_]+)?|[^\w\s]")
_POSSESSIVE = re.compile(r"'s?$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\"(]\s*)$")
NUMBER_WORDS = frozenset((*CARDINALS, *TENS, *ORDINALS)) | word_set("""
    hundred thousand million billion half dozen once twice
""")
DIGITS_OF = {word: str(number) for number, word in enumerate(CARDINALS, 1)}
# Words that are no names, even with a capital at the start of a sentence.
_FUNCTION_WORDS = word_set("""
    a after all although an and any as at be because before both but by can each every for from had has have
    he her his if in into is it its many may most must my no not of on only or our she should since so some
    such than that the their then there these they this those to under until was we were what when where which
    while who why will with would yes you your
""")

Kind = Literal["name", "number", "word", "function", "sign"]


class Word(NamedTuple):
    """A word or a sign of a text, in lower case. The kind of a function word, such as "of", is "function"."""

    text: str
    key: str  #: what words are compared by: a stem, a number's digits, or a name itself; otherwise empty
    kind: Kind


def words_that_are_no_names(passages: str) -> frozenset[str]:
    """The words that are no names at the start of a sentence: function words, and the words of passages.

    A word of the passages counts in its own case, so that "Mark" does not make "mark" such a word.
    """
    return frozenset(_WORD.findall(passages)) | _FUNCTION_WORDS


def names(sentence: str, no_names: frozenset[str]) -> set[str]:
    """The names in a sentence, in lower case: words with a capital, or of a script without capitals."""
    return {
        _POSSESSIVE.sub("", match[0]).casefold()
        for match in _WORD.finditer(sentence)
        if _is_name(sentence, match, no_names)
    }


def occurs_in(name: str, text: str) -> bool:
    """Whether a text in lower case has a name as a word or, in a script without capitals, anywhere."""
    if unicodedata.category(name[0]) == "Lo":
        return name in text
    return any(_POSSESSIVE.sub("", word) == name for word in _WORD.findall(text))


def words(text: str, no_names: frozenset[str]) -> Iterator[Word]:
    """Yield the words and signs of a text."""
    for match in _TOKEN.finditer(text):
        token = _POSSESSIVE.sub("", match[0]).casefold() or match[0]
        if token[0].isdigit() or (token in DIGITS_OF and token != "one"):
            yield Word(token, DIGITS_OF.get(token, token), "number")
        elif not token[0].isalnum():
            yield Word(token, "", "sign")
        elif _is_name(text, match, no_names):
            yield Word(token, "".join(terms(token)[:1]) or token, "name")
        elif token in _FUNCTION_WORDS or not (found := terms(token)):
            yield Word(token, "", "function")
        else:
            yield Word(token, found[0], "word")


def _is_name(text: str, match: re.Match[str], no_names: frozenset[str]) -> bool:
    """Whether a word is a name: it has a capital that the start of a sentence does not explain."""
    word = _POSSESSIVE.sub("", match[0])
    starts = _SENTENCE_START.search(text, 0, match.start()) and word[1:] == word[1:].casefold()
    return any(map(_may_be_in_name, word)) and not (starts and word.casefold() in no_names)


def _may_be_in_name(character: str) -> bool:
    """Whether a character is a capital, or a letter of a script without capitals."""
    return unicodedata.category(character) in ("Lu", "Lt", "Lo")
