"""Files of weights that ship with Munshi: each is compared with its SHA-256 before it is used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file and the SHA-256 that its bytes must have, in hexadecimal."""

    path: Path
    sha256: str

    def checked(self) -> Path:
        """The path, after the file was read and its checksum compared.

        It is read in blocks, so that a large file takes no memory. Raises ModelUnavailable when the file
        cannot be read, or when its checksum is another one.
        """
        try:
            with self.path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ModelUnavailable(f"The model file {self.path.name} cannot be read ({reason}).") from error
        if found != self.sha256:
            raise ModelUnavailable(f"The model file {self.path.name} is damaged: its checksum is wrong.")
        return self.path


_FOLDER = Path(__file__).parent / "weights"
ENCODER = WeightsFile(
    _FOLDER / "encoder.onnx", "28ed5b00029f4ab6585d7483e084c3732ac5022f08b9af5291c2dea7e3e17f50"
)
TOKENIZER = WeightsFile(
    _FOLDER / "tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
)
