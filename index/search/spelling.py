"""A question as people type it → the question that is searched and read.

Only words are changed that no document has. An informal word is written out, a short form becomes what it
stands for in documents, and a number is parted from its word ("6mm"). A misspelt word that the encoder does
not know whole, as it knows the common words of its language, becomes the document's word that differs by a
hyphen, a space or a single slip. The slips are those of Damerau (1964): a letter left out, added or replaced,
or two neighbours swapped.
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
from index.types import Misspelling

_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
# A possessive without its ending. Letters beside a digit or "_" are a part of a code, which stays: "hw7".
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*(?!\w)")
_GLUED = re.compile(r"(?<!\w)(?:\d+[^\W\d_]+|[^\W\d_]+\d+)(?!\w)")  # a number and a word
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_INFORMAL_LIST = """
    whats what's, wheres where's, whos who's, hows how's, whens when's, thats that's, theres there's,
    heres here's, lets let's, im i'm, ive i've, youre you're, youve you've, theyre they're, theyve they've,
    weve we've, dont don't, doesnt doesn't, didnt didn't, cant can't, couldnt couldn't, wont won't,
    wouldnt wouldn't, shouldnt shouldn't, isnt isn't, arent aren't, wasnt wasn't, werent weren't,
    hasnt hasn't, havent haven't, hadnt hadn't, mustnt mustn't, neednt needn't,
    u you, ur your, ppl people, pls please, plz please, bc because, cuz because, coz because, abt about,
    smth something, thru through, wat what, wich which, gonna going to, wanna want to, gotta have to,
    pw password, msg message, msgs messages, nr number, til till, tmrw tomorrow,
    b4 before, 2day today, 2moro tomorrow, 2nite tonight, any1 anyone, some1 someone,
    every1 everyone, no1 no one
