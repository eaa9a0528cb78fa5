"""A trained network → the files that ship: `model.onnx` in int8 or fp32, and `reader.json`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from index.bert import quantised, reader_graph
from index.reader.card import MODEL, calibration_of, write_card
from index.reader.spans import Limits


def export(state: dict[str, torch.Tensor], folder: Path, *, int8: bool = True) -> None:
    """Write the weights of `ReaderNetwork.state_dict()` to `folder`.

    A calibration that is already there is kept. Weights are int8 with a scale for each column, and what
    flows between them is quantised as it comes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = graph_of(state)
    (folder / MODEL).write_bytes(quantised(graph) if int8 else graph)
    write_card(folder, calibration_of(folder), Limits())


def graph_of(state: dict[str, torch.Tensor]) -> bytes:
    """The network in fp32 as an ONNX graph."""
    arrays = {name: value.detach().float().cpu().numpy() for name, value in state.items()}
    weights = {
        name.removeprefix("bert."): value for name, value in arrays.items() if name.startswith("bert.")
    }
    return reader_graph(weights, arrays["head.weight"], np.asarray(arrays["head.bias"]))
