"""BERT weights as an ONNX graph: the shape in which ONNX Runtime runs fastest, without importing torch.

The graph takes one text at a time, so there is no padding and no mask, and a result never depends on
what else was asked. It is written with ONNX Runtime's fused operators (embedding, attention, GELU and
layer norm each one node): opening such a model needs no optimiser pass. Only the architecture of
all-MiniLM-L6-v2 is known here (BERT, absolute positions, GELU); any other model goes through
sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.models.runtime import import_onnxruntime

FUSED = "com.microsoft"
#: After a product's weights: the name of what the channels of its input are multiplied by first.
SMOOTHING = ".smoothing"
_LAYER_NORM_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes of a BERT model, read off its weights."""

    layers: int
    heads: int
    hidden: int

    @classmethod
    def of(cls, weights: Mapping[str, np.ndarray], *, heads: int = 12) -> BertShape:
        layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        return cls(layers, heads, weights["embeddings.word_embeddings.weight"].shape[1])


class _Graph:
    """Nodes and initialisers under way; `node` returns the name of its first output."""

    def __init__(self) -> None:
        self.nodes: list = []
        self.initialisers: list = []

    def weight(self, name: str, value: np.ndarray) -> str:
        from onnx import numpy_helper

        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, operator: str, inputs: list[str], output: str | list[str], *, domain: str = "", **attributes
    ) -> str:
        from onnx import helper

        outputs = output if isinstance(output, list) else [output]
        name = outputs[0]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]


def encoder_graph(weights: Mapping[str, np.ndarray]) -> bytes:
    """The sentence encoder: `input_ids` int32 [1, tokens] → `embedding` float32 [1, hidden], unit length.

    Mean over the tokens, then L2 normalisation, as sentence-transformers does it for this model.
    """
    graph = _Graph()
    states = _hidden_states(graph, weights)
    mean = graph.node("ReduceMean", [states, graph.weight("token_axis", np.array([1]))], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "embedding", axis=1, p=2)
    return _model(graph, ["input_ids"], {"embedding": [1, BertShape.of(weights).hidden]})


def reader_graph(weights: Mapping[str, np.ndarray], head: np.ndarray, head_bias: np.ndarray) -> bytes:
    """A reader: `input_ids`, `token_type_ids` int32 [1, tokens] → `logits` float32 [1, tokens, outputs].

    `head` is [outputs, hidden] as in `torch.nn.Linear`, `head_bias` [outputs].
    """
    graph = _Graph()
    states = _hidden_states(graph, weights, segments="token_type_ids")
    scores = graph.node("MatMul", [states, graph.weight("head.weight", head.T)], "scores")
    graph.node("Add", [scores, graph.weight("head.bias", head_bias)], "logits")
    return _model(graph, ["input_ids", "token_type_ids"], {"logits": [1, "tokens", len(head_bias)]})


def reader_weights(graph: bytes) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """The weights, head and head bias (all float32) of which `reader_graph` made a graph.

    It may have been quantised and its products' inputs scaled since: then what it computes with.
    """
    import onnx
    from onnx import numpy_helper

    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(graph).graph.initializer}
    values = {}
    for name, value in stored.items():
        if name.endswith("_quantized"):
            name = name.removesuffix("_quantized")
            value = (value.astype(np.float32) - stored[f"{name}_zero_point"]) * stored[f"{name}_scale"]
        values[name] = value
    for name in [name for name in values if name.endswith(SMOOTHING)]:
        values[name.removesuffix(SMOOTHING)] *= values[name][:, None]
    weights = {}
    for name, value in values.items():
        if not name.startswith(("embeddings.", "encoder.")) or not name.endswith((".weight", ".bias")):
            continue
        if ".qkv." in name:
            for part, some in zip(("query", "key", "value"), np.split(value, 3, axis=-1), strict=True):
                weights[name.replace("qkv", f"attention.self.{part}")] = some.T
        else:
            weights[name] = value.T if name.endswith("dense.weight") else value
    return weights, values["head.weight"].T, values["head.bias"]


