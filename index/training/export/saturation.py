"""Make 8-bit weights whose sums of products saturate on no processor.

On a processor without VNNI, ONNX Runtime multiplies unsigned 8-bit activations by 8-bit weights, and adds the
products of two neighbouring input channels in 16 bits. If two weights of an output channel could make this
sum too large for 16 bits, the scale of the channel is increased, so that its weights become smaller.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_LARGEST = (2**15 - 1) // (2**8 - 1)  # largest sum of two weights, since each is multiplied by up to 255
_STEP = 1.004  # factor by which a scale is increased at a time


def without_saturation(graph: bytes, quantised: bytes) -> bytes:
    """Return `quantised` with larger scales where sums of products saturate; `graph` is its float32 form."""
    import onnx
    from onnx import numpy_helper

    exact = {each.name: each for each in onnx.load_from_string(graph).graph.initializer}
    model = onnx.load_from_string(quantised)
    stored = {each.name: each for each in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type not in ("MatMulInteger", "QAttention"):
            continue
        name = node.input[1].removesuffix("_quantized")
        scales = stored[f"{name}_scale"]
        weights, scale = fitted_scales(
            numpy_helper.to_array(exact[name]), numpy_helper.to_array(scales).astype(np.float32)
        )
        stored[node.input[1]].CopyFrom(numpy_helper.from_array(weights, node.input[1]))
        scales.CopyFrom(numpy_helper.from_array(scale, scales.name))
    serialised: bytes = model.SerializeToString()
    return serialised


def fitted_scales(
    weights: npt.NDArray[np.float32], scales: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return 8-bit weights [inputs, outputs] and their scales [outputs]: those given, or larger ones."""
    rounded = np.round(weights / scales)
    scales = scales * np.maximum(1, largest_sums(rounded) / _LARGEST).astype(np.float32)
    while (over := largest_sums(rounded := np.round(weights / scales)) > _LARGEST).any():
        scales = np.where(over, scales * np.float32(_STEP), scales)
    return np.clip(rounded, -128, 127).astype(np.int8), scales


def largest_sums(weights: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return for each output channel the largest absolute sum of two weights whose products are added.

    A weight of the other sign counts as 0, because its activation may be 0.
    """
    values = weights.astype(np.float64)
    first, second = values[0::2], values[1::2]
    positive = np.maximum(first, 0) + np.maximum(second, 0)
    negative = np.maximum(-first, 0) + np.maximum(-second, 0)
    return np.asarray(np.maximum(positive, negative).max(axis=0))
