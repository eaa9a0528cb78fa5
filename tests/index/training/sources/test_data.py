"""Reading-comprehension examples from JSON lines."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from index.training.sources.data import read_examples


def write(path: Path, row: dict[str, Any]) -> None:
    with lzma.open(path, "wt") as file:
        file.write(json.dumps(row) + "\n")


def test_examples_are_read_and_checked(tmp_path: Path):
    """Good lines become examples; an answer that is not at its offset is reported with its line."""
    row = {"source": "s", "question": "q?", "context": "a b", "answers": [{"text": "b", "start": 2}]}
    path = tmp_path / "train.jsonl.xz"
    write(path, row)
    assert read_examples(path)[0].answer_texts == ("b",)
    row["answers"][0]["start"] = 1
    write(path, row)
    with pytest.raises(
        ValueError, match=r"train\.jsonl\.xz, line 1: the text of the answer is not at its offset"
    ):
        read_examples(path)
