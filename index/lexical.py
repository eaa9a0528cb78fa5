"""Words → BM25 scores. The one door of bm25s, which weighs the words at build time, and of the stemmer.

At question time only NumPy is needed: the weights lie in memory-mapped arrays, a column a word.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import Stemmer

# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) are indexed by single
# characters and pairs of them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
# Words that ask or join, and so tell no passage from another.
_JOINING = """
    a an and are as at be been but by can could did do does for from had has have how i if in into is it its
    me my no not of on or s so such t that the their then there these they this to was we were what when where
    which who whom whose why will with would you your
"""
_STOPWORDS = frozenset(_JOINING.split())
_ARRAYS = ("data", "indices", "indptr")


class Words:
    """Text → the stems that it is indexed and searched by."""

    def __init__(self, language: str = "english") -> None:
        self._stemmer = Stemmer.Stemmer(language)

    def stems(self, text: str) -> list[str]:
        """In order, with repetitions; stop words left out."""
        text = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text).casefold())
        words: list[str] = []
        for word in _WORD.findall(text):
            if _UNSPACED_START.match(word):
                words += [*word, *map("".join, itertools.pairwise(word))]
            elif word not in _STOPWORDS:
                words.append(word)
                if "_" in word:
                    words += [part for part in word.split("_") if part]
        return self._stemmer.stemWords(words)


class LexicalIndex:
    """BM25 of every passage for a question's words: a sparse matrix, a column a word, a row a passage."""

    def __init__(self, vocabulary: Mapping[str, int], arrays: Mapping[str, np.ndarray], rows: int) -> None:
        self._vocabulary = vocabulary
        self._data, self._indices, self._indptr = (arrays[name] for name in _ARRAYS)
        self._rows = rows
        self._words = Words()

    @classmethod
    def of(cls, texts: Sequence[str]) -> LexicalIndex:
        """Weigh the words of `texts`; text i is row i."""
        import bm25s

        words = Words()
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(stem, len(vocabulary)) for stem in words.stems(text)] for text in texts]
        if not vocabulary:  # bm25s cannot index nothing
            empty = {"data": np.empty(0, np.float32), "indices": np.empty(0, np.int32)}
            return cls({}, {**empty, "indptr": np.zeros(1, np.int64)}, len(texts))
        weigher = bm25s.BM25(method="lucene", k1=0.9, b=0.4)
        weigher.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        return cls(vocabulary, {name: weigher.scores[name] for name in _ARRAYS}, len(texts))

    @classmethod
    def load(cls, folder: Path, rows: int) -> LexicalIndex:
        vocabulary = json.loads((folder / "vocabulary.json").read_bytes())
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        return cls(vocabulary, arrays, rows)

    def save(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "vocabulary.json").write_text(
            json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8"
        )
        for name, array in zip(_ARRAYS, (self._data, self._indices, self._indptr), strict=True):
            np.save(folder / f"{name}.npy", array)

    def scores(self, question: str) -> np.ndarray:
        """BM25 of every passage, float32 [rows]."""
        scores = np.zeros(self._rows, np.float32)
        for stem in self._words.stems(question):
            word = self._vocabulary.get(stem)
            if word is not None:
                column = slice(self._indptr[word], self._indptr[word + 1])
                scores[self._indices[column]] += self._data[column]
        return scores

    def rarity(self, stem: str) -> float:
        """The inverse document frequency of a stem, as Lucene's BM25 has it; an unknown one's is highest."""
        word = self._vocabulary.get(stem)
        found = 0 if word is None else int(self._indptr[word + 1] - self._indptr[word])
        return float(np.log1p((self._rows - found + 0.5) / (found + 0.5)))
