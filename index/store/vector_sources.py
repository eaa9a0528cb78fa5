"""Where the vector of each passage comes from: the previous generation, an equal text, or the encoder.

A source is a row of the previous generation (0 and up), `NEW`, or `earlier` a row of this generation. Texts
are told apart by their keys, which are hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from index.store.generation import KEY_BYTES

NEW = -1  #: instead of a row of the previous generation: the encoder makes the vector
COPY_VECTORS = 1 << 14  #: vectors copied at a time
_BATCH = 64  # passages embedded at a time


def vector_sources(origins: np.ndarray, keys: np.ndarray, previous_keys: np.ndarray | None) -> np.ndarray:
    """Where each row's vector comes from, int64 [rows].

    `origins` are the rows of the previous generation that rows are copies of, or `NEW`, int64 [rows]; `keys`
    are this generation's and `previous_keys` the previous one's, uint8 [rows, KEY_BYTES].
    """
    sources = origins.astype(np.int64)
    missing = np.flatnonzero(sources < 0)
    if previous_keys is not None and len(missing):
        sources[missing] = _find(previous_keys, keys[missing])
        missing = missing[sources[missing] < 0]
    first = missing[first_of_each(keys[missing])]
    sources[missing] = np.where(first < missing, earlier(first), NEW)
    return sources


def earlier(rows: np.ndarray) -> np.ndarray:
    """Encode rows of the same generation as sources below `NEW`, or decode them: it is its own inverse."""
    return -2 - rows


def source_ranges(sources: np.ndarray) -> Iterator[tuple[int, int]]:
    """Split the rows into ranges that have one kind of source, none too long to hold in memory.

    Those that come from the previous generation are a range of rows there too.
    """
    kind = np.clip(sources, -2, 0)
    steps = (np.diff(kind) != 0) | ((kind[1:] == 0) & (np.diff(sources) != 1))
    bounds = [0, *(np.flatnonzero(steps) + 1).tolist(), len(sources)]
    for first, last in pairwise(bounds):
        size = _BATCH if kind[first] == NEW else COPY_VECTORS
        for start in range(first, last, size):
            yield start, min(start + size, last)


def _find(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each key of `wanted`, a row of `known` with the same key, or -1, int64 [wanted]."""
    if not len(known):
        return np.full(len(wanted), -1)
    known, wanted = _as_numbers(known), _as_numbers(wanted)
    order = np.argsort(known[:, 0], kind="stable")
    positions = np.searchsorted(known[order, 0], wanted[:, 0])
    rows = order[np.minimum(positions, len(order) - 1)]
    return np.where((known[rows] == wanted).all(axis=1), rows, -1)


def first_of_each(keys: np.ndarray) -> np.ndarray:
    """For each key, the first row with the same key, int64 [keys]."""
    numbers = _as_numbers(keys)
    order = np.lexsort(numbers.T)  # stable: of equal keys, the first row comes first
    differs = np.ones(len(keys), bool)  # from the key before it in this order
    differs[1:] = (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1)
    first = np.empty(len(keys), np.int64)
    first[order] = order[differs][np.cumsum(differs) - 1]
    return first


def _as_numbers(keys: np.ndarray) -> np.ndarray:
    """Keys as two numbers each, which NumPy sorts faster, uint64 [keys, 2]."""
    return np.ascontiguousarray(keys).view(np.uint64)


def keys_of(texts: Sequence[str]) -> np.ndarray:
    """The keys of vectors: hashes of the texts that are embedded, uint8 [texts, KEY_BYTES]."""
    hashes = b"".join(blake2b(text.encode(), digest_size=KEY_BYTES).digest() for text in texts)
    return np.frombuffer(hashes, np.uint8).reshape(-1, KEY_BYTES)
