"""A passage → the texts and the bytes that a generation needs of it, before any of them is written."""

from __future__ import annotations

from typing import NamedTuple

from index.passages.reading_text import embedded_text, indexed_text
from index.store.structure import encode_structure
from index.types import Passage


class PreparedPassage(NamedTuple):
    """A passage, with the texts and the bytes that the index needs of it."""

    passage: Passage
    indexed: str  #: the text whose terms BM25 searches
    embedded: str  #: the text that the encoder turns into the passage's vector
    structure: bytes  #: the encoded trail and blocks


def prepare(passage: Passage) -> PreparedPassage:
    """Prepare a passage. If Munshi's own code fails on it, it fails here, before any of it is written."""
    return PreparedPassage(passage, indexed_text(passage), embedded_text(passage), encode_structure(passage))
