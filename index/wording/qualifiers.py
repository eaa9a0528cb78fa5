"""Whether a sentence says as much as its quote: not "must" for "may", "all" for "some", "after" for "before".

What is known is English, in lists of words; another language's qualifiers are not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.search.terms import TermExtractor
from index.wording.words import Word, word_set

_NEGATIONS = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|\w+n't|hardly|forbidden|prohibited)\b"
)
_CLAUSE = re.compile(r"[,;:()]|\b(?:because|which|who|where|although|though|but|while|as)\b")
_NO = re.compile(r"\Ano, ")
_ABOUT = word_set("about around approximately roughly nearly almost circa")  # before a number
_BOUNDS = word_set("least most more less fewer under over up within exceed minimum maximum")
_POSSIBLE = word_set("may might can could able possible possibly perhaps maybe optional allowed permitted")
_DUTY = word_set("must shall required mandatory")
# What limits how far a quote goes. A sentence without any of a kind says more.
_LIMITS = (
    _POSSIBLE,
    word_set("should ought recommended advised"),
    word_set("""
    some many most few several numerous various often usually sometimes generally mostly typically commonly
    rarely occasionally partly almost nearly likely probably
    """),
)
_TOTAL = word_set("all every always everyone everybody everything entirely fully completely")
_WHOLE = _TOTAL | word_set("each any both whole entire no never only")
_ONLY = word_set("only solely exclusively just except unless")
_OPPOSITE_LIST = """
    before/after above/below more/less more/fewer least/most over/under minimum/maximum enable/disable
    increase/decrease increase/reduce first/last left/right open/close open/closed opened/closed
    allow/forbid allow/prohibit higher/lower longer/shorter earlier/later old/new older/newer true/false
    start/end begin/end always/never always/sometimes accept/reject accept/refuse include/exclude
    north/south east/west buy/sell win/lose success/failure arrive/leave arrival/departure add/remove
    large/small larger/smaller high/low long/short early/late public/private required/optional
    best/worst better/worse push/pull import/export up/down inside/outside
"""
_ENDINGS = ("", "s", "d", "ed", "es", "ing")  # of the words above


def _opposites() -> dict[str, set[str]]:
    pairs: dict[str, set[str]] = {}
    for left, right in (pair.split("/") for pair in _OPPOSITE_LIST.split()):
        for ending in _ENDINGS:
            pairs.setdefault(left + ending, set()).add(right + ending)
            pairs.setdefault(right + ending, set()).add(left + ending)
    return pairs


_OPPOSITES = _opposites()


def says_as_much(sentence: Sequence[Word], quote: Sequence[Word]) -> bool:
    """Whether a sentence keeps what limits its quote, adds no "all" or "only", and says no opposite."""
    claimed, quoted = (Counter(word.text for word in words) for words in (sentence, quote))
    if _count(claimed, _TOTAL) > _count(quoted, _WHOLE) or _count(claimed, _ONLY) > _count(quoted, _ONLY):
        return False
    if any(_replaced(word, claimed, quoted) for word in claimed):
        return False
    if _limited(sentence, _POSSIBLE) & _limited(quote, _DUTY):
        return False
    keys = {word.key for word in sentence if word.key}
    return all(_count(claimed, limit) >= len(_limited(quote, limit) & keys) for limit in _LIMITS) and all(
        _limited(quote, limit) & keys <= _limited(sentence, limit) for limit in (_ABOUT, _BOUNDS)
    )


def _count(counted: Counter[str], words: frozenset[str]) -> int:
    return sum(counted[word] for word in words)


def _replaced(word: str, claimed: Counter[str], quoted: Counter[str]) -> bool:
    """Whether a sentence has a word more often than its quote, and its opposite less often."""
    return claimed[word] > quoted[word] and any(
        claimed[opposite] < quoted[opposite] for opposite in _OPPOSITES.get(word, ())
    )


def _limited(words: Sequence[Word], limit: frozenset[str]) -> set[str]:
    """The words with a stem that words of the limit stand before, or behind at the end.

    What bounds numbers counts only before a number.
    """
    heads: set[str] = set()
    for place, word in enumerate(words):
        if word.text in limit and word.kind != "name":
            near = [*words[place + 1 :], *reversed(words[:place])]
            head = next((other for other in near if other.key and other.text not in limit), None)
            if head is not None and (limit not in (_ABOUT, _BOUNDS) or head.kind == "number"):
                heads.add(head.key)
    return heads


def denies_alike(sentence: str, quote: str, terms: TermExtractor) -> bool:
    """Whether a sentence has a "not" where its quote has any, and no more than that.

    Of the quote count the clauses that the sentence has words of. A "No" before a sentence that denies is its
    answer, not another denial.
    """
    text = sentence.casefold()
    rest = _NO.sub("", text)
    text = rest if _NEGATIONS.search(rest) else text
    said = set(terms.terms(text))
    clauses = [clause for clause in _CLAUSE.split(quote.casefold()) if said & set(terms.terms(clause))]
    claimed, quoted = len(_NEGATIONS.findall(text)), len(_NEGATIONS.findall(" ".join(clauses)))
    return claimed <= quoted and bool(claimed) == bool(quoted)


def denies_the_same(sentence: Sequence[Word], quote: Sequence[Word]) -> bool:
    """Whether of the words that both have, the same stand after a "not"."""
    claimed, quoted = _denied(sentence), _denied(quote)
    both = {word.key for word in sentence} & {word.key for word in quote}
    return claimed & both == quoted & both


def _denied(words: Iterable[Word]) -> set[str]:
    """The word with a stem after each "not"."""
    found, denies = set[str](), False
    for word in words:
        if _NEGATIONS.fullmatch(word.text):
            denies = True
        elif denies and word.key:
            found.add(word.key)
            denies = False
    return found
