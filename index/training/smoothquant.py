"""Feed-forward products made ready for 8 bits: no channel of what flows into them stands out.

What flows into a product is made 8-bit with one scale for all channels, so that one channel with large values
leaves the others few steps. Dividing each channel by about its largest value, and multiplying the product's
weights by the same, changes nothing but that (SmoothQuant: Xiao et al. 2023,
https://arxiv.org/abs/2211.10438).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.models.runtime import import_onnxruntime
from index.training.graph import SMOOTHING

_ALPHA = 0.7  # how much of a channel's size goes over to the weights
_LEAST = 1e-3


def smoothed(graph: bytes, examples: Sequence[Mapping[str, np.ndarray]]) -> bytes:
    """An fp32 graph with a scale on each channel that flows into its feed-forward products.

    `examples` are inputs of the graph, a few dozen, of the kind that it will see.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load_from_string(graph)
    products = [node for node in model.graph.node if _feeds_forward(node.name)]
    largest = _largest(graph, sorted({node.input[0] for node in products}), examples)
    weights = {one.name: one for one in model.graph.initializer}
    scaled = {}
    for node in products:
        source, name = node.input
        matrix = numpy_helper.to_array(weights[name])
        scale = _scale(largest[source], np.abs(matrix).max(1))
        weights[name].CopyFrom(numpy_helper.from_array(matrix * scale[:, None], name))
        model.graph.initializer.append(numpy_helper.from_array(1 / scale, name + SMOOTHING))
        node.input[0] = f"{node.name}.smoothed"
        scaled[node.name] = helper.make_node("Mul", [source, name + SMOOTHING], [node.input[0]])
    nodes = list(model.graph.node)
    del model.graph.node[:]
    for node in nodes:
        model.graph.node.extend([scaled[node.name], node] if node.name in scaled else [node])
    return model.SerializeToString()


def _feeds_forward(name: str) -> bool:
    return name.endswith((".intermediate.dense", ".output.dense")) and "attention" not in name


def _scale(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """float32 [channels], from the largest values of each channel in what flows in and in the weights."""
    scale = np.maximum(inputs, _LEAST) ** _ALPHA / np.maximum(weights, _LEAST) ** (1 - _ALPHA)
    return (scale / np.exp(np.log(scale).mean())).astype(np.float32)


def _largest(
    graph: bytes, names: Sequence[str], examples: Sequence[Mapping[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """The largest size of each channel of the named values over all examples: float32 [channels]."""
    import onnx

    model = onnx.load_from_string(graph)
    for name in names:
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = import_onnxruntime().InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    seen = [session.run(list(names), dict(example)) for example in examples]
    return {
        name: np.max([np.abs(values[place][0]).max(0) for values in seen], axis=0)
        for place, name in enumerate(names)
    }
