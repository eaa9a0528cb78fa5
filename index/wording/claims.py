"""Checks a language model's sentence against its quote: numbers, names, negation, and most of its words.

The rules compare signs, stems and lists of words. They find words that were added or exchanged, but not a
quote that was misunderstood. Therefore each sentence is always shown with its quote.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from index.search.terms import terms
from index.wording.qualifiers import keeps_limits, same_negated_words, same_negations
from index.wording.quotes import fold
from index.wording.roles import same_roles
from index.wording.words import (
    DIGITS_OF,
    NUMBER_WORDS,
    Word,
    names,
    occurs_in,
    words,
    words_that_are_no_names,
)

_MIN_SHARED_TERMS = 0.6  # share of a sentence's terms that its quote must contain
_MAX_UNKNOWN = 2  # consecutive words that are in neither the quote nor the question
_ASSENT = {"yes"}  # a term that needs no quote: it only affirms the rest of the sentence
_NUMBER = re.compile(r"(?:(?<![\w.,:/-])-)?\d+(?:[.,:/-]\d+)*")
_GROUPS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/\S+|\S*@\S+|<[^>]*>|\]\(|\b[\w-]+(?:\.[a-z]{2,})+\b\S*", re.IGNORECASE
)


def is_supported(sentence: str, quote: str, context: str, question: str, passages: str) -> bool:
    """Whether a quote supports a sentence that answers a question.

    `quote` is the sentences that contain the quoted words, and `context` the whole text that is shown, with
    its headings. `passages` is the text of all passages that the model got: a word that they have in lower
    case is not a name.
    """
    sentence, quote, context, question, passages = map(_plain, (sentence, quote, context, question, passages))
    no_names = words_that_are_no_names(passages)
    if not (
        _numbers(sentence) <= _numbers(context) | _numbers(question)
        and all(occurs_in(name, f"{context}\n{question}".casefold()) for name in names(sentence, no_names))
        and _addresses(sentence) <= _addresses(context)
        and same_negations(sentence, quote)
        and _shares_terms(sentence, context, question)
    ):
        return False
    claimed, quoted = (list(words(text, no_names)) for text in (sentence, quote))
    return (
        _invents_little(claimed, context, question)
        and same_negated_words(claimed, quoted)
        and keeps_limits(claimed, quoted)
        and same_roles(claimed, quoted)
    )


def _plain(text: str) -> str:
    """The text with typographic signs in one form, and letters with accents composed."""
    return unicodedata.normalize("NFC", fold(text))


def _numbers(text: str) -> set[str]:
    """The numbers of a text, and signs such as "½", "%" and "€". A number word up to 20 becomes digits."""
    found = {word for word in re.findall(r"[a-z]+", text.casefold()) if word in NUMBER_WORDS}
    signs = {sign for sign in text if sign in "%‰" or unicodedata.category(sign) in ("No", "Nl", "Sc")}
    return {*_NUMBER.findall(_GROUPS.sub("", text)), *(DIGITS_OF.get(word, word) for word in found), *signs}


def _addresses(text: str) -> set[str]:
    """The parts of a text that Discord or a terminal may make a link or a mention; also names of files."""
    return {found.rstrip(".,;:!?)\"'") for found in _ADDRESS.findall(text)}


def _shares_terms(sentence: str, quote: str, question: str) -> bool:
    """Whether the quote contains enough of a sentence's terms, and enough of those not in the question."""
    claimed, quoted = set(terms(sentence)) - _ASSENT, set(terms(quote))
    added = claimed - set(terms(question))
    return len(claimed & quoted) >= max(1, _MIN_SHARED_TERMS * len(claimed)) and (
        len(added & quoted) >= _MIN_SHARED_TERMS * len(added)
    )


def _invents_little(sentence: list[Word], quote: str, question: str) -> bool:
    """Whether no more than two consecutive words of a sentence are in neither the quote nor the question."""
    known = {*terms(quote), *terms(question), *_ASSENT}
    unknown = [word.key not in known for word in sentence if word.kind in ("word", "name")]
    return all(len(list(run)) <= _MAX_UNKNOWN for is_unknown, run in groupby(unknown) if is_unknown)
