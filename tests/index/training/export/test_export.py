"""Exported weights: the graph computes the same as the trained network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from index.models.runtime import open_session
from index.reader.span_reader import SpanReader
from index.training.export.export import export, graph_inputs, interpolate, read_state
from index.training.groups.windows import TrainingWindow
from index.training.network.network import ReaderNetwork, collate, keep_layers, load_network


def test_the_onnx_graph_agrees_with_torch(random_network: ReaderNetwork, random_weights: Path, tokenizer):
    """The exported graph and the network in torch return the same logits."""
    context = tokenizer.encode(
        "Marta sold the mill to Jonas, who could not read.", add_special_tokens=False
    ).ids
    window = TrainingWindow(np.array([101, 2040, 2853, 1029, 102, *context, 102]), 5, ())
    (found,) = open_session(random_weights / "model.onnx").run(None, graph_inputs(window))
    expected = random_network(*collate([window], "cpu"))
    assert np.allclose(found, expected.detach().numpy(), atol=1e-3, rtol=1e-3)


def test_int8_weights_are_a_quarter_of_the_size(
    random_network: ReaderNetwork, random_weights: Path, tmp_path: Path
):
    """Quantised weights load, and need little more than a quarter of the bytes."""
    export(random_network.state_dict(), tmp_path)
    SpanReader.load(tmp_path)
    small, large = ((folder / "model.onnx").stat().st_size for folder in (tmp_path, random_weights))
    assert small < 0.35 * large


def test_exported_weights_are_read_back(random_network: ReaderNetwork, tmp_path: Path):
    """With 32 bits they are equal to the originals; with 8 bits, even smoothed, about equal."""
    state = random_network.state_dict()
    windows = [TrainingWindow(np.random.default_rng(0).integers(1000, 20000, 40), 8, ())]
    export(state, tmp_path / "whole", int8=False)
    export(state, tmp_path / "small", calibration_windows=windows)
    whole, small = read_state(tmp_path / "whole"), read_state(tmp_path / "small")
    assert whole.keys() == small.keys() == state.keys()
    for name, value in state.items():
        assert torch.equal(whole[name], value)
        assert float((small[name] - value).abs().mean()) <= float(value.abs().max()) / 200


def test_interpolated_weights_are_between_two_networks():
    """With a share of 0 they are those of the first network, with 1 those of the second, else a weighted mean."""
    first, second = {"a": torch.tensor([0.0, 4.0])}, {"a": torch.tensor([2.0, 0.0])}
    for share, expected in ((0.0, [0.0, 4.0]), (0.25, [0.5, 3.0]), (1.0, [2.0, 0.0])):
        assert interpolate(first, second, share)["a"].tolist() == expected


def test_an_mpnet_gives_the_same_logits_by_its_graph(mpnet, tokenizer, tmp_path: Path):
    """With the names of BERT, relative positions and fewer layers; the values of `token_type_ids` do not matter."""
    torch.manual_seed(3)
    network = load_network(str(tmp_path))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    keep_layers(network.eval(), (2,))
    ids = tokenizer.encode("Marta sold the mill. " * 40, add_special_tokens=False).ids
    window = TrainingWindow(np.array([101, 2040, 1029, 102, *ids, 102]), 4, ())
    export(network.state_dict(), tmp_path / "whole", int8=False)
    (found,) = open_session(tmp_path / "whole" / "model.onnx").run(None, graph_inputs(window))
    expected = network(*collate([window], "cpu"))
    assert np.allclose(found, expected.detach().numpy(), atol=1e-3, rtol=1e-3)
    export(network.state_dict(), tmp_path / "small", calibration_windows=[window])
    (small,) = open_session(tmp_path / "small" / "model.onnx").run(None, graph_inputs(window))
    assert np.corrcoef(small.ravel(), found.ravel())[0, 1] > 0.99
