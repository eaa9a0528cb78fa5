"""The reader with the reading model: question and evidence → exact spans, or that none answers.

All passages are read, and put in order by how likely they answer. The best are read for words. Where no words
are sure, a block is the answer. What a question names by its words answers without the model
(named/answers.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path

import numpy as np

from index.errors import ModelUnavailable
from index.models.runtime import Session, open_session
from index.models.tokenizer import load_tokenizer
from index.passages.reading_text import reading_text
from index.reader.blocks.exchanges import is_asked, only_asks
from index.reader.blocks.rows import block_coverage
from index.reader.blocks.words_or_block import are_marked, is_better_whole
from index.reader.calibration.blocks import BlockCalibration, decide_blocks
from index.reader.calibration.topic import TopicCalibration, TopicFeatures, topic_features
from index.reader.calibration.words import Calibration, decide
from index.reader.constraints.complements import without_missing_complement
from index.reader.constraints.labels import is_told_of_another_label
from index.reader.constraints.numbers import is_told_of_another_name, names_a_version_of, units_with_names
from index.reader.constraints.required import block_meets_constraints, meets_constraints, with_numbers_first
from index.reader.coverage import Coverage
from index.reader.editions.newest_first import with_newest_first, without_older_editions
from index.reader.evidence_text import alone, stretch_text, units_between
from index.reader.model_config import MODEL_FILE, read_model_config
from index.reader.named.answers import with_named_answer
from index.reader.network.reading_model import LogitsCache, ReadingModel
from index.reader.network.relevance import Relevance, relevance, worth_reading
from index.reader.network.span_scorer import SpanScorer
from index.reader.network.spans import ScoredSpan
from index.reader.network.windows import Window
from index.reader.whole.several_cases import with_every_case
from index.reader.whole.taken_back import with_what_takes_back
from index.types import Evidence, Hit, Outcome, Reading, Span

WEIGHTS = Path(__file__).parent / "weights"  #: the folder of the model that ships

READ_FOR_WORDS = 4  #: of the most relevant passages
# From this confidence in a block passages are shown, whatever their topic: of questions about another
# community's documents that is so for 2 in a hundred that are not on the topic.
_SHOWN_CONFIDENCE = 0.3
_WORD_CHARACTER = re.compile(r"\w")


def _by_rank(
    windows: Sequence[Window], logits: Sequence[np.ndarray]
) -> Iterator[tuple[int, list[tuple[Window, np.ndarray]]]]:
    """Yield the windows of each evidence with their logits."""
    pairs = zip(windows, logits, strict=True)
    for rank, group in groupby(pairs, key=lambda pair: pair[0].rank):
        yield rank, list(group)


def _unit_texts(evidence: Evidence) -> dict[int, str]:
    """The start of each sentence, item, row and code of a passage in its document → what is read of it."""
    units = units_between(evidence, evidence.passage.start, evidence.passage.end)
    return {evidence.start + unit[0]: stretch_text(evidence, *unit) for unit in units}


def _answering(blocks: Reading) -> Span | None:
    """The block that answers; None where none is sure, or the first only asks."""
    first = blocks.answer
    if first is None or only_asks(first.evidence, first.highlight or (first.start, first.end)):
        return None
    return first


@lru_cache(maxsize=1)  # a model takes 30 MB, and every index is read with the same one
def _load_session(path: Path, state: tuple[int, ...]) -> Session:
    """The model in a file, which is in that `state`: another file of the same name is another model."""
    return open_session(path)


def _state_of(path: Path) -> tuple[int, ...]:
    """What tells a file from another that took its place. Raises ModelUnavailable where it is gone."""
    try:
        status = path.stat()
    except OSError as error:
        raise ModelUnavailable(f"The model file {path.name} cannot be read ({error.strerror}).") from error
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


class SpanReader:
    """Implements `index.types.Reader` with a reading model and calibrations of words, blocks and the topic.

    An answer is given from `confidence` on, by default from the thresholds of the calibrations. `coverage`
    knows the idf of the index's terms, and `passages` is how many passages the index holds.
    """

    name = "default"

    def __init__(
        self,
        model: ReadingModel,
        calibration: Calibration,
        *,
        blocks: BlockCalibration | None = None,
        topic: TopicCalibration | None = None,
        confidence: float | None = None,
        coverage: Coverage | None = None,
        passages: int = 1,
    ) -> None:
        self.calibration = calibration
        self.blocks = blocks or BlockCalibration()
        if confidence is not None:
            self.calibration = replace(calibration, answer_threshold=confidence)
            self.blocks = replace(self.blocks, threshold=confidence)
        self._confidence = confidence or 0.0
        self.topic = topic or TopicCalibration()
        self._model = model
        self._coverage = coverage or Coverage()
        self._scorer = SpanScorer(model, self._coverage)
        self._passages = passages

    @classmethod
    def load(
        cls,
        folder: Path = WEIGHTS,
        *,
        confidence: float | None = None,
        coverage: Coverage | None = None,
        passages: int = 1,
        threads: int = 0,
    ) -> SpanReader:
        """The reader with the model in `folder`, which is checked against its checksum.

        Readers of the same file hold it once. Raises ModelUnavailable where a file is missing or damaged.
        """
        config = read_model_config(folder)
        session = _load_session(folder / MODEL_FILE, _state_of(folder / MODEL_FILE))
        return cls(
            ReadingModel(session, load_tokenizer(), config.limits, threads=threads),
            config.calibration,
            blocks=config.blocks,
            topic=config.topic,
            confidence=confidence,
            coverage=coverage,
            passages=passages,
        )

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer. Never raises on odd text."""
        if not _WORD_CHARACTER.search(question):
            return Reading(Outcome.NOTHING)
        reading = self._read(question, evidence)
        reading = with_named_answer(question, reading, self._coverage.terms, self._confidence)
        reading = without_missing_complement(question, reading, self._coverage.terms)
        reading = with_what_takes_back(question, reading)
        return with_every_case(question, reading, self._coverage.terms)

    def _read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """What the network makes of the evidence: words, else a block, else passages or nothing."""
        cache = LogitsCache()
        relevances = with_numbers_first(question, self.relevances(question, evidence, cache))
        relevances = with_newest_first(question, relevances)
        words = self.words(question, relevances, self._passages, cache)
        best, terms = words.answer, self._coverage.terms
        fits = best and meets_constraints(question, best.evidence, best.start, terms, is_words=True)
        blocks = self._blocks(question, relevances, None if fits else best)
        blocks = replace(blocks, evidence=words.evidence)
        block = _answering(blocks)
        if best and fits and not (block and is_better_whole(question, best, block)):
            return words
        if block:
            return self._marked(question, blocks, words)
        shown = self._are_shown(question, evidence, relevances, blocks)
        return replace(blocks, outcome=Outcome.PASSAGES if shown else Outcome.NOTHING)

    def _blocks(self, question: str, relevances: Sequence[Relevance], refused: Span | None) -> Reading:
        """What the blocks of the passages answer; nothing surely, where the first lacks a number or the like
        of the question, or holds the words that were refused."""
        if not relevances or block_meets_constraints(question, relevances[0], refused, self._coverage.terms):
            return decide_blocks(relevances, self.blocks)
        return decide_blocks(relevances, replace(self.blocks, threshold=math.inf)).without_confidence()

    def _marked(self, question: str, blocks: Reading, words: Reading) -> Reading:
        """A reading whose first block answers, with the likeliest words marked in that block."""
        block, *others = blocks.spans
        likeliest = next(iter(words.spans), None)
        if likeliest is None or not are_marked(question, likeliest, block):
            return blocks
        if not meets_constraints(
            question, likeliest.evidence, likeliest.start, self._coverage.terms, is_words=True
        ):
            return blocks
        return replace(blocks, spans=(replace(block, highlight=(likeliest.start, likeliest.end)), *others))

    def _are_shown(
        self,
        question: str,
        evidence: Sequence[Evidence],
        relevances: Sequence[Relevance],
        blocks: Reading,
    ) -> bool:
        """Whether passages that do not answer are shown.

        They are where one may well answer, is on the topic, or is of the version that the question names, but
        not where none has any word of the question: "you suck".
        """
        if not relevances or not any(each.hit.bm25 for each in evidence):
            return False
        if any(block.confidence >= _SHOWN_CONFIDENCE for block in blocks.spans[:1]):
            return True
        if names_a_version_of(question, relevances[0].evidence):
            return True
        return self.topic.is_on_topic(self.topic_features(question, evidence, relevances))

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """The hits of all `evidence` with a token to read, most relevant first. Never raises on odd text."""
        if not _WORD_CHARACTER.search(question):
            return [each.hit for each in evidence]
        relevances = self._relevances(question, evidence, LogitsCache())
        return [replace(each.evidence.hit, score=each.rank_score) for each in relevances]

    def words(
        self, question: str, relevances: Sequence[Relevance], passages: int, cache: LogitsCache | None = None
    ) -> Reading:
        """The words that answer, of the most relevant passages. `passages` is how many the index holds."""
        ranked = tuple(each.evidence for each in relevances)
        spans = [
            span
            for span in self.scored_spans(question, ranked[:READ_FOR_WORDS], cache)
            if not is_told_of_another_name(question, ranked[span.rank], span.start)
            and not is_told_of_another_label(question, ranked[span.rank], span.start)
            and not is_asked(ranked[span.rank], span.start)
        ]
        spans = without_older_editions(question, spans, ranked)
        return replace(decide(spans, ranked, self.calibration, passages), evidence=ranked)

    def relevances(
        self, question: str, evidence: Sequence[Evidence], cache: LogitsCache | None = None
    ) -> list[Relevance]:
        """How relevant each evidence is by its passage alone, most relevant first.

        Evidence that retrieval ranks so low that it can hardly come first is left out.
        """
        worth = worth_reading(evidence, READ_FOR_WORDS)
        return self._relevances(question, worth, LogitsCache() if cache is None else cache)

    def _relevances(self, question: str, evidence: Sequence[Evidence], cache: LogitsCache) -> list[Relevance]:
        """How relevant each evidence is by its passage alone, most relevant first.

        A question mark makes no difference to that: with one, all passages would look likelier.
        """
        passages = [alone(each) for each in evidence]
        asked = question.rstrip("?？ ") or question
        windows = list(chain.from_iterable(self._model.windows(asked, passages)))
        limits = self._model.limits
        logits = self._model.logits(windows, cache)
        found = []
        for rank, pairs in _by_rank(windows, logits):
            of_blocks = block_coverage(question, passages[rank], self._coverage)
            texts = _unit_texts(evidence[rank])
            found.append(
                relevance(
                    evidence[rank],
                    [window for window, _ in pairs],
                    [each for _, each in pairs],
                    limits,
                    self._unit_coverage(question, evidence[rank], texts, of_blocks),
                    of_blocks,
                    units_with_names(question, texts),
                )
            )
        return sorted(found, key=lambda each: -each.rank_score)

    def _unit_coverage(
        self, question: str, evidence: Evidence, texts: Mapping[int, str], of_blocks: Mapping[int, float]
    ) -> dict[int, float]:
        """How much of the question each sentence, item, row and code of a passage covers, by its start.

        `texts` is what is read of each, and `of_blocks` what `block_coverage` gives of the passage, which
        counts for rows.
        """
        shares = self._coverage(question, list(texts.values())).tolist()
        covered = dict(zip(texts, shares, strict=True))
        rows = {row.start for row in evidence.rows} & covered.keys()
        return covered | {start: of_blocks[start] for start in rows & of_blocks.keys()}

    def topic_features(
        self, question: str, evidence: Sequence[Evidence], relevances: Sequence[Relevance]
    ) -> TopicFeatures:
        """The features of what was found for a question, at least one evidence, and of its relevances."""
        texts = [reading_text(relevances[0].evidence.passage)]
        return topic_features(evidence, relevances, float(self._coverage(question, texts)[0]))

    def scored_spans(
        self, question: str, evidence: Sequence[Evidence], cache: LogitsCache | None = None
    ) -> list[ScoredSpan]:
        """Every span of all evidence that competes, each range of a document once, highest score first.

        A caller who reads the same passages again may keep a `cache` between calls.
        """
        return self._scorer.spans(question, evidence, LogitsCache() if cache is None else cache)