def quantised(graph: bytes) -> bytes:
    """The graph with 8-bit weights, a scale for each output channel; activations are scaled as they come.

    Loses a little and runs more than twice as fast in a quarter of the memory.
    """
    import logging
    import tempfile
    from pathlib import Path

    from onnx import TensorProto

    import_onnxruntime()  # first, so that its telemetry is off
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch, "float32.onnx"), Path(scratch, "int8.onnx")
        source.write_bytes(graph)
        level = logging.root.level
        logging.root.setLevel(logging.ERROR)  # it advises a pass over the graph that ours does not need
        try:
            quantize_dynamic(
                source,
                target,
                per_channel=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )
        finally:
            logging.root.setLevel(level)
        return target.read_bytes()


def _hidden_states(graph: _Graph, weights: Mapping[str, np.ndarray], *, segments: str = "") -> str:
    """Add the embeddings and every layer; return the name of the last hidden states, [1, tokens, hidden]."""
    shape = BertShape.of(weights)

    def take(name: str) -> str:
        return graph.weight(name, weights[name])

    inputs = ["input_ids", segments]
    for table in ("word", "position", "token_type"):
        name = f"embeddings.{table}_embeddings.weight"
        value = weights[name]
        if table == "position" and not segments:  # the segment is always 0: add its row here, once
            value = value + weights["embeddings.token_type_embeddings.weight"][0]
        inputs.append("" if table == "token_type" and not segments else graph.weight(name, value))
    inputs += [take("embeddings.LayerNorm.weight"), take("embeddings.LayerNorm.bias")]
    states = graph.node(
        "EmbedLayerNormalization",
        inputs,
        ["embedded", "unused_mask"],  # the operator insists on its second output
        domain=FUSED,
        epsilon=_LAYER_NORM_EPSILON,
    )
    for number in range(shape.layers):
        states = _layer(graph, weights, f"encoder.layer.{number}.", states, shape.heads)
    return states


def _layer(graph: _Graph, weights: Mapping[str, np.ndarray], layer: str, states: str, heads: int) -> str:
    def take(name: str) -> str:
        return graph.weight(layer + name, weights[layer + name])

    def dense(inputs: str, name: str) -> str:
        """A matrix product without its bias, which the fused node after it adds."""
        matrix = graph.weight(layer + name + ".weight", weights[layer + name + ".weight"].T)
        return graph.node("MatMul", [inputs, matrix], layer + name)

    def add_and_normalise(inputs: str, residual: str, name: str) -> str:
        return graph.node(
            "SkipLayerNormalization",
            [
                inputs,
                residual,
                take(name + ".LayerNorm.weight"),
                take(name + ".LayerNorm.bias"),
                take(name + ".dense.bias"),
            ],
            layer + name + ".normalised",
            domain=FUSED,
            epsilon=_LAYER_NORM_EPSILON,
        )

    names = [layer + f"attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([weights[name + ".weight"].T for name in names], axis=1)
    bias = np.concatenate([weights[name + ".bias"] for name in names])
    attended = graph.node(
        "Attention",
        [states, graph.weight(layer + "qkv.weight", matrix), graph.weight(layer + "qkv.bias", bias)],
        layer + "attended",
        domain=FUSED,
        num_heads=heads,
    )
    states = add_and_normalise(dense(attended, "attention.output.dense"), states, "attention.output")
    wide = dense(states, "intermediate.dense")
    wide = graph.node("BiasGelu", [wide, take("intermediate.dense.bias")], layer + "gelu", domain=FUSED)
    return add_and_normalise(dense(wide, "output.dense"), states, "output")


def _model(graph: _Graph, inputs: list[str], outputs: Mapping[str, list]) -> bytes:
    from onnx import TensorProto, helper

    whole = helper.make_graph(
        graph.nodes,
        "munshi",
        [helper.make_tensor_value_info(name, TensorProto.INT32, [1, "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        graph.initialisers,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9).SerializeToString()
