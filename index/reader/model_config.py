"""`reader.json`, the configuration of the reading model: its checksum, token limits and calibrations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.errors import ModelUnavailable
from index.models.weights import WeightsFile
from index.reader.calibration.blocks import BlockCalibration
from index.reader.calibration.topic import TopicCalibration
from index.reader.calibration.words import Calibration
from index.reader.network.windows import TokenLimits

_CONFIG_FILE = "reader.json"
MODEL_FILE = "model.onnx"
_FORMAT = 3


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The contents of `reader.json` without the checksum of the model."""

    limits: TokenLimits = TokenLimits()
    calibration: Calibration = Calibration()
    blocks: BlockCalibration = BlockCalibration()
    topic: TopicCalibration = TopicCalibration()

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ModelConfig:
        """Return the configuration that `to_json` wrote.

        Raises AttributeError, KeyError, TypeError or ValueError if `values` are not a configuration.
        """
        if values["format"] != _FORMAT:
            raise ValueError(f"format {values['format']}, not {_FORMAT}")
        return cls(
            TokenLimits(**values["limits"]),
            Calibration.from_json(values["calibration"]),
            BlockCalibration.from_json(values["blocks"]),
            TopicCalibration.from_json(values["topic"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the values that `from_json` reads."""
        return {
            "format": _FORMAT,
            "limits": asdict(self.limits),
            "calibration": self.calibration.to_json(),
            "blocks": self.blocks.to_json(),
            "topic": self.topic.to_json(),
        }


def read_model_config(folder: Path) -> ModelConfig:
    """Read the configuration in `folder`, and check the model there against its checksum.

    Raises ModelUnavailable if a file is missing or damaged.
    """
    try:
        values = json.loads((folder / _CONFIG_FILE).read_text(encoding="utf-8"))
        config, checksum = ModelConfig.from_json(values), str(values["checksum"])
    except OSError as error:
        name = Path(error.filename or folder).name
        raise ModelUnavailable(f"The reading model is missing: {name} cannot be read.") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelUnavailable(f"The reading model is damaged: {_CONFIG_FILE} holds {error!r}.") from error
    WeightsFile(folder / MODEL_FILE, checksum).verified_path()
    return config


def write_model_config(folder: Path, config: ModelConfig) -> None:
    """Write the configuration of the model in `folder`, with the model's checksum."""
    values = config.to_json() | {"checksum": sha256((folder / MODEL_FILE).read_bytes()).hexdigest()}
    (folder / _CONFIG_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def unchecked_model_config(folder: Path) -> ModelConfig:
    """Return the configuration in `folder` without checking its model; the default one if it has none."""
    path = folder / _CONFIG_FILE
    if not path.exists():
        return ModelConfig()
    return ModelConfig.from_json(json.loads(path.read_text(encoding="utf-8")))
