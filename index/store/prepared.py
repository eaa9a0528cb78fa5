"""A passage → what a generation keeps of it, before any of it is written."""

from __future__ import annotations

from typing import NamedTuple

from index.passages.reading_text import embedded_text, indexed_text
from index.store.structure import encode_structure
from index.types import Passage


class PreparedPassage(NamedTuple):
    """A passage with the texts that are made of it for the index."""

    passage: Passage
    indexed: str  #: its words are searched for by BM25
    embedded: str  #: its vector is that of this text
    structure: bytes  #: its trail and blocks


def prepare(passage: Passage) -> PreparedPassage:
    """What a generation keeps of a passage. Whatever of Munshi's code fails over a passage fails here."""
    return PreparedPassage(passage, indexed_text(passage), embedded_text(passage), encode_structure(passage))
