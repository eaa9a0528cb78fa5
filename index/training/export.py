"""A trained network → the files that ship: `model.onnx` in int8 or fp32, and `reader.json`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from index.reader.model_card import MODEL, calibration_of, read_card, write_card
from index.reader.spans import Limits
from index.training.graph import quantised, reader_graph, reader_weights
from index.training.smoothquant import smoothed
from index.training.windows import Window


def export(
    state: dict[str, torch.Tensor], folder: Path, *, int8: bool = True, examples: Sequence[Window] = ()
) -> None:
    """Write the weights of `ReaderNetwork.state_dict()` to `folder`.

    A calibration that is already there is kept. Weights are int8 with a scale for each column, and what
    flows between them is quantised as it comes, with less loss where there are `examples` of what is read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = graph_of(state)
    if int8:
        graph = quantised(smoothed(graph, [_inputs(window) for window in examples]) if examples else graph)
    (folder / MODEL).write_bytes(graph)
    write_card(folder, calibration_of(folder), Limits())


def mean(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """The weights between two networks of which one went on from the other: `share` of the second's.

    Such a mean often generalises better than both (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903).
    """
    return {name: value.lerp(second[name], share) for name, value in first.items()}


def _inputs(window: Window) -> dict[str, np.ndarray]:
    """The graph's inputs: int32 [1, tokens] each."""
    ids = window.ids.astype(np.int32)[None]
    return {"input_ids": ids, "token_type_ids": np.int32(np.arange(ids.shape[1]) >= window.first)[None]}


def graph_of(state: dict[str, torch.Tensor]) -> bytes:
    """The network in fp32 as an ONNX graph."""
    arrays = {name: value.detach().float().cpu().numpy() for name, value in state.items()}
    weights = {
        name.removeprefix("bert."): value for name, value in arrays.items() if name.startswith("bert.")
    }
    return reader_graph(weights, arrays["head.weight"], np.asarray(arrays["head.bias"]))


def state_of(folder: Path) -> dict[str, torch.Tensor]:
    """The weights that `export` wrote to a folder, as `ReaderNetwork` takes them; of 8 bits what they say.

    Raises ModelUnavailable, one sentence, when a file is missing or not what it should be.
    """
    read_card(folder)
    weights, head, bias = reader_weights((folder / MODEL).read_bytes())
    arrays = {f"bert.{name}": value for name, value in weights.items()}
    arrays |= {"head.weight": head, "head.bias": bias}
    return {name: torch.from_numpy(np.array(value)) for name, value in arrays.items()}
