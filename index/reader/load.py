"""The name of a reader → the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import ModelUnavailable, WrongUse
from index.models.encoder import Encoder
from index.reader.model_config import read_model_config
from index.reader.question.coverage import Coverage
from index.reader.sentence_reader import SentenceReader
from index.reader.span_reader import WEIGHTS, SpanReader
from index.types import Reader

_READERS = ("default", "sentences")


def load_reader(
    name: str,
    encoder: Encoder,
    *,
    idf: Callable[[str], float],
    index_size: int,
    confidence: float | None = None,
    threads: int = 0,
    weights: Path = WEIGHTS,
) -> tuple[Reader, str]:
    """Return the reader of that name, and a sentence for the user if another reader replaces it (else "").

    "default" is the reader with the model in the folder `weights`; if that cannot be loaded, the reader of
    whole sentences replaces it. `idf` returns the inverse document frequency of a term in the index, and
    `index_size` is the number of passages in the index. `confidence` (0 to 1) is the least confidence that an
    answer of the reading model needs; by default, the thresholds of its calibrations apply.

    Raises WrongUse if no reader has that name.
    """
    if name not in _READERS:
        names = " and ".join(f'"{each}"' for each in _READERS)
        raise WrongUse(f"There is no reader {name!r}. The readers are {names}.")
    coverage = Coverage(idf)
    if name == "sentences":
        return SentenceReader(encoder, coverage), ""
    try:
        reader = SpanReader.load(
            weights, confidence=confidence, coverage=coverage, index_size=index_size, threads=threads
        )
    except ModelUnavailable:
        # The error may name paths of the server, and this sentence is shown to everybody who asks.
        sentences = SentenceReader(encoder, coverage)
        return sentences, "The reading model is missing or damaged. Whole sentences answer in its place."
    return reader, ""


def check_reader(name: str, weights: Path = WEIGHTS) -> None:
    """Check the files of the reader of that name, without loading the reader.

    Raises ModelUnavailable if a file is missing or damaged.
    """
    if name == "default":
        read_model_config(weights)
