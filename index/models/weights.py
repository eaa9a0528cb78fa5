"""The weights and the tokenizer that ship with Munshi. The SHA-256 of each file is checked before its use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file, and the SHA-256 of its bytes in hexadecimal."""

    path: Path
    sha256: str

    def verified_path(self) -> Path:
        """Check the SHA-256 of the file, and return its path.

        The file is read in blocks, so that a large file needs little memory. Raises ModelUnavailable if the
        file cannot be read or its checksum is wrong.
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
