"""A question as people type it → the question that is searched and read.

Only words that are in no document are changed, except "w/o" and contractions ("whats"), which are always
written out. An informal word is written out, a short form is replaced by its full form in the documents, and
a number is separated from its word ("6mm"). A misspelt word is replaced by the word of the documents that
differs from it by a hyphen, a space or a single slip. A word that the encoder knows as one token is a common
word of its language, and is not taken for a misspelt one. The slips are those of Damerau (1964): a letter is
missing, added or replaced, or two neighbours are swapped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase

import numpy as np

from index.search.bm25 import BM25Index
from index.search.short_forms import full_form
from index.search.terms import terms
from index.types import Misspelling

_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
# A possessive without its ending. Letters next to a digit or "_" are part of a code, which stays: "hw7".
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*(?!\w)")
_GLUED = re.compile(r"(?<!\w)(?:\d+[^\W\d_]+|[^\W\d_]+\d+)(?!\w)")  # a number and a word
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_INFORMAL_LIST = """
    whats what's, wheres where's, whos who's, hows how's, whens when's, thats that's, theres there's,
    heres here's, lets let's, im i'm, ive i've, youre you're, youve you've, theyre they're, theyve they've,
    weve we've, dont don't, doesnt doesn't, didnt didn't, cant can't, couldnt couldn't, wont won't,
    wouldnt wouldn't, shouldnt shouldn't, isnt isn't, arent aren't, wasnt wasn't, werent weren't,
    hasnt hasn't, havent haven't, hadnt hadn't, mustnt mustn't, neednt needn't,
    ppl people, pls please, plz please, bc because, cuz because, coz because, abt about, bout about,
    smth something, sth something, thru through, tho though, til till, gonna going to, wanna want to,
    gotta have to, gimme give me, lemme let me, dunno don't know, rn now, noone nobody, n and, w with, r are,
    wat what, wats what's, wut what, wuts what's, wot what, wots what's, wich which, wen when, wens when's,
    wher where, da the, dat that, dis this, hav have, shud should, cud could, wud would,
    pw password, msg message, msgs messages, nr number, cmd command, tmrw tomorrow,
    b4 before, 2day today, 2moro tomorrow, 2nite tonight, any1 anyone, some1 someone,
    every1 everyone, no1 no one
