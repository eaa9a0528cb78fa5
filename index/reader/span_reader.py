"""The reader with the reading model: a question and its evidence → exact spans, or no answer.

The model ranks the passages by how likely they answer. It then looks for the words that answer in the best
passages. If no words are sure enough, a block answers. A cell, item, row, table or section that the question
names answers without the model (lookup/answers.py).
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
from index.reader.blocks.exchanges import is_in_answered_question, only_asks
from index.reader.blocks.steps import with_all_steps
from index.reader.blocks.words_or_block import is_block_better, should_mark
from index.reader.calibration.blocks import BlockCalibration, decide_blocks
from index.reader.calibration.topic import TopicCalibration, TopicFeatures, topic_features
from index.reader.calibration.words import Calibration, decide
from index.reader.constraints.all_constraints import (
    block_meets_constraints,
    meets_constraints,
    with_numbers_first,
    with_person_first,
)
from index.reader.constraints.complements import without_missing_complement
from index.reader.constraints.denials import is_denied
from index.reader.constraints.kinds_of_answers import is_of_other_kind
from index.reader.constraints.labels import is_about_another_label
from index.reader.constraints.numbers import is_about_another_name, names_a_version_of, ranges_with_names
from index.reader.editions.newest_first import with_newest_first, without_older_editions
from index.reader.evidence.ranges import passage_alone, quotable_ranges_between, range_text
from index.reader.expansion.changed_values import with_changed_value
from index.reader.expansion.later_messages import with_later_message
from index.reader.expansion.retractions import with_retraction
from index.reader.expansion.several_cases import with_every_case
from index.reader.lookup.answers import with_named_answer
from index.reader.model_config import MODEL_FILE, read_model_config
from index.reader.network.reading_model import LogitsCache, ReadingModel
from index.reader.network.relevance import Relevance, relevance, worth_reading
from index.reader.network.rows import block_coverage
from index.reader.network.span_scorer import SpanScorer
from index.reader.network.spans import ScoredSpan
from index.reader.network.windows import Window
from index.reader.question.asked_question import AskedQuestion
from index.reader.question.coverage import Coverage
from index.reader.question.question_kinds import is_negated
from index.types import Evidence, Hit, Outcome, Reading, Span

WEIGHTS = Path(__file__).parent / "weights"  #: the folder of the model that ships

READ_FOR_WORDS = 4  #: how many of the most relevant passages are read for words
# From this confidence in a block, passages are shown whatever their topic. Of the questions about another
# community's documents that are not on the topic, 2 in a hundred reach it.
_SHOWN_CONFIDENCE = 0.3
_WORD_CHARACTER = re.compile(r"\w")


def _by_rank(
    windows: Sequence[Window], logits: Sequence[np.ndarray]
) -> Iterator[tuple[int, list[tuple[Window, np.ndarray]]]]:
    """Yield the rank of each evidence, and its windows with their logits."""
    pairs = zip(windows, logits, strict=True)
    for rank, group in groupby(pairs, key=lambda pair: pair[0].rank):
        yield rank, list(group)


def _quotable_texts(evidence: Evidence) -> dict[int, str]:
    """Return the reading text of each quotable range of a passage, by its start in the document."""
    ranges = quotable_ranges_between(evidence, evidence.passage.start, evidence.passage.end)
    return {evidence.start + start: range_text(evidence, start, end) for start, end in ranges}


def _answering(blocks: Reading) -> Span | None:
    """Return the block that answers; None if no block is sure enough, or if the first one only asks."""
    first = blocks.answer
    if first is None or only_asks(first.evidence, first.highlight or (first.start, first.end)):
        return None
    return first


@lru_cache(maxsize=1)  # a model takes 30 MB, and every index is read with the same one
def _load_session(path: Path, state: tuple[int, ...]) -> Session:
    """Open the model in a file. A file that was replaced has another `state`, and is opened again."""
    return open_session(path)


def _file_state(path: Path) -> tuple[int, ...]:
    """Return values that differ once another file has replaced this one.

    Raises ModelUnavailable if the file cannot be read.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise ModelUnavailable(f"The model file {path.name} cannot be read ({error.strerror}).") from error
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


