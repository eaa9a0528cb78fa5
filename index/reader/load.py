"""The name of a reader → the reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import ModelUnavailable, WrongUse
from index.models.encoder import Encoder
from index.reader.coverage import Coverage
from index.reader.model_config import read_model_config
from index.reader.sentence_reader import SentenceReader
from index.reader.span_reader import WEIGHTS, SpanReader
from index.types import Reader

READERS = ("default", "sentences")


def load_reader(
    name: str,
    encoder: Encoder,
    *,
    idf: Callable[[str], float],
    passages: int,
    confidence: float | None = None,
    threads: int = 0,
    weights: Path = WEIGHTS,
) -> tuple[Reader, str]:
    """The reader of that name, and a sentence for the user where another one replaces it (otherwise "").

    "default" is the reading model in the folder `weights`; where it cannot be loaded, whole sentences replace
    it. `idf` gives the inverse document frequency of a term in the index, and `passages` is how many the
    index holds. `confidence` (0 to 1) is how likely right the reading model must take an
    answer to be, by default as its calibrations say.

    Raises WrongUse where no reader has that name.
    """
    if name not in READERS:
        names = " and ".join(f'"{each}"' for each in READERS)
        raise WrongUse(f"There is no reader {name!r}. The readers are {names}.")
    coverage = Coverage(idf)
    if name == "sentences":
        return SentenceReader(encoder, coverage), ""
    try:
        reader = SpanReader.load(
            weights, confidence=confidence, coverage=coverage, passages=passages, threads=threads
        )
    except ModelUnavailable:
        # ONNX Runtime's reasons name paths, and this sentence is shown to everybody who asks.
        sentences = SentenceReader(encoder, coverage)
        return sentences, "The reading model is missing or damaged. Whole sentences answer in its place."
    return reader, ""


def check_reader(name: str, weights: Path = WEIGHTS) -> None:
    """Check the files of the reader of that name. Loads nothing.

    Raises ModelUnavailable where one of them is missing or damaged.
    """
    if name == "default":
        read_model_config(weights)
