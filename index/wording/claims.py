"""Whether what a sentence claims stands in its quote: its numbers, names, negation, and most of its words.

These are rules of signs, stems and lists of words. They find what was added or exchanged, not what was
misunderstood, which is why its quote is always shown beside a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from index.search.terms import TermExtractor
from index.wording.qualifiers import denies_alike, denies_the_same, says_as_much
from index.wording.quotes import fold
from index.wording.roles import same_roles
from index.wording.words import DIGITS_OF, NUMBER_WORDS, Word, names, small_words, stands_in, words

_MIN_SHARED_TERMS = 0.6  # of the sentence's, for the quote to be what it says
_MAX_UNKNOWN = 2  # words in a row that neither quote nor question has
_ASSENT = {"yes"}  # says that what follows is so
_NUMBER = re.compile(r"(?:(?<![\w.,:/-])-)?\d+(?:[.,:/-]\d+)*")
_GROUPS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/\S+|\S*@\S+|<[^>]*>|\]\(|\b[\w-]+(?:\.[a-z]{2,})+\b\S*", re.IGNORECASE
)


def holds(
    sentence: str, quote: str, context: str, question: str, passages: str, terms: TermExtractor
) -> bool:
    """Whether a quote bears out a sentence that answers a question.

    `quote` is the sentences that the quoted words stand in, `context` all that is shown with its headings.
    `passages` is the text of everything that the model was given: a word that stands there in small letters
    is no name.
    """
    sentence, quote, context, question, passages = map(_plain, (sentence, quote, context, question, passages))
    small = small_words(passages)
    if not (
        _numbers(sentence) <= _numbers(context) | _numbers(question)
        and all(stands_in(name, f"{context}\n{question}".casefold()) for name in names(sentence, small))
        and _addresses(sentence) <= _addresses(context)
        and denies_alike(sentence, quote, terms)
        and _shares_terms(sentence, context, question, terms)
    ):
        return False
    claimed, quoted = (list(words(text, small, terms)) for text in (sentence, quote))
    return (
        _invents_little(claimed, context, question, terms)
        and denies_the_same(claimed, quoted)
        and says_as_much(claimed, quoted)
        and same_roles(claimed, quoted)
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", fold(text))


def _numbers(text: str) -> set[str]:
    """The numbers of a text, and the signs that say of what; a number word below 21 is its digits."""
    found = {word for word in re.findall(r"[a-z]+", text.casefold()) if word in NUMBER_WORDS}
    signs = {sign for sign in text if sign in "%‰" or unicodedata.category(sign) in ("No", "Nl", "Sc")}
    return {*_NUMBER.findall(_GROUPS.sub("", text)), *(DIGITS_OF.get(word, word) for word in found), *signs}


def _addresses(text: str) -> set[str]:
    """What Discord or a terminal could make a link or a mention of, names of files among it."""
    return {found.rstrip(".,;:!?)\"'") for found in _ADDRESS.findall(text)}


def _shares_terms(sentence: str, quote: str, question: str, terms: TermExtractor) -> bool:
    """Whether the quote holds enough of a sentence's words, and of those that the question does not bring."""
    claimed, quoted = set(terms.terms(sentence)) - _ASSENT, set(terms.terms(quote))
    added = claimed - set(terms.terms(question))
    return len(claimed & quoted) >= max(1, _MIN_SHARED_TERMS * len(claimed)) and (
        len(added & quoted) >= _MIN_SHARED_TERMS * len(added)
    )


def _invents_little(sentence: list[Word], quote: str, question: str, terms: TermExtractor) -> bool:
    """Whether no part of a sentence is in none of the quote's or the question's words."""
    known = {*terms.terms(quote), *terms.terms(question), *_ASSENT}
    unknown = [word.key not in known for word in sentence if word.kind in ("word", "name")]
    return all(len(list(run)) <= _MAX_UNKNOWN for is_unknown, run in groupby(unknown) if is_unknown)
