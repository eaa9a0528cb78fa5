"""BERT weights → an ONNX graph of ONNX Runtime's fused operators, and back.

The graph has one text at a time as its input, so it needs neither padding nor a mask, and a result never
depends on other texts. Embedding, attention, GELU and layer norm are one node each, so that opening the graph
needs no optimiser pass. Two architectures are supported: BERT with absolute positions and GELU, such as
all-MiniLM-L6-v2; and the same with additional relative positions, which is an MPNet with the parameter names
of BERT (see mpnet_weights.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.training.export.quantisation import computed_weights

Weights = Mapping[str, npt.NDArray[np.float32]]  #: parameter name of a BERT of transformers → value

_FUSED = "com.microsoft"
_LAYER_NORM_EPSILON = 1e-12
#: The name of the additional weights of an MPNet: biases of attention by distance, [2 * limit - 1, heads].
RELATIVE_POSITIONS = "encoder.relative_positions"
_MPNET_LAYER_NORM_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes of a BERT model, found from its weights."""

    layers: int
    heads: int
    hidden: int

    @classmethod
    def of(cls, weights: Weights, *, heads: int = 12) -> BertShape:
        layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
        if RELATIVE_POSITIONS in weights:
            heads = weights[RELATIVE_POSITIONS].shape[1]
        return cls(layers, heads, weights["embeddings.word_embeddings.weight"].shape[1])


class _Graph:
    """The nodes and initialisers of a graph that is being built."""

    def __init__(self, weights: Weights) -> None:
        relative = RELATIVE_POSITIONS in weights
        self.epsilon = _MPNET_LAYER_NORM_EPSILON if relative else _LAYER_NORM_EPSILON
        self.nodes: list[Any] = []
        self.initialisers: list[Any] = []

    def weight(self, name: str, value: npt.NDArray[Any]) -> str:
        """Add an initialiser and return its name."""
        from onnx import numpy_helper

        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self,
        operator: str,
        inputs: list[str],
        output: str | list[str],
        *,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        """Add a node with the name of its first output, and return this name."""
        from onnx import helper

        outputs = output if isinstance(output, list) else [output]
        name = outputs[0]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]


def encoder_graph(weights: Weights) -> bytes:
    """Return the graph of an encoder: `input_ids` int32 [1, tokens] → `embedding` float32 [1, hidden].

    The embedding is the mean over the tokens, scaled to unit length, as sentence-transformers computes it for
    this model.
    """
    graph = _Graph(weights)
    states = _hidden_states(graph, weights)
    mean = graph.node("ReduceMean", [states, graph.weight("token_axis", np.array([1]))], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "embedding", axis=1, p=2)
    return _model(graph, ["input_ids"], {"embedding": [1, BertShape.of(weights).hidden]})


def reader_graph(
    weights: Weights, head: npt.NDArray[np.float32], head_bias: npt.NDArray[np.float32]
) -> bytes:
    """Return the graph of a reader.

    The inputs are `input_ids` and `token_type_ids`, int32 [1, tokens]; an MPNet ignores the latter. The
    output is `logits`, float32 [1, tokens, outputs]. `head` is [outputs, hidden] as in `torch.nn.Linear`,
    `head_bias` [outputs].
    """
    graph = _Graph(weights)
    segments = "" if RELATIVE_POSITIONS in weights else "token_type_ids"
    states = _hidden_states(graph, weights, segments=segments)
    scores = graph.node("MatMul", [states, graph.weight("head.weight", head.T)], "scores")
    graph.node("Add", [scores, graph.weight("head.bias", head_bias)], "logits")
    return _model(graph, ["input_ids", "token_type_ids"], {"logits": [1, "tokens", len(head_bias)]})


