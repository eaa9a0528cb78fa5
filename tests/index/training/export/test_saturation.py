"""8-bit weights whose sums of products saturate on no processor."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from index.reader.model_config import MODEL_FILE
from index.reader.span_reader import WEIGHTS
from index.training.export.saturation import fitted_scales, largest_sums


def sums_of_two_products(weights: np.ndarray) -> np.ndarray:
    """Return the sums of products of each two neighbouring input channels, with activations of 0 or 255."""
    pairs = weights.astype(np.int64).reshape(-1, 2, weights.shape[1])
    return np.stack([first * pairs[:, 0] + second * pairs[:, 1] for first in (0, 255) for second in (0, 255)])


@pytest.fixture
def weights() -> np.ndarray:
    """Some channels with one large weight, which do not saturate, and some with many."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(64, 24)).astype(np.float32)
    weights[0, :8] = 20
    weights[1:4, :8] = 0
    weights[:, 16:] = np.sign(weights[:, 16:])
    return weights


def test_no_sum_of_two_products_leaves_16_bits(weights: np.ndarray):
    scales = np.abs(weights).max(axis=0) / 127
    before = np.round(weights / scales)
    assert np.abs(sums_of_two_products(before)).max() > 2**15 - 1
    rounded, larger = fitted_scales(weights, scales)
    assert np.abs(sums_of_two_products(rounded)).max() <= 2**15 - 1
    assert (np.abs(rounded * larger - weights) <= larger / 2 * 1.001).all()


def test_scales_of_channels_that_never_saturate_stay(weights: np.ndarray):
    scales = np.abs(weights).max(axis=0) / 127
    rounded, larger = fitted_scales(weights, scales)
    np.testing.assert_array_equal(larger[:8], scales[:8])
    np.testing.assert_array_equal(rounded[:, :8], np.round(weights / scales)[:, :8])
    assert (larger >= scales).all()
    assert (larger[16:] < 2.1 * scales[16:]).all()


def test_the_largest_sum_is_that_of_the_worst_activations(weights: np.ndarray):
    rounded = np.round(weights / (np.abs(weights).max(axis=0) / 127))
    np.testing.assert_array_equal(
        largest_sums(rounded), np.abs(sums_of_two_products(rounded)).max(axis=(0, 1)) / 255
    )


def test_the_shipped_weights_saturate_on_no_processor():
    graph = onnx.load(WEIGHTS / MODEL_FILE).graph
    stored = {each.name: each for each in graph.initializer}
    products = [node for node in graph.node if node.op_type in ("MatMulInteger", "QAttention")]
    assert len(products) >= 36  # four in each of nine layers
    for node in products:
        assert 255 * largest_sums(numpy_helper.to_array(stored[node.input[1]])).max() <= 2**15 - 1, node.name
