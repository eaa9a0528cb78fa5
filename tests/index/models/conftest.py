"""all-MiniLM-L6-v2 as its authors run it."""

from __future__ import annotations

import pytest

from index.models.sentence_transformers import minilm_folder


@pytest.fixture(scope="session")
def original():
    """The 32-bit model in sentence-transformers."""
    sentence_transformers = pytest.importorskip("sentence_transformers")
    return sentence_transformers.SentenceTransformer(str(minilm_folder()))
