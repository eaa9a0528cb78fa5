"""Texts → unit vectors: the interface of an encoder, its choice by the settings, and the default encoder.

The default encoder ships with Munshi: all-MiniLM-L6-v2 with 8-bit weights on ONNX Runtime, without torch. The
cosine of its vectors with those of the 32-bit model is 0.993 on average. Any other model runs on
sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.errors import ModelUnavailable
from index.models.runtime import Session, core_count, open_session
from index.models.tokenizer import SPECIAL_TOKENS, load_tokenizer, tokenize
from index.models.weights import ENCODER, TOKENIZER
from index.settings import EncoderSettings

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class Encoder(Protocol):
    """A model that turns texts into vectors. A build and the questions to its index use the same model."""

    dimensions: int  #: components of a vector
    token_limit: int  #: the most tokens of a text that are read, without special tokens

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Vectors of unit length, float32 [texts, dimensions]."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens; it may exceed `token_limit`."""
        ...


def load_encoder(settings: EncoderSettings, *, threads: int = 0) -> Encoder:
    """Load the encoder that the settings name.

    The default encoder is loaded once in a process for all indexes, and uses `threads` processor cores (0:
    all); sentence-transformers chooses its own number. Raises ModelUnavailable if the model cannot be loaded,
    ExtraMissing if it needs packages that are not installed.
    """
    if _ships(settings):
        return _load_once(core_count(threads))
    _require_folder(settings.model)  # before the import, which takes seconds
    from index.models.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder.load(settings)


def encoder_identifier(settings: EncoderSettings) -> str:
    """An identifier of the encoder that the settings name. Loads nothing.

    Encoders whose vectors differ have different identifiers. An index can be used with an encoder only if it
    was built with the same identifier.
    """
    if _ships(settings):
        return f"all-MiniLM-L6-v2:{ENCODER.sha256[:16]}:int8"
    if settings.model == "default":
        return f"all-MiniLM-L6-v2:{settings.precision}"
    return f"sentence-transformers:{settings.model}"


def check_encoder(settings: EncoderSettings) -> None:
    """Check the files of the default encoder, or the folder that the settings name. Loads nothing.

    Raises ModelUnavailable if one of the files is missing or damaged, or the folder does not exist.
    """
    if _ships(settings):
        for file in (ENCODER, TOKENIZER):
            file.verified_path()
    else:
        _require_folder(settings.model)


def _ships(settings: EncoderSettings) -> bool:
    return settings.model == "default" and settings.precision == "int8"


def _require_folder(model: str) -> None:
    """Raise ModelUnavailable if `model` can only be the path of a folder, and that folder does not exist."""
    path = Path(model)
    hub_name = not path.is_absolute() and len(path.parts) <= 2 and not model.startswith((".", "~"))
    if not hub_name and not path.is_dir():
        raise ModelUnavailable(f"The encoder {model!r} cannot be loaded (there is no such folder).")


class MiniLM:
    """all-MiniLM-L6-v2 with 8-bit weights. Each core encodes one text at a time.

    Without padding, the vector of a text depends on that text alone, to the last bit.
    """

    dimensions = 384
    token_limit = 256 - SPECIAL_TOKENS

    def __init__(self, session: Session, tokenizer: Tokenizer, threads: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._threads = threads

    @classmethod
    def load(cls, *, threads: int = 0) -> MiniLM:
        """Check and load the files that ship with Munshi. Raises ModelUnavailable if one cannot be used."""
        return cls(open_session(ENCODER.verified_path()), load_tokenizer(), core_count(threads))

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Vectors of unit length, float32 [texts, 384]."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        ids = [encoding.ids for encoding in tokenize(self._tokenizer, texts, special_tokens=True)]
        if len(ids) == 1 or self._threads == 1:
            rows = [self._run(tokens) for tokens in ids]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._run, ids))
        return np.concatenate(rows)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""
        return [len(encoding.ids) for encoding in tokenize(self._tokenizer, texts)]

    def _run(self, tokens: list[int]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The vector of a tokenised text, float32 [1, 384]. Tokens beyond `token_limit` are not read."""
        if len(tokens) > self.token_limit + SPECIAL_TOKENS:
            tokens = [*tokens[: self.token_limit + 1], tokens[-1]]
        return self._session.run(None, {"input_ids": np.array([tokens], np.int32)})[0]


@cache
def _load_once(threads: int) -> MiniLM:
    return MiniLM.load(threads=threads)
