"""The command that makes the encoder, compared with the shipped files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.models.encoder import MiniLM
from index.models.runtime import open_session
from index.models.sentence_transformers import minilm_folder
from index.models.tokenizer import load_tokenizer
from index.models.weights import ENCODER, TOKENIZER
from index.training.encoder_export import main
from index.training.export.graph import encoder_graph

TEXTS = ["who framed Madan?", "", "東京タワーは高い。 القاهرة 🚂 naïve café", "word " * 254, "Łódź " * 400]

onnx = pytest.importorskip("onnx")


def test_the_command_makes_the_shipped_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It writes the shipped graph, weight for weight, and the shipped tokenizer, and prints their checksums."""
    main(["--out", str(tmp_path)])
    made, ships = onnx.load(tmp_path / "encoder.onnx"), onnx.load(ENCODER.path)
    assert made.graph == ships.graph  # the rest names the versions of the libraries that wrote it
    assert (made.opset_import, made.ir_version) == (ships.opset_import, ships.ir_version)
    assert (tmp_path / "tokenizer.json").read_bytes() == TOKENIZER.path.read_bytes()
    assert f"{TOKENIZER.sha256}  tokenizer.json  466,247 bytes\n" in capsys.readouterr().out


def test_the_graph_before_rounding_gives_the_original_vectors(tmp_path: Path):
    """With 32-bit weights the graph differs from sentence-transformers by less than 1e-5, also on a cut text."""
    safetensors = pytest.importorskip("safetensors.numpy")
    sentence_transformers = pytest.importorskip("sentence_transformers")
    theirs = sentence_transformers.SentenceTransformer(str(minilm_folder()))
    weights = safetensors.load_file(minilm_folder() / "model.safetensors")
    (tmp_path / "float32.onnx").write_bytes(encoder_graph(weights))
    ours = MiniLM(open_session(tmp_path / "float32.onnx"), load_tokenizer(), threads=2)
    expected = theirs.encode(TEXTS, batch_size=1, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(ours.encode(TEXTS) - expected).max() < 1e-5
