"""Encoders of sentence-transformers: in use, missing, and without the extra that installs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import Engine, IndexSettings, build
from index.errors import ModelUnavailable
from index.models.encoder import MiniLM, load_encoder
from index.settings import EncoderSettings

TEXTS = ["who framed Madan?", "", "word " * 300, "東京タワーは高い。 naïve café"]


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, original) -> Path:
    """A folder with a sentence-transformers model of one small layer and random weights."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    bare = tmp_path_factory.mktemp("bare")
    shape = BertConfig(hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=48)
    BertModel(shape).save_pretrained(bare)
    original.tokenizer.save_pretrained(bare)
    words = models.Transformer(str(bare), max_seq_length=64)
    saved = tmp_path_factory.mktemp("tiny")
    SentenceTransformer(modules=[words, models.Pooling(24)]).save(str(saved))
    return saved


def test_a_model_by_its_folder(tiny_model: Path, empty_folder: IndexSettings, write):
    """An index is built and asked with a model of sentence-transformers in a folder."""
    write("a.txt", "The night train leaves at ten. " * 30)
    settings = replace(empty_folder, encoder=EncoderSettings(str(tiny_model)))
    encoder = load_encoder(settings.encoder)
    assert (encoder.dimensions, encoder.token_limit) == (24, 62)
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TEXTS), axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, 24)
    assert encoder.count_tokens([]) == []
    assert build(settings).written
    hits = Engine.open(settings).retrieve("night train", 3)
    assert hits
    assert max(encoder.count_tokens([hit.passage.text for hit in hits])) <= 62


def test_the_default_model_in_32_bits(original, encoder: MiniLM):
    """`precision = "float32"` gives the vectors of the original model, and the same token limit as 8 bits."""
    exact = load_encoder(EncoderSettings(precision="float32"))
    theirs = original.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(exact.encode(TEXTS), theirs, atol=1e-6)
    assert (exact.dimensions, exact.token_limit) == (encoder.dimensions, encoder.token_limit)
    assert exact.count_tokens(TEXTS) == encoder.count_tokens(TEXTS)


@pytest.mark.parametrize("model", ["no/such-model-anywhere", "missing-folder", "../../etc"])
def test_the_error_for_a_missing_model_is_one_sentence(model: str):
    """The error for a model that is no folder and cannot be downloaded is one sentence without a command."""
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelUnavailable, match=r"^The encoder '.*' cannot be loaded \(.+\)\.$") as caught:
        load_encoder(EncoderSettings(model))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model", ["/no/such/folder", "./models/own", "~/own", "models/of/mine"])
def test_a_missing_folder_is_reported_without_an_import(python, model: str):
    """A missing folder is reported before the library is imported, which takes seconds."""
    code = (
        "import sys\nfrom index.errors import ModelUnavailable\n"
        "from index.models.encoder import EncoderSettings, check_encoder, load_encoder\n"
        "for use in (load_encoder, check_encoder):\n"
        "    try: use(EncoderSettings(sys.argv[1]))\n"
        "    except ModelUnavailable as error: print(error)\n"
        "assert not {'sentence_transformers', 'torch'} & set(sys.modules)"
    )
    result = python(code, model)
    assert result.stdout == 2 * f"The encoder {model!r} cannot be loaded (there is no such folder).\n", (
        result.stderr
    )


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ('EncoderSettings("some/model")', "'some/model'"),
        ('EncoderSettings(precision="float32")', "'all-MiniLM-L6-v2 in float32'"),
    ],
)
def test_without_the_extra_the_sentence_names_it(python, settings: str, name: str):
    """Without sentence-transformers, the error says what needs it and names the extra."""
    code = (
        "import sys; sys.modules['sentence_transformers'] = None  # as if it were not installed\n"
        "from index.errors import ExtraMissing\n"
        "from index.models.encoder import load_encoder\n"
        "from index.settings import EncoderSettings\n"
        "try:\n"
        f"    load_encoder({settings})\n"
        "except ExtraMissing as error:\n"
        "    print(error.extra, error)\n"
    )
    result = python(code)
    sentence = f"The encoder {name} needs packages that are not installed; they come with munshi[models]."
    assert result.stdout == f"models {sentence}\n", result.stderr
