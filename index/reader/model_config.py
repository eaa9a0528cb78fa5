"""`reader.json`, the configuration beside the reading model: its checksum, token limits and calibration."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import ModelUnavailable
from index.models.weights import WeightsFile
from index.reader.block_calibration import BlockCalibration
from index.reader.calibration import Calibration
from index.reader.windows import TokenLimits

CONFIG_FILE = "reader.json"
MODEL_FILE = "model.onnx"
_FORMAT = 2


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The contents of `reader.json`."""

    checksum: str  #: SHA-256 of the model, in hexadecimal
    limits: TokenLimits
    calibration: Calibration
    blocks: BlockCalibration


def read_model_config(folder: Path) -> ModelConfig:
    """Read the configuration in `folder`, and check the model there against its checksum.

    Raises ModelUnavailable where a file is missing or damaged.
    """
    try:
        values = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        if values["format"] != _FORMAT:
            raise ValueError(f"format {values['format']}, not {_FORMAT}")
        config = ModelConfig(
            checksum=str(values["checksum"]),
            limits=TokenLimits(**values["limits"]),
            calibration=Calibration.from_json(values["calibration"]),
            blocks=BlockCalibration.from_json(values.get("blocks", {})),
        )
    except OSError as error:
        name = Path(error.filename or folder).name
        raise ModelUnavailable(f"The reading model is missing: {name} cannot be read.") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelUnavailable(f"The reading model is damaged: {CONFIG_FILE} holds {error!r}.") from error
    WeightsFile(folder / MODEL_FILE, config.checksum).checked()
    return config


def write_model_config(
    folder: Path, calibration: Calibration, limits: TokenLimits, blocks: BlockCalibration | None = None
) -> None:
    """Write the configuration of the model in `folder`."""
    values = {
        "format": _FORMAT,
        "checksum": sha256((folder / MODEL_FILE).read_bytes()).hexdigest(),
        "limits": asdict(limits),
        "calibration": calibration.to_json(),
        "blocks": (blocks or BlockCalibration()).to_json(),
    }
    (folder / CONFIG_FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def read_calibration(folder: Path) -> Calibration:
    """The calibration in `folder`, whatever its model; where there is none, the default one."""
    path = folder / CONFIG_FILE
    if not path.exists():
        return Calibration()
    return Calibration.from_json(json.loads(path.read_text(encoding="utf-8"))["calibration"])
