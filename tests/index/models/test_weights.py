"""The files that ship with Munshi: every command reports a damaged or missing file in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from index import AnswerSettings, IndexSettings
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
    """A copy of both packages as installed. A test that changes a file of weights restores it."""
    folder = tmp_path_factory.mktemp("installed")
    for package in ("index", "bot"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def run_damaged(installed: Path, small_index: IndexSettings, config, munshi):
    """Run a command of the copy with one wrong bit in one of its files, a path in `index/`."""

    def run(name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        path = installed / "index" / name
        settings = replace(small_index, answer=AnswerSettings(reader="default"))
        whole = path.read_bytes()
        middle = len(whole) // 2
        try:
            path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
            arguments = [command[0], "--config", str(config(settings)), *command[1:]]
            return munshi(*arguments, cwd=installed, env={"PYTHONPATH": str(installed)})
        finally:
            path.write_bytes(whole)

    return run


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_one_changed_bit_of_the_encoder_is_noticed(run_damaged, command: list[str], name: str):
    """Every command that needs the encoder, and `status`, reports one changed bit of it in a sentence."""
    result = run_damaged(f"models/weights/{name}", command)
    assert f"The model file {name} is damaged: its checksum is wrong." in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode in (2, 3)


def test_one_changed_bit_of_the_reader_is_noticed(run_damaged):
    """`status` reports a damaged reading model and continues: whole sentences answer instead of the model."""
    result = run_damaged("reader/weights/model.onnx", ["status"])
    assert "The model file model.onnx is damaged: its checksum is wrong." in result.stderr
    assert "passages" in result.stdout
    assert result.returncode == 0


def test_the_error_for_a_missing_file_is_one_sentence(tmp_path: Path):
    """The error for a missing file of weights names the file and the reason."""
    missing = WeightsFile(tmp_path / "encoder.onnx", ENCODER.sha256)
    with pytest.raises(
        ModelUnavailable, match=r"encoder\.onnx cannot be read \(No such file or directory\)\.$"
    ):
        missing.verified_path()


def test_the_readme_of_the_weights_has_their_checksums_and_sizes():
    """The checksums and sizes in index/models/README.md are those of the files."""
    readme = (ROOT / "index" / "models" / "README.md").read_text(encoding="utf-8")
    for file in (ENCODER, TOKENIZER):
        assert file.verified_path().name in readme
        assert file.sha256 in readme
        assert f"{os.path.getsize(file.path):,} bytes" in readme
