"""Whether what a sentence claims stands in its quote: its numbers, names, negation, and most of its words.

These are rules of signs and stems. They find what was added, not what was misunderstood: a sentence that
swaps who did what passes, which is why its quote is always shown beside it.
"""

from __future__ import annotations

import re
import unicodedata

from index.search.terms import TermExtractor
from index.wording.quotes import fold

_MIN_SHARED_TERMS = 0.5  # of the sentence's, for the quote to be what it says
_ASSENT = {"yes"}  # says that what follows is so
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NUMBER = re.compile(r"(?:(?<![\w.,:/-])-)?\d+(?:[.,:/-]\d+)*")
_GROUPS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:/\S+|\S*@\S+|<[^>]*>|\]\(|\b[\w-]+(?:\.[a-z]{2,})+\b\S*", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\"(]\s*)$")
_POSSESSIVE = re.compile(r"'s?$")
_NUMBER_WORD_LIST = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    half dozen once twice first second third fourth fifth sixth seventh eighth ninth tenth
"""
_NUMBER_WORDS = frozenset(_NUMBER_WORD_LIST.split())
_DIGITS_OF = {word: str(number) for number, word in enumerate(_NUMBER_WORD_LIST.split()[:20], 1)}
_NEGATIONS = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|\w+n't|hardly|forbidden|prohibited)\b"
)
# Words that begin a sentence with a capital and name nothing.
_FUNCTION_WORD_LIST = """
    a after all although an and any as at be because before both but by can each every for from had has have
    he her his if in into is it its many may most must my no not of on only or our she should since so some
    such than that the their then there these they this those to under until was we were what when where which
    while who why will with would yes you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())


def holds(sentence: str, quote: str, question: str, passages: str, terms: TermExtractor) -> bool:
    """Whether a quote, as it is shown with its headings, bears out a sentence that answers a question.

    `passages` is the text of everything that the model was given: a word that stands there in small letters
    is no name.
    """
    sentence, quote, question, passages = map(_plain, (sentence, quote, question, passages))
    return (
        _numbers(sentence) <= _numbers(quote) | _numbers(question)
        and all(_stands_in(name, quote, question) for name in _names(sentence, passages))
        and _addresses(sentence) <= _addresses(quote)
        and _negates_alike(sentence, quote)
        and _shares_terms(sentence, quote, question, terms)
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", fold(text))


def _numbers(text: str) -> set[str]:
    """The numbers of a text, and the signs that say of what; a number word below 21 is its digits."""
    words = {word for word in re.findall(r"[a-z]+", text.casefold()) if word in _NUMBER_WORDS}
    signs = {sign for sign in text if sign == "%" or unicodedata.category(sign) in ("No", "Nl", "Sc")}
    return {*_NUMBER.findall(_GROUPS.sub("", text)), *(_DIGITS_OF.get(word, word) for word in words), *signs}


def _names(sentence: str, passages: str) -> set[str]:
    """The words of a sentence that name something: those with a capital, or of a script without any."""
    small = frozenset(_WORD.findall(passages)) | _FUNCTION_WORDS
    names = set()
    for match in _WORD.finditer(sentence):
        word = _POSSESSIVE.sub("", match[0])
        begins = _SENTENCE_START.search(sentence, 0, match.start()) and word[1:] == word[1:].casefold()
        if any(map(_may_name, word)) and not (begins and word.casefold() in small):
            names.add(word.casefold())
    return names


def _may_name(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Lt", "Lo")


def _stands_in(name: str, quote: str, question: str) -> bool:
    """Whether a name is a word of the quote or the question; in scripts without capitals, a part of them."""
    text = f"{quote}\n{question}".casefold()
    if unicodedata.category(name[0]) == "Lo":
        return name in text
    return any(_POSSESSIVE.sub("", word) == name for word in _WORD.findall(text))


def _addresses(text: str) -> set[str]:
    """What Discord or a terminal could make a link or a mention of, names of files among it."""
    return {found.rstrip(".,;:!?)\"'") for found in _ADDRESS.findall(text)}


def _negates_alike(sentence: str, quote: str) -> bool:
    """Whether a sentence has a "not" where its quote has any, and no more than that."""
    claimed, quoted = (len(_NEGATIONS.findall(text.casefold())) for text in (sentence, quote))
    return claimed <= quoted and bool(claimed) == bool(quoted)


def _shares_terms(sentence: str, quote: str, question: str, terms: TermExtractor) -> bool:
    """Whether the quote holds enough of a sentence's words, and of those that the question does not bring."""
    claimed, quoted = set(terms.terms(sentence)) - _ASSENT, set(terms.terms(quote))
    added = claimed - set(terms.terms(question))
    return len(claimed & quoted) >= max(1, _MIN_SHARED_TERMS * len(claimed)) and (
        len(added & quoted) >= _MIN_SHARED_TERMS * len(added)
    )
