"""Texts → vectors: the default encoder against sentence-transformers, and the choice by the settings."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.models.encoder import MiniLM, encoder_identifier, load_encoder
from index.settings import EncoderSettings

SEEDS = Path(__file__).parents[3] / "seeds"
TEXTS = [
    "who framed Madan?",
    "",
    "a",
    "Rajani's father had ordered the killing because he didn't consider Madan suitable for his daughter.",
    "東京タワーは高い。 القاهرة 🚂 naïve café",
    "word " * 254,
    "Łódź " * 400,
    "x" * 5000,
    "\x00\n\t ",
]


def test_vectors_are_close_to_those_of_32_bits(encoder: MiniLM, original):
    """With 8-bit weights every vector of real text has a cosine above 0.98 with that of sentence-transformers."""
    texts = [path.read_text()[:500] for path in SEEDS.iterdir()] + ["who framed Madan?", "a free clinic"]
    theirs = original.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert (encoder.encode(texts) * theirs).sum(axis=1).min() > 0.98


def test_tokens_are_those_of_sentence_transformers(encoder: MiniLM, original):
    """Token counts equal those of sentence-transformers for texts of any length."""
    assert encoder.token_limit == original.max_seq_length - 2
    for text, count in zip(TEXTS, encoder.count_tokens(TEXTS), strict=True):
        assert count == len(original.tokenizer(text, add_special_tokens=False, truncation=False)["input_ids"])


def test_a_vector_depends_on_its_text_alone(encoder: MiniLM):
    """A text has the same vector to the last bit alone or among others, in any order, on one thread or three."""
    together = encoder.encode(TEXTS)
    for number, text in enumerate(TEXTS):
        assert np.array_equal(encoder.encode([text])[0], together[number])
    assert np.array_equal(encoder.encode(TEXTS[::-1])[::-1], together)
    for threads in (1, 3):
        assert np.array_equal(MiniLM.load(threads=threads).encode(TEXTS), together)


def test_vectors_have_unit_length(encoder: MiniLM):
    """Every vector has length one, is float32 and has 384 numbers; no texts give no vectors."""
    vectors = encoder.encode(TEXTS)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(TEXTS), 384))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.count_tokens([]) == []


def test_a_process_loads_the_default_encoder_once():
    """The default encoder is in memory once for all indexes of a process."""
    assert load_encoder(EncoderSettings(), threads=2) is load_encoder(EncoderSettings(), threads=2)


def test_identities_differ_between_encoders():
    """Encoders with different vectors have different identifiers, so their indexes are never confused."""
    every = [
        EncoderSettings(),
        EncoderSettings(precision="float32"),
        EncoderSettings("a"),
        EncoderSettings("b"),
    ]
    assert len({encoder_identifier(settings) for settings in every}) == len(every)


def test_half_a_character_counts_as_a_question_mark(encoder: MiniLM):
    """A lone surrogate, which no tokenizer accepts, is encoded as "?"."""
    texts = ["The ferry \ud800 leaves.", "The ferry ? leaves."]
    first, second = encoder.count_tokens(texts)
    assert first == second
    assert np.array_equal(*encoder.encode(texts))
