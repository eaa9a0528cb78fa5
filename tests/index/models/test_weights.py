"""The files that ship: a damaged or a missing one is noticed by every command, in one sentence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from index import IndexSettings
from index.errors import ModelUnavailable
from index.models.weights import ENCODER, TOKENIZER, WeightsFile

ROOT = Path(__file__).parents[3]
COMMANDS = (
    ["status"],
    ["index"],
    ["index", "--full"],
    ["ask", "Who opened the bakery?"],
    ["serve", "--check"],
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of both packages, as an install lays them. Who changes a file of weights puts it back."""
    folder = tmp_path_factory.mktemp("installed")
    for package in ("index", "bot"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize("file", [ENCODER, TOKENIZER], ids=lambda file: file.path.name)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_one_changed_byte_is_noticed(
    installed: Path, small_index: IndexSettings, config, munshi, command: list[str], file: WeightsFile
):
    """Each command that needs the encoder, and `status`, ends in a sentence when one bit of it has changed."""
    path = installed / file.path.relative_to(ROOT)
    whole = path.read_bytes()
    middle = len(whole) // 2
    try:
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        arguments = [command[0], "--config", str(config(small_index)), *command[1:]]
        result = munshi(*arguments, cwd=installed, env={"PYTHONPATH": str(installed)})
    finally:
        path.write_bytes(whole)
    assert f"The model file {path} is damaged: its checksum is wrong." in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode in (2, 3)


def test_a_missing_file_is_one_sentence(tmp_path: Path):
    """A file of weights that is not there is named, with the reason."""
    missing = WeightsFile(tmp_path / "encoder.onnx", ENCODER.sha256)
    with pytest.raises(
        ModelUnavailable, match=r"encoder\.onnx cannot be read \(No such file or directory\)\.$"
    ):
        missing.checked()


def test_the_readme_of_the_weights_has_their_checksums_and_sizes():
    """What index/models/README.md says of the files is so."""
    readme = (ROOT / "index" / "models" / "README.md").read_text(encoding="utf-8")
    for file in (ENCODER, TOKENIZER):
        assert file.checked().name in readme
        assert file.sha256 in readme
        assert f"{os.path.getsize(file.path):,} bytes" in readme