class SpanReader:
    """Implements `index.types.Reader` with a reading model and calibrations of words, blocks and the topic.

    An answer needs a confidence of at least `confidence`; by default, the thresholds of the calibrations
    apply. `coverage` weights terms by their idf in the index. `index_size` is the number of passages in
    the index.
    """

    name = "default"

    def __init__(
        self,
        model: ReadingModel,
        calibration: Calibration,
        *,
        block_calibration: BlockCalibration | None = None,
        topic: TopicCalibration | None = None,
        confidence: float | None = None,
        coverage: Coverage | None = None,
        index_size: int = 1,
    ) -> None:
        self.calibration = calibration
        self.block_calibration = block_calibration or BlockCalibration()
        if confidence is not None:
            self.calibration = replace(calibration, answer_threshold=confidence)
            self.block_calibration = replace(self.block_calibration, threshold=confidence)
        self._confidence = confidence or 0.0
        self.topic = topic or TopicCalibration()
        self._model = model
        self._coverage = coverage or Coverage()
        self._scorer = SpanScorer(model, self._coverage)
        self._index_size = index_size

    @classmethod
    def load(
        cls,
        folder: Path = WEIGHTS,
        *,
        confidence: float | None = None,
        coverage: Coverage | None = None,
        index_size: int = 1,
        threads: int = 0,
    ) -> SpanReader:
        """Load the model in `folder`, check it against its checksum, and return its reader.

        Readers of the same file share one copy of the model. Raises ModelUnavailable if a file is missing or
        damaged.
        """
        config = read_model_config(folder)
        session = _load_session(folder / MODEL_FILE, _file_state(folder / MODEL_FILE))
        return cls(
            ReadingModel(session, load_tokenizer(), config.limits, threads=threads),
            config.calibration,
            block_calibration=config.blocks,
            topic=config.topic,
            confidence=confidence,
            coverage=coverage,
            index_size=index_size,
        )

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer. Never raises on odd text."""
        if not _WORD_CHARACTER.search(question):
            return Reading(Outcome.NOTHING)
        asked = AskedQuestion(question)
        reading = self._read(asked, evidence)
        reading = with_named_answer(asked, reading, self._confidence)
        reading = without_missing_complement(asked, reading)
        reading = with_retraction(question, reading)
        reading = with_every_case(asked, reading)
        reading = with_changed_value(asked, reading)
        return with_later_message(asked, reading)

    def _read(self, asked: AskedQuestion, evidence: tuple[Evidence, ...]) -> Reading:
        """Return the network's reading of the evidence: words, else a block, else passages or nothing."""
        question, cache = asked.text, LogitsCache()
        relevances = with_numbers_first(question, self.relevances(question, evidence, cache))
        relevances = with_newest_first(question, with_person_first(asked, relevances))
        words = self.words(question, relevances, cache)
        best = words.answer
        fits = best and meets_constraints(asked, best.evidence, best.start, is_words=True)
        blocks = self._block_reading(asked, relevances, None if fits else best)
        blocks = replace(blocks, evidence=words.evidence)
        block = _answering(blocks)
        if best and fits and not (block and is_block_better(asked, best, block)):
            return words
        if block:
            return with_all_steps(asked, self._with_words_marked(asked, blocks, words))
        shown = self._should_show(question, evidence, relevances, blocks)
        return replace(blocks, outcome=Outcome.PASSAGES if shown else Outcome.NOTHING)

    def _block_reading(
        self, asked: AskedQuestion, relevances: Sequence[Relevance], refused: Span | None
    ) -> Reading:
        """Return the reading of the passages by their blocks.

        No block answers if that of the first passage does not meet the constraints of the question, or if it
        contains the words `refused`, which do not meet them.
        """
        if not relevances or block_meets_constraints(asked, relevances[0], refused):
            return decide_blocks(relevances, self.block_calibration)
        return decide_blocks(
            relevances, replace(self.block_calibration, threshold=math.inf)
        ).without_confidence()

    def _with_words_marked(self, asked: AskedQuestion, blocks: Reading, words: Reading) -> Reading:
        """Return the reading `blocks`, with the likeliest words marked in its first block.

        It is unchanged if the words are not sure enough, or do not meet the constraints of the question.
        """
        block, *others = blocks.spans
        likeliest = next(iter(words.spans), None)
        if likeliest is None or not should_mark(asked, likeliest, block):
            return blocks
        if not meets_constraints(asked, likeliest.evidence, likeliest.start, is_words=True):
            return blocks
        return replace(blocks, spans=(replace(block, highlight=(likeliest.start, likeliest.end)), *others))

    def _should_show(
        self,
        question: str,
        evidence: Sequence[Evidence],
        relevances: Sequence[Relevance],
        blocks: Reading,
    ) -> bool:
        """Whether passages are shown although none of them answers.

        They are shown if the first block is fairly likely to answer, if the passages are on the topic, or if
        the first contains the version that the question names. They are not shown if no passage has a word of
        the question: "you suck".
        """
        if not relevances or not any(each.hit.bm25 for each in evidence):
            return False
        if any(block.confidence >= _SHOWN_CONFIDENCE for block in blocks.spans[:1]):
            return True
        if names_a_version_of(question, relevances[0].evidence):
            return True
        return self.topic.is_on_topic(self.topic_features(question, evidence, relevances))

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """Return the hits of all `evidence` with at least one token, most relevant first.

        Never raises on odd text.
        """
        if not _WORD_CHARACTER.search(question):
            return [each.hit for each in evidence]
        relevances = self._relevances(question, evidence, LogitsCache())
        return [replace(each.evidence.hit, score=each.rank_score) for each in relevances]

    def words(
        self, question: str, relevances: Sequence[Relevance], cache: LogitsCache | None = None
    ) -> Reading:
        """Return the reading of the most relevant passages by their words."""
        ranked, negated = tuple(each.evidence for each in relevances), is_negated(question)
        spans = [
            span
            for span in self.scored_spans(question, ranked[:READ_FOR_WORDS], cache)
            if not is_of_other_kind(question, ranked[span.rank], span.start, span.end)
            and (negated or not is_denied(ranked[span.rank], span.start))
            and not is_about_another_name(question, ranked[span.rank], span.start)
            and not is_about_another_label(question, ranked[span.rank], span.start)
            and not is_in_answered_question(ranked[span.rank], span.start)
        ]
        spans = without_older_editions(question, spans, ranked)
        return replace(decide(spans, ranked, self.calibration, self._index_size), evidence=ranked)

    def relevances(
        self, question: str, evidence: Sequence[Evidence], cache: LogitsCache | None = None
    ) -> list[Relevance]:
        """Return the relevance of each evidence, read without the text around its passage; highest first.

        Evidence that retrieval ranks so low that it can hardly come first is omitted.
        """
        worth = worth_reading(evidence, READ_FOR_WORDS)
        return self._relevances(question, worth, LogitsCache() if cache is None else cache)

    def _relevances(self, question: str, evidence: Sequence[Evidence], cache: LogitsCache) -> list[Relevance]:
        """Return the relevance of each evidence, read without the text around its passage; highest first.

        The model reads the question without a question mark: with one, every passage would look likelier.
        """
        passages = [passage_alone(each) for each in evidence]
        without_mark = question.rstrip("?？ ") or question
        windows = list(chain.from_iterable(self._model.windows(without_mark, passages)))
        limits = self._model.limits
        logits = self._model.logits(windows, cache)
        found = []
        for rank, pairs in _by_rank(windows, logits):
            of_blocks = block_coverage(question, passages[rank], self._coverage)
            texts = _quotable_texts(evidence[rank])
            found.append(
                relevance(
                    evidence[rank],
                    [window for window, _ in pairs],
                    [each for _, each in pairs],
                    limits,
                    self._quotable_coverage(question, evidence[rank], texts, of_blocks),
                    of_blocks,
                    ranges_with_names(question, texts),
                )
            )
        return sorted(found, key=lambda each: -each.rank_score)

    def _quotable_coverage(
        self, question: str, evidence: Evidence, texts: Mapping[int, str], of_blocks: Mapping[int, float]
    ) -> dict[int, float]:
        """Return how much of the question each quotable range of a passage covers, by its start.

        `texts` has the reading text of each. Rows have the coverage that `block_coverage` returned for them,
        in `of_blocks`.
        """
        shares = self._coverage(question, list(texts.values())).tolist()
        covered = dict(zip(texts, shares, strict=True))
        rows = {row.start for row in evidence.rows} & covered.keys()
        return covered | {start: of_blocks[start] for start in rows & of_blocks.keys()}

    def topic_features(
        self, question: str, evidence: Sequence[Evidence], relevances: Sequence[Relevance]
    ) -> TopicFeatures:
        """Return the features of at least one evidence and its relevances for the topic calibration."""
        texts = [reading_text(relevances[0].evidence.passage)]
        return topic_features(evidence, relevances, float(self._coverage(question, texts)[0]))

    def scored_spans(
        self, question: str, evidence: Sequence[Evidence], cache: LogitsCache | None = None
    ) -> list[ScoredSpan]:
        """Return every candidate span of the evidence, each range of a document once, highest score first.

        With the same `cache` in several calls, the model reads each window once.
        """
        return self._scorer.spans(question, evidence, LogitsCache() if cache is None else cache)
