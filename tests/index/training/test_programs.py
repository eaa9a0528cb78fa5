"""The programs that train and distil: from their command lines to the files that they write."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from index.reader.span_reader import SpanReader
from index.training.distill import main as distill
from index.training.train import main as train


@pytest.mark.parametrize("layers", [0, 1])
def test_a_teacher_is_trained(mpnet, write_examples, layers: int, tmp_path: Path):
    """All of it is trained; if layers are frozen, they and the embeddings do not change."""
    write_examples(tmp_path)
    folder = str(tmp_path)
    run = ["--freeze", str(layers), "--tokens", "8000", "--float32"]
    train(["--data", folder, "--base", folder, "--out", folder, *run])
    trained = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["network"]
    before = mpnet.state_dict()
    unchanged = {
        part: all(
            torch.equal(value, trained[f"bert.mpnet.{name}"])
            for name, value in before.items()
            if part in name
        )
        for part in ("embeddings", "relative_attention_bias", "layer.0.", "layer.1.")
    }
    assert list(unchanged.values()) == [bool(layers)] * 3 + [False]


def test_weights_are_trained_resumed_and_distilled(base_weights: Path, write_examples, tmp_path: Path):
    """The weights load that are trained, resumed, distilled, and trained from other weights."""
    write_examples(tmp_path)
    out, data = tmp_path / "out", ["--data", str(tmp_path)]
    run = ["--base", str(base_weights), "--tokens", "8000", "--float32"]
    exported = out / "weights-fp32"
    train([*data, "--out", str(out), *run])
    weights = (exported / "model.onnx").read_bytes()
    # The run is at its end already, so the mean is that of the weights with themselves.
    train([*data, "--out", str(out), *run, "--resume", "--init-weights", str(exported)])
    assert (exported / "model.onnx").read_bytes() == weights
    file = tmp_path / "distillation" / "data.npz"
    teacher = ["--base", str(base_weights), "--teacher", str(out / "checkpoint.pt"), "--float32"]
    distill([*data, *teacher, "--tokens", "500", "--out", str(file)])
    student = ["--distillation-data", str(file), *run, "--hidden-state-weight", "1"]
    with pytest.raises(SystemExit, match=r"data\.npz contains no hidden states: write it again with"):
        train([*student, "--out", str(out)])
    distill([*data, *teacher, "--tokens", "500", "--out", str(file), "--hidden-states"])
    train([*student, "--out", str(tmp_path / "student"), "--insert-layers", "1,2"])
    SpanReader.load(tmp_path / "student" / "weights")
    start = ["--init-weights", str(exported), "--learning-rate", "0", "--tokens", "1"]
    train(["--distillation-data", str(file), "--out", str(tmp_path / "another"), *run, *start])
    assert (tmp_path / "another" / "weights-fp32" / "model.onnx").read_bytes() == weights
    assert SpanReader.load(out / "weights").calibration == SpanReader.load(exported).calibration
