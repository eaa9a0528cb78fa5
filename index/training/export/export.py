"""A trained network → the shipped files: `model.onnx`, with 8-bit or 32-bit weights, and `reader.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from index.reader.model_config import (
    MODEL_FILE,
    read_model_config,
    unchecked_model_config,
    write_model_config,
)
from index.reader.network.windows import TokenLimits
from index.training.export.graph import reader_graph, reader_weights
from index.training.export.quantisation import quantised
from index.training.export.saturation import without_saturation
from index.training.export.smoothquant import smoothed
from index.training.groups.windows import TrainingWindow

_MPNET = "bert.mpnet."

State = Mapping[str, torch.Tensor]  #: parameter name of ReaderNetwork → value


def export(
    state: State, folder: Path, *, int8: bool = True, calibration_windows: Sequence[TrainingWindow] = ()
) -> None:
    """Create `folder` and write a network to it; calibrations that are in the folder already are kept.

    With `int8` the weights become 8-bit integers with a scale for each output channel. The scales are so
    large that sums saturate on no processor. Activations are quantised dynamically; their error is smaller
    after SmoothQuant on `calibration_windows`, a few dozen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = to_graph(state)
    if int8 and calibration_windows:
        graph = smoothed(graph, [graph_inputs(window) for window in calibration_windows])
    (folder / MODEL_FILE).write_bytes(without_saturation(graph, quantised(graph)) if int8 else graph)
    write_model_config(folder, replace(unchecked_model_config(folder), limits=TokenLimits()))


def to_graph(state: State) -> bytes:
    """Return the network as an ONNX graph with 32-bit weights."""
    arrays = {name: value.detach().float().cpu().numpy() for name, value in state.items()}
    if any(name.startswith(_MPNET) for name in arrays):
        from index.training.network.mpnet_weights import as_bert

        weights = as_bert(_without_prefix(arrays, _MPNET))
    else:
        weights = _without_prefix(arrays, "bert.")
    return reader_graph(weights, arrays["head.weight"], arrays["head.bias"])


def _without_prefix(
    arrays: Mapping[str, npt.NDArray[np.float32]], prefix: str
) -> dict[str, npt.NDArray[np.float32]]:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}


def graph_inputs(window: TrainingWindow) -> dict[str, npt.NDArray[np.int32]]:
    """Return the inputs of the graph for a window: name → int32 [1, tokens]."""
    ids = window.ids.astype(np.int32)[None]
    segments = (np.arange(ids.shape[1]) >= window.context_start).astype(np.int32)[None]
    return {"input_ids": ids, "token_type_ids": segments}


def read_state(folder: Path) -> dict[str, torch.Tensor]:
    """Read the files of `export` as float32 parameters of ReaderNetwork; 8-bit weights are dequantised.

    Raises ModelUnavailable if a file is missing or damaged.
    """
    read_model_config(folder)
    weights, head, bias = reader_weights((folder / MODEL_FILE).read_bytes())
    arrays = {f"bert.{name}": value for name, value in weights.items()}
    arrays |= {"head.weight": head, "head.bias": bias}
    return {name: torch.from_numpy(np.array(value)) for name, value in arrays.items()}


def interpolate(first: State, second: State, share: float) -> dict[str, torch.Tensor]:
    """Return the mean of two networks, weighted (1 - `share`) for the first and `share` for the second.

    If one was fine-tuned from the other, the mean often generalises better than both (WiSE-FT: Wortsman et
    al. 2022, https://arxiv.org/abs/2109.01903).
    """
    return {name: value.lerp(second[name], share) for name, value in first.items()}
