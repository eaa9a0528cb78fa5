"""A corpus of any number of passages: the real ones of an index, then synthetic ones, the same on every run.

A synthetic passage joins the first half of a real passage and the second half of another. Its vector is not
computed by the encoder: it is the mean of the two real vectors with a little noise, scaled to unit length.
Synthetic vectors are closer to each other than real ones, and synthetic texts make little sense. This hardly
affects measurements of time and memory, but it does affect those of retrieval quality.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
from contenders import settings

from index.passages.reading_text import embedded_text
from index.passages.sentences import sentences
from index.store.checksums import write_checksums
from index.store.compatibility import build_parameters
from index.store.generation import Generation
from index.store.manifest import READING_VERSION, DocumentEntry, Manifest, write_manifest
from index.store.store import NewGeneration, Store
from index.store.writer import GenerationWriter
from index.types import Document, Passage

_SEED = 7
_PASSAGES_PER_DOCUMENT = 20
_NOISE_LENGTH = 0.1  # length of a noise vector, added to a vector of length 1
_NOISE_VECTORS = 4093  # number of different ones; a prime, so that they do not repeat with the passages
_CHUNK = 1 << 14  # vectors that are compared at a time
_LEAST_WORDS = 8  # of a sentence that becomes a question


class Corpus:
    """Passages by number: those with a number below `real` are real, the others synthetic."""

    def __init__(self, source: Generation, size: int) -> None:
        self._source = source
        rng = np.random.default_rng(_SEED)
        self.size = size
        self.real = min(size, len(source))
        synthetic = size - self.real
        order = rng.permutation(len(source))
        self._first = np.concatenate([order[: self.real], rng.integers(0, len(source), synthetic)])
        self._second = np.concatenate([order[: self.real], rng.integers(0, len(source), synthetic)])
        noise = rng.standard_normal((_NOISE_VECTORS, source.vectors.vectors(order[:1]).shape[1]), np.float32)
        self._noise = _NOISE_LENGTH * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        self.random = random.Random(_SEED)

    @classmethod
    def open(cls, index: Path, size: int) -> Corpus:
        """Make a corpus of `size` passages from the current generation of an index."""
        return cls(Store(index).open(), size)

    def text(self, number: int) -> str:
        """Return the text of a passage."""
        first = self._source.passage(int(self._first[number])).text
        if number < self.real:
            return first
        words, others = first.split(), self._source.passage(int(self._second[number])).text.split()
        return " ".join([*words[: len(words) // 2], *others[len(others) // 2 :]]) or first

    def vectors(self, numbers: np.ndarray) -> np.ndarray:
        """Return the vectors of passages, of unit length: float32 [numbers, dimensions]."""
        vectors = self._source.vectors.vectors(self._first[numbers])
        synthetic = np.flatnonzero(numbers >= self.real)
        if len(synthetic):
            chosen = numbers[synthetic]
            vectors[synthetic] += self._source.vectors.vectors(self._second[chosen])
            vectors[synthetic] /= np.linalg.norm(vectors[synthetic], axis=1, keepdims=True)
            vectors[synthetic] += self._noise[chosen % _NOISE_VECTORS]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def tenth_best(self, questions: np.ndarray) -> np.ndarray:
        """Return the tenth highest inner product of each question vector with all passages, by exact search.

        float32 [questions, dimensions] → float32 [questions].
        """
        best = np.full((len(questions), 10), -np.inf, np.float32)
        for first in range(0, self.size, _CHUNK):
            products = questions @ self.vectors(np.arange(first, min(first + _CHUNK, self.size))).T
            best = np.sort(np.concatenate([best, products], axis=1), axis=1)[:, -10:]
        return best[:, 0]

    def sentence(self) -> str:
        """Return a random sentence of a real passage, with at least eight words."""
        while True:
            text = self.text(self.random.randrange(self.real))
            start, end = self.random.choice(list(sentences(text, 0, len(text))))
            if len(text[start:end].split()) >= _LEAST_WORDS:
                return text[start:end]


class CorpusEncoder:
    """An encoder that looks up the vectors of a corpus by the hashes of the texts that an encoder reads."""

    identity = name = "corpus"
    token_limit = 254

    def __init__(self, corpus: Corpus, size: int) -> None:
        self._corpus = corpus
        self.dimensions = corpus.vectors(np.arange(1)).shape[1]
        self._hashes = np.zeros(size, np.int64)
        self._order: np.ndarray | None = None

    def add(self, number: int, passage: Passage) -> None:
        """Record passage `number`. Add all passages before encoding the first."""
        self._hashes[number] = hash(embedded_text(passage))

    def encode(self, texts) -> np.ndarray:
        """Return the vectors of recorded passages, float32 [texts, dimensions]. Raises KeyError for other texts."""
        if self._order is None:
            self._order = np.argsort(self._hashes, kind="stable")
        hashes = np.array([hash(text) for text in texts], np.int64)
        positions = np.searchsorted(self._hashes, hashes, sorter=self._order)
        numbers = self._order[np.minimum(positions, len(self._order) - 1)]
        if (self._hashes[numbers] != hashes).any():
            raise KeyError("a text of no passage")
        return self._corpus.vectors(numbers)

    def count_tokens(self, texts) -> list[int]:
        return [len(text.split()) for text in texts]


def fill(new: NewGeneration, corpus: Corpus, encoder: CorpusEncoder, size: int) -> None:
    """Write a generation of the first `size` passages; passage n is row n."""
    writer = GenerationWriter(new.folder, None)
    for first in range(0, size, _PASSAGES_PER_DOCUMENT):
        texts = [corpus.text(number) for number in range(first, min(first + _PASSAGES_PER_DOCUMENT, size))]
        entry, document, passages = _document(f"corpus/{first:09}.txt", texts)
        for number, passage in enumerate(passages, first):
            encoder.add(number, passage)
        writer.add(entry, document, passages)
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
        reading=READING_VERSION,
    )
    write_manifest(new.folder, manifest)


def _document(name: str, texts: list[str]) -> tuple[DocumentEntry, Document, list[Passage]]:
    """Return the entry, the document and the passages of these texts: each text is a passage.

    The title is the name of the file, which is not read.
    """
    title = Path(name).name
    document = Document(name, title, "\n\n".join(texts))
    passages, start = [], 0
    for text in texts:
        passages.append(Passage(name, title, start, start + len(text), text, 1))
        start += len(text) + 2
    entry = DocumentEntry(
        name=name,
        title=title,
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
