"""The reading model: exact spans of the evidence, and whether they answer at all. Needs no torch.

Each passage is read by itself, without padding, on one core of several: what comes out depends on the
question and the evidence alone, not on threads or on what else is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.models.runtime import Session, open_session, processors
from index.models.tokenizer import load_tokenizer
from index.passages.sentences import Range
from index.reader.calibration import Calibration, decide
from index.reader.coverage import Coverage
from index.reader.model_card import MODEL, read_card
from index.reader.spans import Candidate, Frame, Limits, candidates, distinct, excerpt, frames, surroundings
from index.types import Evidence, Outcome, Reader, Reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
_ROUND = 2  # frames that are read before it is seen whether they answer
_READ_ALONE = 2  # sentences of an evidence
_BEHIND = 5.0  # a span whose score is so far from the best has no chance left
_LEAST, _UNREAD = -4.0, -2.0  # scores alone: the lowest, and where the sentence was not read so
_WORD = re.compile(r"\w")
_SURROGATE = re.compile("[\ud800-\udfff]")


class SpanReader:
    """Implements `index.types.Reader` with the network whose weights lie in a folder."""

    name = "default"

    def __init__(
        self,
        session: Session,
        tokenizer: Tokenizer,
        limits: Limits,
        calibration: Calibration,
        threads: int = 0,
        coverage: Coverage | None = None,
        passages: int = 1,
        closest: Reader | None = None,
    ) -> None:
        self.limits = limits
        self.calibration = calibration
        self._coverage = coverage or Coverage()
        self._passages = passages
        self._closest = closest
        self._session = session
        self._tokenizer = tokenizer
        self._marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
        self._pool = ThreadPoolExecutor(processors(threads), thread_name_prefix="reader")

    @classmethod
    def load(
        cls,
        folder: Path | None = None,
        *,
        threads: int = 0,
        coverage: Coverage | None = None,
        passages: int = 1,
        closest: Reader | None = None,
    ) -> SpanReader:
        """The reader of a folder (by default, the one that Munshi ships), its checksum verified.

        `coverage` knows how rare the index's words are; without one, all words count the same. `passages` is
        how many the index holds. `closest` chooses what is shown where there is no direct answer; without
        one, it is what competed.

        Raises ModelUnavailable, one sentence, when a file is missing or not what it should be.
        """
        folder = folder or WEIGHTS
        card = read_card(folder)
        session = open_session(folder / MODEL)
        return cls(
            session, load_tokenizer(), card.limits, card.calibration, threads, coverage, passages, closest
        )

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer. Never raises on odd text."""
        if not _WORD.search(question):
            return Reading(Outcome.NOTHING)
        reading, found, known = Reading(Outcome.NOTHING), [], self._memory()
        for some in _rounds(self._frames(question, evidence)):
            found = distinct([*found, *self._candidates(question, evidence, some, known)])
            reading = decide(found, evidence, self.calibration, self._passages)
            if reading.outcome is Outcome.ANSWERED:
                break
        if self._closest is None or reading.outcome is not Outcome.PASSAGES or not reading.spans:
            return reading
        sure = reading.spans[0].confidence
        closest = self._closest.read(question, evidence).spans
        return Reading(Outcome.PASSAGES, tuple(replace(span, confidence=sure) for span in closest))

    def candidates(self, question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
        """Every span that competes, each place of a document once, best score first."""
        return self._candidates(question, evidence, self._frames(question, evidence), self._memory())

    def _memory(self) -> dict[bytes, np.ndarray]:
        """What is known when a question is asked: the logits of frames, by their tokens."""
        return {}

    def _candidates(
        self,
        question: str,
        evidence: Sequence[Evidence],
        every: Sequence[Frame],
        known: dict[bytes, np.ndarray],
    ) -> list[Candidate]:
        found = distinct(self._read(every, evidence, known))
        places = surroundings(found, evidence)
        found = self._covered(question, found, places, evidence)
        return self._alone(question, found, places, evidence, known)

    def _read(
        self, every: Sequence[Frame], evidence: Sequence[Evidence], known: dict[bytes, np.ndarray]
    ) -> list[Candidate]:
        return [
            one
            for frame, logits in zip(every, self._run(every, known), strict=True)
            for one in candidates(frame, logits, evidence[frame.rank], self.limits)
        ]

    def _frames(self, question: str, evidence: Sequence[Evidence]) -> list[Frame]:
        """What is read: each evidence, but those whose passage stands whole in what is read already."""
        every: list[Frame] = []
        seen: dict[str, list[Range]] = {}
        for one, new in zip(evidence, self._framed(question, evidence), strict=True):
            passage, ranges = one.passage, seen.setdefault(one.passage.document, [])
            if any(first <= passage.start and passage.end <= last for first, last in ranges):
                continue
            ranges += [
                (one.start + int(frame.offsets[0, 0]), one.start + int(frame.offsets[-1, 1])) for frame in new
            ]
            every += new
        return every

    def _framed(self, question: str, evidence: Sequence[Evidence]) -> list[list[Frame]]:
        """The frames of each evidence."""
        asked, *contexts = self._tokenizer.encode_batch(
            [_clean(question), *(_clean(one.context) for one in evidence)], add_special_tokens=False
        )
        return [
            frames(asked.ids, encoding, one, rank, self.limits, self._marks)
            for rank, (encoding, one) in enumerate(zip(contexts, evidence, strict=True))
        ]

    def _covered(
        self,
        question: str,
        found: Sequence[Candidate],
        places: Sequence[Range],
        evidence: Sequence[Evidence],
    ) -> list[Candidate]:
        """The candidates with how much of the question's words their sentences and contexts hold.

        `places` are their sentences, as characters of their contexts.
        """
        texts = {
            (one.rank, *place): evidence[one.rank].context[slice(*place)]
            for one, place in zip(found, places, strict=True)
        }
        texts |= {(one.rank, 0, -1): evidence[one.rank].context for one in found}
        shares = dict(zip(texts, self._coverage(question, list(texts.values())).tolist(), strict=True))
        return [
            replace(one, sentence=shares[one.rank, *place], context=shares[one.rank, 0, -1])
            for one, place in zip(found, places, strict=True)
        ]

    def _alone(
        self,
        question: str,
        found: Sequence[Candidate],
        places: Sequence[Range],
        evidence: Sequence[Evidence],
        known: dict[bytes, np.ndarray],
    ) -> list[Candidate]:
        """The candidates, best first, with the scores they have where their sentences are read alone.

        Read so are the sentences of the best candidates of each evidence, but those far behind.
        """
        chosen: dict[int, dict[Range, Evidence]] = {one.rank: {} for one in found}
        for one, place in zip(found, places, strict=True):
            some = chosen[one.rank]
            if len(some) < _READ_ALONE and one.score >= found[0].score - _BEHIND:
                some[place] = excerpt(evidence[one.rank], *place)
        views = [view for some in chosen.values() for view in some.values()]
        every = [frame for some in self._framed(question, views) for frame in some]
        read = distinct(self._read(every, views, known))
        scores = {(one.document, one.start, one.end): one.score for one in read}
        return [
            replace(
                one,
                alone=max(scores.get((one.document, one.start, one.end), _LEAST), _LEAST)
                if place in chosen[one.rank]
                else _UNREAD,
            )
            for one, place in zip(found, places, strict=True)
        ]

    def _run(self, every: Sequence[Frame], known: dict[bytes, np.ndarray]) -> list[np.ndarray]:
        """The logits of each frame of a question, in order; what is `known` by its tokens is not read again.

        The longest are begun first, so that cores end together.
        """
        new = {frame.ids.tobytes(): frame for frame in every}
        order = sorted(new.keys() - known.keys(), key=lambda ids: (-len(ids), ids))
        futures = {ids: self._pool.submit(self._logits, new[ids]) for ids in order}
        known |= {ids: future.result() for ids, future in futures.items()}
        return [known[frame.ids.tobytes()] for frame in every]

    def _logits(self, frame: Frame) -> np.ndarray:
        segments = np.zeros_like(frame.ids)
        segments[frame.first :] = 1
        inputs = {"input_ids": frame.ids[None], "token_type_ids": segments[None]}
        return self._session.run(None, inputs)[0][0]


def _rounds(every: Sequence[Frame]) -> Iterator[Sequence[Frame]]:
    """What is read at a time: the first `_ROUND` frames (there may be none), then as many, then the rest."""
    for first, last in ((0, _ROUND), (_ROUND, 2 * _ROUND), (2 * _ROUND, len(every))):
        if every[first:last] or first == 0:
            yield every[first:last]


def _clean(text: str) -> str:
    """The text with half characters replaced, one for one, which no tokenizer takes."""
    return _SURROGATE.sub("?", text)