"""
_INFORMAL = dict(entry.split(maxsplit=1) for entry in _INFORMAL_LIST.replace("\n", " ").split(","))
# Those that are no other word are written out also where documents, such as chats, have them as they are.
_OTHER_WORDS = ("im", "ive", "lets", "cant", "wont", "weve")
_CONTRACTED = {word: full for word, full in _INFORMAL.items() if "'" in full and word not in _OTHER_WORDS}
# Short words lie close to many others, and names often differ by a letter (Anita, Amita).
_SHORTEST_SWAPPED, _SHORTEST_LONGER, _SHORTEST_WITH_EXTRA, _SHORTEST_REPLACED = 4, 5, 6, 7
_LONGEST = 30  # letters of a word
_MOST = 5  # unknown words of a question that are looked into, so that an odd question takes no longer
_LOOKED_AT = 3  # of the terms that could be meant, those in most passages
_PASSAGES = 8  # of each, in which its words are looked for
_NEAR = 50  # passages that fit a question best, in which what a short form stands for is looked for


@dataclass(frozen=True, slots=True)
class SpelledQuestion:
    """A question as it is searched and read."""

    text: str
    misspellings: tuple[Misspelling, ...] = ()


class Speller:
    """Mends the spelling of questions by the words of an index.

    `count_tokens` is the encoder's, and `texts` gives the indexed texts of rows.
    """

    def __init__(
        self,
        lexical: BM25Index,
        count_tokens: Callable[[Sequence[str]], list[int]],
        texts: Callable[[Sequence[int]], Iterable[str]],
    ) -> None:
        self._lexical, self._count_tokens, self._texts = lexical, count_tokens, texts

    def spell(self, question: str, within: np.ndarray | None = None) -> SpelledQuestion:
        """The question with its words written out and mended.

        A word is only mended to what stands in rows that are true in `within`, bool [rows]; None: in any.
        """
        meant: dict[str, str] = {}  # unknown word → word of the documents, or empty
        near = cache(lambda: self._near(question, within))

        def mended(word: str) -> str:
            if word not in meant and len(meant) < _MOST:
                meant[word] = self._meant(word, within, near)
            return meant.get(word, "")

        def spelled(match: re.Match[str]) -> str:
            word = match[0].casefold()
            if word in _CONTRACTED:
                return _CONTRACTED[word]
            if not word.isascii() or not self._is_unknown(word, within):
                return match[0]
            if word in _INFORMAL:
                return _INFORMAL[word]
            return mended(word) or match[0]

        def parted(match: re.Match[str]) -> str:
            if (word := match[0].casefold()) in _INFORMAL and self._is_unknown(word, within):
                return _INFORMAL[word]
            parts = _PARTS.findall(match[0])
            meant_apart = self._is_unknown(match[0], within) and all(
                self._is_known(part, within) or mended(part.casefold()) for part in parts
            )
            return " ".join(parts) if meant_apart else match[0]

        text = _GLUED.sub(parted, _WITHOUT.sub("without", question))
        text = _WORD.sub(spelled, text)
        return SpelledQuestion(text, tuple(Misspelling(*each) for each in meant.items() if each[1]))

    def _is_unknown(self, word: str, within: np.ndarray | None) -> bool:
        return bool(self._lexical.terms(word)) and not self._is_known(word, within)

    def _is_known(self, word: str, within: np.ndarray | None) -> bool:
        """Whether a row that is true in `within` has a term of the word; what others have tells nothing."""
        every = (self._lexical.rows_with(term) for term in self._lexical.terms(word))
        return any(len(rows) > 0 if within is None else bool(within[rows].any()) for rows in every)

    def _near(self, question: str, within: np.ndarray | None) -> str:
        rows = self._lexical.search(question, _NEAR, within)
        return "\n".join(self._texts(rows.tolist())) if len(rows) else ""

    def _meant(self, word: str, within: np.ndarray | None, near: Callable[[], str]) -> str:
        """What the documents have for an unknown word; empty if they have nothing."""
        if not word.isalpha() or len(word) > _LONGEST:
            return ""
        is_common = self._count_tokens([word])[0] < 2
        if full := full_form(word, near(), is_common=is_common):
            return full
        return "" if is_common else self._parted(word, within) or self._without_slip(word, within)

    def _without_slip(self, word: str, within: np.ndarray | None) -> str:
        """The word of the documents that differs by a slip; empty if there is none."""
        slips = _one_slip(word)
        if common := sorted(slip for slip in slips if not self._lexical.terms(slip)):
            return common[0]
        forms: dict[str, list[str]] = {}  # term → the slips that have it
        for slip in sorted(slips):
            forms.setdefault(self._lexical.terms(slip)[0], []).append(slip)
        rows = {term: self._rows(term, within) for term in forms}
        for term in sorted(filter(rows.get, rows), key=lambda term: (-len(rows[term]), term))[:_LOOKED_AT]:
            if word := self._word_of(forms[term], rows[term][:_PASSAGES]):
                return word
        return ""

    def _parted(self, word: str, within: np.ndarray | None) -> str:
        """The word as two, where passages have it so: "x-ray" for "xray", "VS Code" for "vscode"."""
        for at in range(1, len(word)):
            parts = [self._lexical.terms(part) for part in (word[:at], word[at:])]
            if not all(parts) or not (first := self._rows(parts[0][0], within)):
                continue
            rows = sorted(set(first).intersection(self._rows(parts[1][0], within)))[:_PASSAGES]
            pattern = re.compile(rf"(?<![\w-]){word[:at]}[- ]{word[at:]}(?![\w-])", re.IGNORECASE)
            if found := next(filter(None, map(pattern.search, self._texts(rows))), None):
                return found[0]
        return ""

    def _rows(self, term: str, within: np.ndarray | None) -> list[int]:
        rows = self._lexical.rows_with(term)
        known: list[int] = (rows if within is None else rows[within[rows]]).tolist()
        return known

    def _word_of(self, forms: Sequence[str], rows: Sequence[int]) -> str:
        """The form that stands most often in these rows, as it does there, or else a word of the encoder's.

        Other forms only have a word's stem. Of several the longest is meant: letters are mostly left out.
        """
        pattern = re.compile(rf"(?<!\w)({'|'.join(forms)})(?!\w)", re.IGNORECASE)
        found = Counter(word for text in self._texts(rows) for word in pattern.findall(text))
        known = [form for form in forms if self._count_tokens([form])[0] < 2]
        return max(found or known, key=lambda word: (found[word], len(word)), default="")


def _one_slip(word: str) -> set[str]:
    """The strings of letters that a slip makes into `word`; its first letter is right."""
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
