"""Finds the source of each passage's vector: the previous generation, an equal text, or the encoder.

A source is a row of the previous generation (0 or more); or `NEW`, for the encoder; or, as `earlier` encodes
it, a row of this generation with the same text. Texts are compared by their keys, which are hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from index.store.layout import KEY_BYTES

NEW = -1  #: the source of a vector that the encoder computes
COPY_VECTORS = 1 << 14  #: vectors that are copied at a time, at most
_BATCH = 64  # passages that are embedded at a time, at most


def vector_sources(origins: np.ndarray, keys: np.ndarray, previous_keys: np.ndarray | None) -> np.ndarray:
    """The source of each row's vector, int64 [rows].

    `origins`, int64 [rows], has for each row the row of the previous generation from which it is copied, or
    `NEW`. `keys` are the keys of this generation, `previous_keys` those of the previous one (None: there is
    none), uint8 [rows, KEY_BYTES].
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
    """Encode rows of this generation as sources, which are below `NEW`; or decode such sources to rows."""
    return -2 - rows


def source_ranges(sources: np.ndarray) -> Iterator[tuple[int, int]]:
    """Split the rows into ranges (first, last) with one kind of source, each short enough for the memory.

    The sources of a range that comes from the previous generation are consecutive rows.
    """
    kind = np.clip(sources, -2, 0)
    steps = (np.diff(kind) != 0) | ((kind[1:] == 0) & (np.diff(sources) != 1))
    bounds = [0, *(np.flatnonzero(steps) + 1).tolist(), len(sources)]
    for first, last in pairwise(bounds):
        size = _BATCH if kind[first] == NEW else COPY_VECTORS
        for start in range(first, last, size):
            yield start, min(start + size, last)


def _find(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The row of each key of `wanted` in `known`; -1 if `known` does not contain it, int64 [wanted]."""
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
    order = np.lexsort(numbers.T)  # stable: the rows of equal keys stay in ascending order
    differs = np.ones(len(keys), bool)  # whether a key differs from the key before it in this order
    differs[1:] = (numbers[order[1:]] != numbers[order[:-1]]).any(axis=1)
    first = np.empty(len(keys), np.int64)
    first[order] = order[differs][np.cumsum(differs) - 1]
    return first


def _as_numbers(keys: np.ndarray) -> np.ndarray:
    """Each key as two numbers, which NumPy sorts faster, uint64 [keys, 2]."""
    return np.ascontiguousarray(keys).view(np.uint64)


def keys_of(texts: Sequence[str]) -> np.ndarray:
    """The keys of embedded texts, which are their hashes, uint8 [texts, KEY_BYTES]."""
    hashes = b"".join(blake2b(text.encode(), digest_size=KEY_BYTES).digest() for text in texts)
    return np.frombuffer(hashes, np.uint8).reshape(-1, KEY_BYTES)
