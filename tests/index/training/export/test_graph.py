"""BERT as an ONNX graph: both graphs are compared with transformers, with random weights of the same shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.models.runtime import open_session
from index.training.export.graph import BertShape, encoder_graph, reader_graph

IDS = np.array([[101, 7, 42, 99, 3, 102]], np.int32)
SEGMENTS = np.array([[0, 0, 0, 1, 1, 1]], np.int32)


@pytest.fixture(scope="module")
def bert():
    """A small BERT with twelve heads and random weights, so large that a misplaced weight is noticed."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=128, hidden_size=48, num_hidden_layers=3, num_attention_heads=12, intermediate_size=96,
        max_position_embeddings=32, initializer_range=0.4,
    )  # fmt: skip
    return BertModel(shape, add_pooling_layer=False).eval()


def weights(bert) -> dict[str, np.ndarray]:
    return {name: value.numpy() for name, value in bert.state_dict().items()}


def hidden_states(bert, segments: np.ndarray) -> np.ndarray:
    import torch

    with torch.no_grad():
        found = bert(torch.tensor(IDS).long(), token_type_ids=torch.tensor(segments).long())
    return found.last_hidden_state.numpy()


def run(graph: bytes, folder: Path, inputs: dict[str, np.ndarray]) -> np.ndarray:
    (folder / "graph.onnx").write_bytes(graph)
    return open_session(folder / "graph.onnx").run(None, inputs)[0]


def test_shape(bert):
    """The numbers of layers and the width are found from the weights."""
    assert BertShape.of(weights(bert)) == BertShape(layers=3, heads=12, hidden=48)


def test_the_encoder_is_the_mean_of_the_last_states(bert, tmp_path: Path):
    """The encoder's graph returns the normalised mean of transformers' hidden states."""
    mean = hidden_states(bert, np.zeros_like(SEGMENTS)).mean(axis=1)
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    found = run(encoder_graph(weights(bert)), tmp_path, {"input_ids": IDS})
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_reader_is_a_layer_on_the_last_states(bert, tmp_path: Path):
    """The reader's graph returns a linear layer of transformers' hidden states, with two different segments."""
    random = np.random.default_rng(0)
    head = random.normal(size=(3, 48)).astype(np.float32)
    bias = random.normal(size=3).astype(np.float32)
    inputs = {"input_ids": IDS, "token_type_ids": SEGMENTS}
    found = run(reader_graph(weights(bert), head, bias), tmp_path, inputs)
    np.testing.assert_allclose(found, hidden_states(bert, SEGMENTS) @ head.T + bias, atol=1e-3, rtol=1e-4)
    other = run(reader_graph(weights(bert), head, bias), tmp_path, {**inputs, "token_type_ids": 0 * SEGMENTS})
    assert np.abs(found - other).max() > 0.01