def reader_weights(
    graph: bytes,
) -> tuple[dict[str, npt.NDArray[np.float32]], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the weights, the head and the head bias of a graph that `reader_graph` has made, float32.

    If the graph was smoothed and quantised, they are the values that it computes with.
    """
    values = computed_weights(graph)
    weights = {}
    for name, value in values.items():
        if not name.startswith(("embeddings.", "encoder.")) or not name.endswith((".weight", ".bias")):
            continue
        if ".qkv." in name:
            for part, matrix in zip(("query", "key", "value"), np.split(value, 3, axis=-1), strict=True):
                weights[name.replace("qkv", f"attention.self.{part}")] = matrix.T
        else:
            weights[name] = value.T if name.endswith("dense.weight") else value
    return weights, values["head.weight"].T, values["head.bias"]


def _hidden_states(graph: _Graph, weights: Weights, *, segments: str = "") -> str:
    """Add the embeddings and all layers; return the name of the last hidden states, [1, tokens, hidden].

    `segments` is the name of the input with the token types; if it is empty, they are all 0.
    """
    shape = BertShape.of(weights)
    inputs = ["input_ids", segments]
    token_types = "embeddings.token_type_embeddings.weight"  # an MPNet has none
    for table in ("word", "position", "token_type"):
        name = f"embeddings.{table}_embeddings.weight"
        if table == "token_type" and not segments:
            inputs.append("")
            continue
        value = weights[name]
        if table == "position" and not segments and token_types in weights:  # all tokens have type 0
            value = value + weights[token_types][0]
        inputs.append(graph.weight(name, value))
    for name in ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"):
        inputs.append(graph.weight(name, weights[name]))
    states = graph.node(
        "EmbedLayerNormalization",
        inputs,
        ["embedded", "unused_mask"],  # the operator requires its second output
        domain=_FUSED,
        epsilon=graph.epsilon,
    )
    bias = _relative_bias(graph, weights[RELATIVE_POSITIONS]) if RELATIVE_POSITIONS in weights else ""
    for number in range(shape.layers):
        states = _layer(graph, weights, f"encoder.layer.{number}.", states, shape.heads, bias)
    return states


def _relative_bias(graph: _Graph, table: npt.NDArray[np.float32]) -> str:
    """Add the biases of attention, [1, heads, tokens, tokens], from their table; return their name."""
    limit = (len(table) + 1) // 2
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    scalar = graph.node("Squeeze", [length], "tokens")
    zero, one = (
        graph.weight(name, np.array(value)) for name, value in (("range_start", 0), ("range_step", 1))
    )
    positions = graph.node("Range", [zero, scalar, one], "positions")
    columns = graph.node("Unsqueeze", [positions, graph.weight("first_axis", np.array([0]))], "columns")
    rows = graph.node("Unsqueeze", [positions, graph.weight("last_axis", np.array([1]))], "rows")
    distance = graph.node("Sub", [columns, rows], "distance")
    row = graph.node("Add", [distance, graph.weight("no_distance", np.array(limit - 1))], "distance_row")
    biases = graph.node("Gather", [graph.weight(RELATIVE_POSITIONS, table), row], "biases", axis=0)
    by_head = graph.node("Transpose", [biases], "biases_by_head", perm=[2, 0, 1])
    return graph.node("Unsqueeze", [by_head, "first_axis"], "attention_bias")


def _layer(
    graph: _Graph, weights: Weights, layer: str, states: str, heads: int, attention_bias: str = ""
) -> str:
    """Add the layer whose parameters start with `layer`; return the name of its output."""

    def take(name: str) -> str:
        return graph.weight(layer + name, weights[layer + name])

    def product(inputs: str, name: str) -> str:
        """Add a dense layer without its bias, which the fused node after it adds."""
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
            domain=_FUSED,
            epsilon=graph.epsilon,
        )

    attended = _attention(graph, weights, layer, states, heads, attention_bias)
    states = add_and_normalise(product(attended, "attention.output.dense"), states, "attention.output")
    wide = product(states, "intermediate.dense")
    wide = graph.node("BiasGelu", [wide, take("intermediate.dense.bias")], layer + "gelu", domain=_FUSED)
    return add_and_normalise(product(wide, "output.dense"), states, "output")


def _attention(
    graph: _Graph, weights: Weights, layer: str, states: str, heads: int, attention_bias: str
) -> str:
    """Add a layer's self-attention, with query, key and value as one matrix; return its output's name."""
    names = [layer + f"attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([weights[name + ".weight"].T for name in names], axis=1)
    bias = np.concatenate([weights[name + ".bias"] for name in names])
    return graph.node(
        "Attention",
        [
            states,
            graph.weight(layer + "qkv.weight", matrix),
            graph.weight(layer + "qkv.bias", bias),
            *(["", "", attention_bias] if attention_bias else []),
        ],
        layer + "attended",
        domain=_FUSED,
        num_heads=heads,
    )


def _model(graph: _Graph, inputs: list[str], outputs: Mapping[str, list[Any]]) -> bytes:
    """Return the serialised model with int32 inputs [1, tokens] and float32 outputs of the given shapes."""
    from onnx import TensorProto, helper

    whole = helper.make_graph(
        graph.nodes,
        "munshi",
        [helper.make_tensor_value_info(name, TensorProto.INT32, [1, "tokens"]) for name in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
        graph.initialisers,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(whole, opset_imports=opsets, ir_version=9)
    serialised: bytes = model.SerializeToString()
    return serialised
