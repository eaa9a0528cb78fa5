"""SmoothQuant: the network is the same with 32 bits, and more exact with 8."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import pytest
from onnx import ModelProto, NodeProto, TensorProto, helper

from index.models.runtime import import_onnxruntime
from index.training.export.export import graph_inputs, to_graph
from index.training.export.quantisation import quantised
from index.training.export.saturation import without_saturation
from index.training.export.smoothquant import smoothed
from index.training.groups.windows import TrainingWindow
from index.training.network.network import ReaderNetwork

Inputs = dict[str, np.ndarray]


def with_exact_products(graph: bytes) -> bytes:
    """Return a quantised graph whose integer products are computed in floating point, from the same integers.

    Processors without VNNI add up products of 8-bit integers in 16 bits, where they saturate: what ONNX
    Runtime gives for the integer operators there is not what the graph says. Products in float64 are exact.
    """
    model = onnx.load_from_string(graph)
    exact = ModelProto()
    exact.CopyFrom(model)
    del exact.graph.node[:]
    for node in model.graph.node:
        exact.graph.node.extend(_exact(node))
    return exact.SerializeToString()


def _exact(node: NodeProto) -> list[NodeProto]:
    """Return nodes that compute the same as an integer product in floating point; any other node unchanged."""
    if node.op_type == "MatMulInteger":
        left, right, left_zero, right_zero = node.input
        nodes = [
            *_centred(left, left_zero, f"{node.name}.left", TensorProto.DOUBLE),
            *_centred(right, right_zero, f"{node.name}.right", TensorProto.DOUBLE),
        ]
        product = f"{node.name}.product"
        nodes.append(helper.make_node("MatMul", [f"{node.name}.left", f"{node.name}.right"], [product]))
        return [*nodes, helper.make_node("Cast", [product], list(node.output), to=TensorProto.INT32)]
    if node.op_type == "QAttention":
        states, weight, bias, states_scale, weight_scale, _, states_zero, weight_zero, _ = node.input
        nodes = []
        for values, scale, zero in ((states, states_scale, states_zero), (weight, weight_scale, weight_zero)):
            nodes += _centred(values, zero, f"{node.name}.{values}", TensorProto.FLOAT)
            nodes.append(helper.make_node("Mul", [nodes[-1].output[0], scale], [f"{node.name}.{scale}.real"]))
        inputs = [f"{node.name}.{scale}.real" for scale in (states_scale, weight_scale)]
        attention = helper.make_node("Attention", [*inputs, bias], list(node.output), domain=node.domain)
        attention.attribute.extend(node.attribute)
        return [*nodes, attention]
    return [node]


def _centred(values: str, zero_point: str, output: str, kind: int) -> list[NodeProto]:
    """Return nodes that convert 8-bit integers and their zero point to floating point, and subtract the latter."""
    return [
        helper.make_node("Cast", [values], [f"{output}.values"], to=kind),
        helper.make_node("Cast", [zero_point], [f"{output}.zero"], to=kind),
        helper.make_node("Sub", [f"{output}.values", f"{output}.zero"], [output]),
    ]


def logits(graph: bytes, inputs: Sequence[Inputs]) -> np.ndarray:
    session = import_onnxruntime().InferenceSession(graph, providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, each)[0][0] for each in inputs])


@pytest.fixture
def inputs() -> list[Inputs]:
    """Eight random windows, as inputs of the reader's graph."""
    rng = np.random.default_rng(0)
    return [graph_inputs(TrainingWindow(rng.integers(1000, 20000, 40), 8, ())) for _ in range(8)]


@pytest.fixture
def uneven_graph(random_network: ReaderNetwork) -> bytes:
    """A network in which one channel has much larger values, as in trained networks."""
    state = {name: value.clone() for name, value in random_network.state_dict().items()}
    for name, value in state.items():
        if name.endswith("attention.output.LayerNorm.weight"):
            value[3] *= 60
    return to_graph(state)


def test_smoothing_changes_nothing_in_32_bit_and_saves_much_in_8(uneven_graph: bytes, inputs: list[Inputs]):
    """With 32 bits, the logits do not change; with 8 bits, their mean error falls by more than a fifth."""
    even = smoothed(uneven_graph, inputs)
    right = logits(uneven_graph, inputs)
    assert np.allclose(logits(even, inputs), right, atol=1e-2, rtol=1e-3)
    plain, smooth = (
        np.abs(logits(with_exact_products(quantised(graph)), inputs) - right).mean()
        for graph in (uneven_graph, even)
    )
    assert smooth < 0.8 * plain


def test_a_graph_without_saturation_is_computed_exactly(uneven_graph: bytes, inputs: list[Inputs]):
    """ONNX Runtime computes the exact products, also on a processor whose sums of two products have 16 bits."""
    graph = without_saturation(uneven_graph, quantised(uneven_graph))
    np.testing.assert_allclose(logits(with_exact_products(graph), inputs), logits(graph, inputs), atol=1e-5)
