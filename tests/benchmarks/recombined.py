"""As many passages as are wanted: real ones from an index, then real text recombined, the same on every run.

A passage that is made up is the first half of one real passage and the second half of another. Its vector stands
in for what the encoder would make of it: the mean of the two real vectors and a little noise, at unit length.
Such vectors lie closer together than real ones do, and a half of one may say nothing beside a half of another;
figures of time and memory are hardly touched by that, those of what is found are.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
from contenders import settings

from index.passages.sentences import sentences
from index.passages.split import embedded_text
from index.store.checksums import write_checksums
from index.store.compatibility import build_parameters
from index.store.generation import Generation
from index.store.manifest import DocumentEntry, Manifest, write_manifest
from index.store.store import NewGeneration, Store
from index.store.writer import GenerationWriter
from index.types import Document, Passage

_SEED = 7
_TOGETHER = 20  # passages that make a document
_NOISE = 0.1  # length of the noise beside vectors of length 1
_NOISES = 4093  # different ones, a prime
_CHUNK = 1 << 14  # vectors that are compared at a time
_WORDS = 8  # of a sentence that can be asked for, at least


class Corpus:
    """Passages by number: number n is real when it is below `real`, and made of two real ones otherwise."""

    def __init__(self, source: Generation, size: int) -> None:
        self._source = source
        drawn = np.random.default_rng(_SEED)
        self.size = size
        self.real = min(size, len(source))
        made_up = size - self.real
        order = drawn.permutation(len(source))
        self._first = np.concatenate([order[: self.real], drawn.integers(0, len(source), made_up)])
        self._second = np.concatenate([order[: self.real], drawn.integers(0, len(source), made_up)])
        noise = drawn.standard_normal((_NOISES, source.vectors.vectors(order[:1]).shape[1]), np.float32)
        self._noise = _NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        self.chance = random.Random(_SEED)

    @classmethod
    def open(cls, index: Path, size: int) -> Corpus:
        """So many passages, made of those of the current generation of an index."""
        return cls(Store(index).open(), size)

    def text(self, number: int) -> str:
        first = self._source.passage(int(self._first[number])).text
        if number < self.real:
            return first
        words, others = first.split(), self._source.passage(int(self._second[number])).text.split()
        return " ".join([*words[: len(words) // 2], *others[len(others) // 2 :]]) or first

    def vectors(self, numbers: np.ndarray) -> np.ndarray:
        """Of unit length, float32 [numbers, dimensions]."""
        vectors = self._source.vectors.vectors(self._first[numbers])
        made_up = np.flatnonzero(numbers >= self.real)
        if len(made_up):
            chosen = numbers[made_up]
            vectors[made_up] += self._source.vectors.vectors(self._second[chosen])
            vectors[made_up] /= np.linalg.norm(vectors[made_up], axis=1, keepdims=True)
            vectors[made_up] += self._noise[chosen % _NOISES]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def tenth_best(self, questions: np.ndarray) -> np.ndarray:
        """The tenth highest inner product of each question with all passages, by exact search."""
        best = np.full((len(questions), 10), -np.inf, np.float32)
        for first in range(0, self.size, _CHUNK):
            products = questions @ self.vectors(np.arange(first, min(first + _CHUNK, self.size))).T
            best = np.sort(np.concatenate([best, products], axis=1), axis=1)[:, -10:]
        return best[:, 0]

    def sentence(self) -> str:
        """A sentence of a real passage, drawn by chance, of eight words or more."""
        while True:
            text = self.text(self.chance.randrange(self.real))
            start, end = self.chance.choice(sentences(text, 0, len(text)))
            if len(text[start:end].split()) >= _WORDS:
                return text[start:end]


class StandIn:
    """In the place of an encoder: knows the vector of each text of a corpus by the text's hash."""

    identity = name = "stand-in"
    token_limit = 254

    def __init__(self, corpus: Corpus, size: int) -> None:
        self._corpus = corpus
        self.dimensions = corpus.vectors(np.arange(1)).shape[1]
        self._hashes = np.zeros(size, np.int64)
        self._order: np.ndarray | None = None

    def learn(self, number: int, text: str) -> None:
        self._hashes[number] = hash(embedded_text(text))

    def encode(self, texts) -> np.ndarray:
        if self._order is None:
            self._order = np.argsort(self._hashes, kind="stable")
        wanted = np.array([hash(text) for text in texts], np.int64)
        places = np.searchsorted(self._hashes, wanted, sorter=self._order)
        return self._corpus.vectors(self._order[places])

    def count_tokens(self, texts) -> list[int]:
        return [len(text.split()) for text in texts]


def fill(new: NewGeneration, corpus: Corpus, encoder: StandIn, size: int) -> None:
    """Write a generation of the first `size` passages into its folder: passage n is row n."""
    writer = GenerationWriter(new.folder, None)
    for first in range(0, size, _TOGETHER):
        texts = [corpus.text(at) for at in range(first, min(first + _TOGETHER, size))]
        for at, text in enumerate(texts, first):
            encoder.learn(at, text)
        writer.add(*_document(f"made/{first:09}.txt", texts))
    writer.finish_documents()
    writer.write_postings()
    for _ in writer.write_vectors(encoder):
        pass
    manifest = Manifest(
        generation=new.number,
        built_at=time.time(),
        scanned_at=time.time_ns(),
        folder="",
        built_with=build_parameters(settings(Path("."), new.folder)),
        documents=tuple(writer.entries),
        skipped=(),
        checksums=write_checksums(new.folder),
    )
    write_manifest(new.folder, manifest)


def _document(name: str, texts: list[str]) -> tuple[DocumentEntry, Document, list[Passage]]:
    """A document that holds the texts one after another, each a passage."""
    document = Document(name, name, "\n\n".join(texts))
    passages, start = [], 0
    for text in texts:
        passages.append(Passage(name, name, start, start + len(text), text, 1))
        start += len(text) + 2
    entry = DocumentEntry(
        name=name,
        title=name,
        sha256="",
        size=len(document.text),
        modified=0,
        characters=len(document.text),
        first_passage=0,
        passages=0,
        first_byte=0,
        last_byte=0,
    )
    return entry, document, passages
