"""A reader without a reading model: it answers with the whole sentence that fits the question best.

It replaces the reading model if that is missing or damaged, and is the baseline of the model's benchmarks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from index.models.encoder import Encoder
from index.reader.evidence.ranges import evidence_sentences, range_text
from index.reader.question.coverage import Coverage
from index.types import Evidence, Hit, Outcome, Reading, Span

Number = TypeVar("Number", float, np.ndarray)

_MAX_PASSAGES = 5  # that are read; the sentence that answers is seldom in a later one
_MAX_SPANS = 5  # in a reading

# A logistic regression of "this sentence is in the right document and contains a right answer", fitted on 900
# development questions, each asked with its document in the index and without it. At _ANSWER_THRESHOLD, half
# of the answerable questions are answered, and one in eight of the unanswerable ones.
_COSINE, _COVERAGE, _PASSAGE, _INTERCEPT = 0.82, 3.21, 4.54, -6.43
_ANSWER_THRESHOLD, _PASSAGES_THRESHOLD = 0.35, 0.15


class SentenceReader:
    """Ranks sentences by their cosine with the question, their coverage of it, and their passage's scores."""

    name = "sentences"

    def __init__(self, encoder: Encoder, coverage: Coverage) -> None:
        self._encoder = encoder
        self._coverage = coverage

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first); the spans are the best sentences."""
        spans = self.best_sentences(question, evidence)
        confidence = spans[0].confidence if spans else 0.0
        if confidence >= _ANSWER_THRESHOLD:
            outcome = Outcome.ANSWERED
        elif confidence >= _PASSAGES_THRESHOLD:
            outcome = Outcome.PASSAGES
        else:
            outcome = Outcome.NOTHING
        return Reading(outcome, tuple(spans))

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """Return the hits of `evidence` in their own order: scores of sentences give no better one."""
        return [each.hit for each in evidence]

    def best_sentences(self, question: str, evidence: Sequence[Evidence]) -> list[Span]:
        """Return the best sentences of the first passages, best first, each range of a document once."""
        spans: dict[tuple[str, int, int], Span] = {}
        for each in evidence[:_MAX_PASSAGES]:
            passage = each.passage
            for first, last in evidence_sentences(each):
                start, end = each.start + first, each.start + last
                if passage.start <= start and end <= passage.end:
                    spans.setdefault((passage.document, start, end), Span(each, start, end, 0.0))
        if not spans:
            return []
        sentences = list(spans.values())
        logits = self._logits(question, sentences, max(each.hit.bm25 for each in evidence))
        order = np.argsort(-logits, kind="stable")[:_MAX_SPANS].tolist()
        return [replace(sentences[index], confidence=confidence(logits[index])) for index in order]

    def _logits(self, question: str, sentences: Sequence[Span], best_bm25: float) -> np.ndarray:
        """Return the logit of each sentence, float64 [sentences]; -inf if it cannot be among the best.

        Encoding takes nearly all of the time. So the sentences that are best by their other scores are
        encoded first. Of the rest, only those that a cosine of 1 would bring among the best are encoded.
        """
        texts = [_reading_text(sentence) for sentence in sentences]
        coverage = self._coverage(question, texts)
        hits = [sentence.evidence.hit for sentence in sentences]
        passage_scores = np.array([0.6 * hit.cosine + 0.4 * hit.bm25 / (best_bm25 or 1.0) for hit in hits])
        upper_bounds = sentence_logit(np.ones(len(sentences)), coverage, passage_scores)
        order = np.argsort(-upper_bounds, kind="stable")
        vector = self._encoder.encode([question])[0]
        logits = np.full(len(sentences), -np.inf)
        lowest = -np.inf
        for batch in (order[:_MAX_SPANS], order[_MAX_SPANS:]):
            batch = batch[upper_bounds[batch] >= lowest]
            if len(batch):
                cosines = self._encoder.encode([texts[index] for index in batch]) @ vector
                logits[batch] = sentence_logit(cosines, coverage[batch], passage_scores[batch])
                lowest = logits[batch].min()
        return logits


def _reading_text(sentence: Span) -> str:
    evidence = sentence.evidence
    return range_text(evidence, *evidence.in_context(sentence.start, sentence.end))


def sentence_logit(cosine: Number, coverage: Number, passage_score: Number) -> Number:
    """Return the logit of "this sentence contains a right answer".

    `cosine` is between the sentence and the question. `passage_score` is 0.6 times the cosine of its passage
    plus 0.4 times the BM25 score of its passage as a share of the highest.
    """
    return _COSINE * cosine + _COVERAGE * coverage + _PASSAGE * passage_score + _INTERCEPT


def confidence(logit: float) -> float:
    """Return the probability that a sentence with this logit contains a right answer."""
    return 1 / (1 + math.exp(-logit))
