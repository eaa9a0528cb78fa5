"""Checks that a sentence says no more than its quote: not "must" for "may", nor "all" for "some".

The rules are lists of English words. The qualifiers of other languages are not checked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.search.terms import terms
from index.wording.words import Word, word_set

_NEGATIONS = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|\w+n't|hardly|forbidden|prohibited)\b"
)
_CLAUSE = re.compile(r"[,;:()]|\b(?:because|which|who|where|although|though|but|while|as)\b")
_NO = re.compile(r"\Ano, ")
_ABOUT = word_set("about around approximately roughly nearly almost circa")  # before a number only
_BOUNDS = word_set("least most more less fewer under over up within exceed minimum maximum")
_POSSIBLE = word_set("may might can could able possible possibly perhaps maybe optional allowed permitted")
_DUTY = word_set("must shall required mandatory")
# Words that limit what a quote says. A sentence without a word of the same list says more.
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
_ENDINGS = ("", "s", "d", "ed", "es", "ing")  # endings that the words above may have


def _opposites() -> dict[str, set[str]]:
    """Each word of the list, with each ending → its opposites."""
    pairs: dict[str, set[str]] = {}
    for left, right in (pair.split("/") for pair in _OPPOSITE_LIST.split()):
        for ending in _ENDINGS:
            pairs.setdefault(left + ending, set()).add(right + ending)
            pairs.setdefault(right + ending, set()).add(left + ending)
    return pairs


_OPPOSITES = _opposites()


def keeps_limits(sentence: Sequence[Word], quote: Sequence[Word]) -> bool:
    """Whether a sentence keeps the limits of its quote, adds no "all" or "only", and has no opposite word."""
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
    """How often these words occur together."""
    return sum(counted[word] for word in words)


def _replaced(word: str, claimed: Counter[str], quoted: Counter[str]) -> bool:
    """Whether a sentence has a word more often than its quote, and an opposite of it less often."""
    return claimed[word] > quoted[word] and any(
        claimed[opposite] < quoted[opposite] for opposite in _OPPOSITES.get(word, ())
    )


def _limited(words: Sequence[Word], limit: frozenset[str]) -> set[str]:
    """The keys of the words that a word of `limit` qualifies.

    It qualifies the next word with a key or, if none follows, the nearest one before it; other words of
    `limit` are skipped. A bound of a number, or an "about", counts only if it qualifies a number.
    """
    heads: set[str] = set()
    for position, word in enumerate(words):
        if word.text in limit and word.kind != "name":
            near = [*words[position + 1 :], *reversed(words[:position])]
            head = next((other for other in near if other.key and other.text not in limit), None)
            if head is not None and (limit not in (_ABOUT, _BOUNDS) or head.kind == "number"):
                heads.add(head.key)
    return heads


def same_negations(sentence: str, quote: str) -> bool:
    """Whether a sentence has negations exactly if its quote has some, and no more than the quote.

    Only the clauses of the quote that share a term with the sentence count. A "No," at the start of a
    sentence with a negation is an answer, and not another negation.
    """
    text = sentence.casefold()
    rest = _NO.sub("", text)
    text = rest if _NEGATIONS.search(rest) else text
    said = set(terms(text))
    clauses = [clause for clause in _CLAUSE.split(quote.casefold()) if said & set(terms(clause))]
    claimed, quoted = len(_NEGATIONS.findall(text)), len(_NEGATIONS.findall(" ".join(clauses)))
    return claimed <= quoted and bool(claimed) == bool(quoted)


def same_negated_words(sentence: Sequence[Word], quote: Sequence[Word]) -> bool:
    """Whether the same words are negated in both, among the words that both have."""
    claimed, quoted = _denied(sentence), _denied(quote)
    both = {word.key for word in sentence} & {word.key for word in quote}
    return claimed & both == quoted & both


def _denied(words: Iterable[Word]) -> set[str]:
    """The keys of the negated words: after each negation, the next word with a key."""
    found, denies = set[str](), False
    for word in words:
        if _NEGATIONS.fullmatch(word.text):
            denies = True
        elif denies and word.key:
            found.add(word.key)
            denies = False
    return found
