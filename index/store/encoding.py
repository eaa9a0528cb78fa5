"""Passages → their vectors, and the documents on whose passages the encoder fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.documents.own_errors import describe_error, is_own_error, skip_on_own_error
from index.documents.skipped import SkippedFile
from index.errors import EncodingFailed
from index.models.encoder import Encoder
from index.passages.reading_text import embedded_text
from index.types import Passage

_PLAIN = "The ferry leaves at noon."  # a sentence that every working encoder can encode


class Unencodable(Exception):
    """The encoder fails on passages of some documents, and on no others."""

    def __init__(self, faults: Mapping[str, SkippedFile]) -> None:
        """`faults`: the name of each of these documents → why it cannot be indexed."""
        super().__init__(", ".join(faults))
        self.faults = faults


def encoded(encoder: Encoder, passages: Sequence[Passage], faults: dict[str, SkippedFile]) -> np.ndarray:
    """The vectors of passages, float32 [passages, dimensions].

    A passage on which the encoder fails gets zeros, and its document is added to `faults`. Raises
    EncodingFailed if the encoder fails on every text.
    """
    try:
        with skip_on_own_error():
            return encoder.encode([embedded_text(passage) for passage in passages])
    except SkippedFile as reason:
        if len(passages) > 1:
            return np.concatenate([encoded(encoder, [passage], faults) for passage in passages])
        _require_working(encoder)
        faults.setdefault(passages[0].document, reason)
        return np.zeros((1, encoder.dimensions), np.float32)


def _require_working(encoder: Encoder) -> None:
    """Raise EncodingFailed if the encoder fails on a plain sentence too."""
    try:
        encoder.encode([_PLAIN])
    except Exception as error:
        if not is_own_error(error):
            raise
        raise EncodingFailed(
            f"The encoder fails on every text ({describe_error(error)}). No document was added to the index."
        ) from error