"""
_INFORMAL = dict(entry.split(maxsplit=1) for entry in _INFORMAL_LIST.replace("\n", " ").split(","))
# Contractions that are no other word are written out even if documents, such as chats, contain them.
_OTHER_WORDS = ("im", "ive", "lets", "cant", "wont", "weve")
_CONTRACTED = {word: full for word, full in _INFORMAL.items() if "'" in full and word not in _OTHER_WORDS}
# Shortest words in which each slip is corrected. A short word is similar to many others, and names often
# differ by a letter (Anita, Amita).
_SHORTEST_SWAPPED, _SHORTEST_LONGER, _SHORTEST_WITH_EXTRA, _SHORTEST_REPLACED = 4, 5, 6, 7
_LONGEST = 30  # letters of a word
_MOST = 5  # unknown words of a question that are corrected, so that an odd question takes no longer
_LOOKED_AT = 3  # candidate terms for a word: those in the most passages
_PASSAGES = 8  # passages of a candidate term in which its words are looked for
_NEAR = 50  # passages closest to a question, in which the full form of a short form is looked for


@dataclass(frozen=True, slots=True)
class SpelledQuestion:
    """A question as it is searched and read."""

    text: str
    misspellings: tuple[Misspelling, ...] = ()


class Speller:
    """Corrects the spelling of questions, with the words of an index.

    `count_tokens` is the encoder's, and `texts` returns the indexed texts of rows.
    """

    def __init__(
        self,
        lexical: BM25Index,
        count_tokens: Callable[[Sequence[str]], list[int]],
        texts: Callable[[Sequence[int]], Iterable[str]],
    ) -> None:
        self._lexical, self._count_tokens, self._texts = lexical, count_tokens, texts

    def spell(self, question: str, within: np.ndarray | None = None) -> SpelledQuestion:
        """Return the question with its words written out and corrected.

        With `within`, bool [rows], only the words in the rows for which it is true count as known, and only
        they are corrections.
        """
        corrections: dict[str, str] = {}  # unknown word → word of the documents, or empty
        near = cache(lambda: self._near(question, within))

        def corrected(word: str) -> str:
            if word not in corrections and len(corrections) < _MOST:
                corrections[word] = self._correction(word, within, near)
            return corrections.get(word, "")

        def spelled(match: re.Match[str]) -> str:
            word = match[0].casefold()
            if word in _CONTRACTED:
                return _CONTRACTED[word]
            if not word.isascii() or not self._is_unknown(word, within):
                return match[0]
            if word in _INFORMAL:
                return _INFORMAL[word]
            return corrected(word) or match[0]

        def separated(match: re.Match[str]) -> str:
            if (word := match[0].casefold()) in _INFORMAL and self._is_unknown(word, within):
                return _INFORMAL[word]
            parts = _PARTS.findall(match[0])
            is_separable = self._is_unknown(match[0], within) and all(
                self._is_known(part, within) or corrected(part.casefold()) for part in parts
            )
            return " ".join(parts) if is_separable else match[0]

        text = _GLUED.sub(separated, _WITHOUT.sub("without", question))
        text = _WORD.sub(spelled, text)
        return SpelledQuestion(text, tuple(Misspelling(*each) for each in corrections.items() if each[1]))

    def _is_unknown(self, word: str, within: np.ndarray | None) -> bool:
        return bool(terms(word)) and not self._is_known(word, within)

    def _is_known(self, word: str, within: np.ndarray | None) -> bool:
        """Whether a row for which `within` is true contains a term of the word. Other rows do not count, so
        that nothing is learnt of their documents."""
        found = (self._lexical.rows_with(term) for term in terms(word))
        return any(len(rows) > 0 if within is None else bool(within[rows].any()) for rows in found)

    def _near(self, question: str, within: np.ndarray | None) -> str:
        """The indexed texts of the rows closest to the question by BM25, one text after another."""
        rows = self._lexical.search(question, _NEAR, within)
        return "\n".join(self._texts(rows.tolist())) if len(rows) else ""

    def _correction(self, word: str, within: np.ndarray | None, near: Callable[[], str]) -> str:
        """The words of the documents that replace an unknown word; empty if there are none."""
        if not word.isalpha() or len(word) > _LONGEST:
            return ""
        is_common = self._count_tokens([word])[0] < 2
        if full := full_form(word, near(), is_common=is_common):
            return full
        return "" if is_common else self._as_two_words(word, within) or self._without_slip(word, within)

    def _without_slip(self, word: str, within: np.ndarray | None) -> str:
        """The word of the documents, or the stop word, that differs by a slip; empty if there is none."""
        candidates = _one_slip_away(word)
        if stop_words := sorted(each for each in candidates if not terms(each)):
            return stop_words[0]
        forms: dict[str, list[str]] = {}  # term → the candidates with this term
        for candidate in sorted(candidates):
            forms.setdefault(terms(candidate)[0], []).append(candidate)
        rows = {term: self._rows(term, within) for term in forms}
        for term in sorted(filter(rows.get, rows), key=lambda term: (-len(rows[term]), term))[:_LOOKED_AT]:
            if word := self._word_of(forms[term], rows[term][:_PASSAGES]):
                return word
        return ""

    def _as_two_words(self, word: str, within: np.ndarray | None) -> str:
        """The word as passages write it, in two parts: "x-ray" for "xray", "VS Code" for "vscode"."""
        for at in range(1, len(word)):
            parts = [terms(part) for part in (word[:at], word[at:])]
            if not all(parts) or not (first := self._rows(parts[0][0], within)):
                continue
            rows = sorted(set(first).intersection(self._rows(parts[1][0], within)))[:_PASSAGES]
            pattern = re.compile(rf"(?<![\w-]){word[:at]}[- ]{word[at:]}(?![\w-])", re.IGNORECASE)
            if found := next(filter(None, map(pattern.search, self._texts(rows))), None):
                return found[0]
        return ""

    def _rows(self, term: str, within: np.ndarray | None) -> list[int]:
        """The rows that contain a term, and for which `within` is true."""
        rows = self._lexical.rows_with(term)
        known: list[int] = (rows if within is None else rows[within[rows]]).tolist()
        return known

    def _word_of(self, forms: Sequence[str], rows: Sequence[int]) -> str:
        """The most frequent form in the texts of these rows, as it is written there.

        If none of the forms is there, a form that the encoder knows as one token; empty if it knows none. Of
        equally frequent forms the longest is chosen, since people mostly omit letters.
        """
        pattern = re.compile(rf"(?<!\w)({'|'.join(forms)})(?!\w)", re.IGNORECASE)
        found = Counter(word for text in self._texts(rows) for word in pattern.findall(text))
        known = [form for form in forms if self._count_tokens([form])[0] < 2]
        return max(found or known, key=lambda word: (found[word], len(word)), default="")


def _one_slip_away(word: str) -> set[str]:
    """The strings of letters that a slip turns into `word`. They have the same first letter."""
    slips: set[str] = set()
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        if len(word) >= _SHORTEST_SWAPPED and len(after) > 1:
            slips.add(before + after[1] + after[0] + after[2:])
        is_doubled = after[:1] == before[-1:]
        if len(word) >= (_SHORTEST_LONGER if is_doubled else _SHORTEST_WITH_EXTRA):
            slips.add(before + after[1:])
        if len(word) >= _SHORTEST_LONGER:
            slips.update(before + letter + after for letter in ascii_lowercase)
        if len(word) >= _SHORTEST_REPLACED and after:
            slips.update(before + letter + after[1:] for letter in ascii_lowercase)
    return slips - {word}
