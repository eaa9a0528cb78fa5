"""ONNX Runtime: no telemetry, errors in one sentence, and the number of cores."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import ModelUnavailable
from index.models.runtime import core_count, open_session


def test_a_session_leaves_nothing_in_the_users_folders(python, tmp_path: Path):
    """Promise 5: loading the encoder and using it writes no identifier of the machine anywhere."""
    folders = {name: str(tmp_path / name) for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    for folder in folders.values():
        Path(folder).mkdir()
    code = (
        "import os; os.environ.pop('ORT_DISABLE_TELEMETRY', None)\n"
        "from index.models.encoder import MiniLM\n"
        "print(MiniLM.load(threads=1).encode(['who?']).shape)"
    )
    result = python(code, env=folders)
    assert result.stdout == "(1, 384)\n", result.stderr
    left = [path for folder in folders.values() for path in Path(folder).rglob("*")]
    assert not left


def test_the_error_for_a_file_that_is_no_model_is_one_sentence(tmp_path: Path):
    """The error for a file that ONNX Runtime refuses is one sentence with the file's name and the reason."""
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(
        ModelUnavailable, match=r"ONNX Runtime cannot open the model model\.onnx \(.+\)\.$"
    ) as caught:
        open_session(tmp_path / "model.onnx")
    assert "\n" not in str(caught.value)


def test_core_count():
    """The number of cores is that of the settings, or for 0 that of the cores this process may use."""
    assert core_count(3) == 3
    assert 1 <= core_count(0) <= (os.cpu_count() or 1)
