"""Import ONNX Runtime and open models with it. Apart from the training, only this module imports it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

import numpy as np

from index.errors import ModelUnavailable
from index.out_of_memory import is_out_of_memory


class Session(Protocol):
    """The part of `onnxruntime.InferenceSession` that Munshi uses."""

    def run(
        self, output_names: Sequence[str] | None, inputs: Mapping[str, np.ndarray[Any, Any]]
    ) -> list[np.ndarray[Any, Any]]:
        """The named outputs of the graph, or all of them."""
        ...


def import_onnxruntime() -> ModuleType:
    """Import ONNX Runtime with its telemetry switched off.

    Unless this variable is set first, importing ONNX Runtime writes an identifier of the machine into the
    user's cache folder, and ONNX Runtime sends reports from then on.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return cast(ModuleType, onnxruntime)


def open_session(path: Path) -> Session:
    """Open an ONNX model to run on one processor core. To use several cores, run several texts in parallel.

    Raises ModelUnavailable if ONNX Runtime refuses the file, and MemoryError if memory is too small for it.
    """
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The graphs on disk are in their final form: an optimiser pass would only cost time at each start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session: Session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime raises several classes of its own without a common base
        reason = str(error).strip().partition("\n")[0]
        if is_out_of_memory(error):
            raise MemoryError(reason) from error
        raise ModelUnavailable(f"ONNX Runtime cannot open the model {path.name} ({reason}).") from error
    return session


def core_count(threads: int = 0) -> int:
    """The number of processor cores to use: `threads`, or for 0 all cores that this process may use."""
    if threads > 0:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
