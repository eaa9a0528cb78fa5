"""The reading model: exact spans of the evidence, and whether they answer at all. Needs no torch.

Each passage is read by itself, without padding, on one core of several: what comes out depends on the
question and the evidence alone, not on threads or on what else is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from index.encode import default_model_folder, open_graph, processors
from index.errors import ModelUnavailable
from index.types import Evidence, Outcome, Reading

from .calibration import Calibration, decide
from .spans import Candidate, Frame, Limits, candidates, distinct, frames

WEIGHTS = Path(__file__).parent / "weights"
CARD = "reader.json"  #: checksums, limits and calibration, beside the weights
_FORMAT = 1
_WORD = re.compile(r"\w")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPAIR = "restore the folder index/reader/weights (`git checkout index/reader/weights`) or install Munshi again."


class SpanReader:
    """Implements `index.types.Reader` with the network whose weights lie in a folder."""

    name = "default"

    def __init__(
        self, session: Any, tokenizer: Any, limits: Limits, calibration: Calibration, threads: int = 0
    ) -> None:
        self.limits = limits
        self.calibration = calibration
        self._session = session
        self._tokenizer = tokenizer
        self._marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
        self._pool = ThreadPoolExecutor(processors(threads), thread_name_prefix="reader")

    @classmethod
    def load(cls, folder: Path | None = None, *, threads: int = 0) -> SpanReader:
        """The reader of a folder (by default, the one that Munshi ships), its checksums verified.

        Raises ModelUnavailable, one sentence, when a file is missing or not what it should be.
        """
        folder = folder or WEIGHTS
        card = _read_card(folder)
        try:
            for name, checksum in card["checksums"].items():
                _verify(folder / name, checksum)
            limits, calibration = Limits(**card["limits"]), Calibration.from_json(card["calibration"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelUnavailable(f"The reading model's {CARD} is damaged ({error!r}): {_REPAIR}") from error
        return cls(open_graph(folder / "model.onnx"), _tokenizer(), limits, calibration, threads)

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer. Never raises on odd text."""
        if not _WORD.search(question):
            return Reading(Outcome.NOTHING)
        return decide(self.candidates(question, evidence), evidence, self.calibration)

    def candidates(self, question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
        """Every span that competes, each place of a document once, best score first."""
        asked, *contexts = self._tokenizer.encode_batch(
            [_clean(question), *(_clean(one.context) for one in evidence)], add_special_tokens=False
        )
        every = [
            frame
            for rank, (encoding, one) in enumerate(zip(contexts, evidence, strict=True))
            for frame in frames(asked.ids, encoding, one, rank, self.limits, self._marks)
        ]
        found = [
            one
            for frame, logits in zip(every, self._run(every), strict=True)
            for one in candidates(frame, logits, evidence[frame.rank], self.limits)
        ]
        return distinct(found)

    def _run(self, every: Sequence[Frame]) -> list[np.ndarray]:
        """The logits of each frame, in order; the longest are begun first, so that cores end together."""
        order = sorted(range(len(every)), key=lambda place: -len(every[place].ids))
        futures = {place: self._pool.submit(self._logits, every[place]) for place in order}
        return [futures[place].result() for place in range(len(every))]

    def _logits(self, frame: Frame) -> np.ndarray:
        segments = np.zeros_like(frame.ids)
        segments[frame.first :] = 1
        inputs = {"input_ids": frame.ids[None], "token_type_ids": segments[None]}
        return self._session.run(None, inputs)[0][0]


def _clean(text: str) -> str:
    """The text with half characters replaced, one for one, which no tokenizer takes."""
    return _SURROGATE.sub("?", text)


def _read_card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelUnavailable(f"The reading model is missing ({folder / CARD}): {_REPAIR}") from error
    except ValueError as error:
        raise ModelUnavailable(f"The reading model's {CARD} is damaged ({error}): {_REPAIR}") from error
    if not isinstance(card, dict) or card.get("format") != _FORMAT:
        raise ModelUnavailable(f"The reading model's {CARD} is of another format than this Munshi's: {_REPAIR}")
    return card


def _verify(path: Path, checksum: str) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"The reading model is missing ({path}): {_REPAIR}") from error
    if sha256(data).hexdigest() != checksum:
        raise ModelUnavailable(f"The reading model is damaged ({path.name} has another checksum): {_REPAIR}")


def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
