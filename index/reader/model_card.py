"""`reader.json`, which lies beside the weights: their checksums, the limits and the calibration."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import ModelUnavailable
from index.reader.calibration import Calibration
from index.reader.spans import Limits

CARD = "reader.json"
MODEL = "model.onnx"
_FORMAT = 1
_REPAIR = "run `git checkout index/reader/weights`, or install Munshi again."


@dataclass(frozen=True, slots=True)
class Card:
    """What `reader.json` says."""

    checksum: str  #: SHA-256 of the model
    limits: Limits
    calibration: Calibration


def read_card(folder: Path) -> Card:
    """Read the card and check the model against it. Raises ModelUnavailable, one sentence."""
    try:
        values = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if values["format"] != _FORMAT:
            raise ValueError(f"format {values['format']}, not {_FORMAT}")
        card = Card(
            str(values["checksum"]), Limits(**values["limits"]), Calibration.from_json(values["calibration"])
        )
        model = (folder / MODEL).read_bytes()
    except OSError as error:
        raise ModelUnavailable(
            f"The reading model is missing ({error.filename} cannot be read): {_REPAIR}"
        ) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelUnavailable(f"The reading model is damaged ({CARD}: {error!r}): {_REPAIR}") from error
    if sha256(model).hexdigest() != card.checksum:
        raise ModelUnavailable(f"The reading model is damaged ({MODEL} has another checksum): {_REPAIR}")
    return card


def write_card(folder: Path, calibration: Calibration, limits: Limits) -> None:
    """Write the card of the model in `folder`."""
    values = {
        "format": _FORMAT,
        "checksum": sha256((folder / MODEL).read_bytes()).hexdigest(),
        "limits": asdict(limits),
        "calibration": calibration.to_json(),
    }
    (folder / CARD).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def calibration_of(folder: Path) -> Calibration:
    """The calibration in a folder, whatever its model; the plain softmax where there is none yet."""
    path = folder / CARD
    if not path.exists():
        return Calibration()
    return Calibration.from_json(json.loads(path.read_text(encoding="utf-8"))["calibration"])
