"""`reader.json` next to the model: its values are checked, and the error names the fault."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.errors import ModelUnavailable
from index.reader.calibration.blocks import BlockCalibration
from index.reader.calibration.topic import TopicCalibration
from index.reader.calibration.words import Calibration
from index.reader.model_config import (
    ModelConfig,
    read_model_config,
    unchecked_model_config,
    write_model_config,
)
from index.reader.network.windows import TokenLimits


@pytest.fixture
def weights(random_weights: Path, tmp_path: Path) -> Path:
    """A folder with a model and its configuration, free to be changed."""
    return shutil.copytree(random_weights, tmp_path / "weights")


def test_what_was_written_is_read(weights: Path):
    """Limits and calibrations come back as they were."""
    config = ModelConfig(
        TokenLimits(answer=17),
        Calibration(temperature=2.5, log_margin=-0.125),
        BlockCalibration(margin=0.25, threshold=0.75),
        TopicCalibration(coverage=1.5, threshold=0.125),
    )
    write_model_config(weights, config)
    assert read_model_config(weights) == unchecked_model_config(weights) == config


def test_without_a_configuration_the_calibration_is_the_default(tmp_path: Path):
    """A model that was not calibrated yet has the plain softmax."""
    assert unchecked_model_config(tmp_path) == ModelConfig()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reader.json", r"^The reading model is missing: reader\.json cannot be read\.$"),
        ("model.onnx", r"^The model file model\.onnx cannot be read \(No such file or directory\)\.$"),
    ],
)
def test_a_missing_file_is_named(weights: Path, name: str, message: str):
    """The message names the file, and no folder of the machine."""
    (weights / name).unlink()
    with pytest.raises(ModelUnavailable, match=message):
        read_model_config(weights)


def test_a_damaged_model_is_named(weights: Path):
    """One changed byte of the model is noticed before it is used."""
    data = bytearray((weights / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (weights / "model.onnx").write_bytes(data)
    with pytest.raises(
        ModelUnavailable, match=r"^The model file model\.onnx is damaged: its checksum is wrong\.$"
    ):
        read_model_config(weights)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 99}', '{"format": 2}', "\x00"])
def test_a_damaged_configuration_is_named(weights: Path, text: str):
    """Any file that is no configuration of this format is reported as damaged."""
    (weights / "reader.json").write_text(text)
    with pytest.raises(ModelUnavailable, match=r"damaged: reader\.json"):
        read_model_config(weights)


def test_a_configuration_with_an_unknown_number_is_damaged(weights: Path):
    """A calibration with an unknown number is refused as a whole."""
    values = json.loads((weights / "reader.json").read_text())
    values["calibration"]["mood"] = 1.0
    (weights / "reader.json").write_text(json.dumps(values))
    with pytest.raises(ModelUnavailable, match="mood"):
        read_model_config(weights)
