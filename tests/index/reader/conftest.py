"""A reading model that keeps a record of what it reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.models.runtime import open_session
from index.models.tokenizer import load_tokenizer
from index.reader.model_config import MODEL_FILE, read_model_config
from index.reader.network.reading_model import ReadingModel


class RecordingSession:
    """An ONNX Runtime session that keeps the token ids and segments of every window it is run on."""

    def __init__(self, path: Path) -> None:
        self._session = open_session(path)
        self.read: list[tuple[int, ...]] = []
        self.segments: list[list[int]] = []

    def run(self, names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.read.append(tuple(inputs["input_ids"][0].tolist()))
        self.segments.append(inputs["token_type_ids"][0].tolist())
        return self._session.run(names, inputs)


@pytest.fixture
def recording_session(random_weights: Path) -> RecordingSession:
    """The untrained network, with nothing read yet."""
    return RecordingSession(random_weights / MODEL_FILE)


@pytest.fixture
def recording_model(recording_session: RecordingSession, random_weights: Path) -> ReadingModel:
    """A reading model on the recording session."""
    limits = read_model_config(random_weights).limits
    return ReadingModel(recording_session, load_tokenizer(), limits, threads=2)
