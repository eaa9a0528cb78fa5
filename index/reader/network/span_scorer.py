"""A question and its evidence → the candidate spans, each with all scores by which the answer is chosen.

The sentences of the best spans are also read alone, without the text around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from index.reader.evidence.evidence_text import evidence_text
from index.reader.evidence.ranges import isolate, range_text
from index.reader.network.reading_model import LogitsCache, ReadingModel
from index.reader.network.rows import prefer_matching_rows
from index.reader.network.spans import ScoredSpan, best_spans, sentences_of, without_duplicates
from index.reader.network.windows import Window
from index.reader.question.coverage import Coverage
from index.types import Evidence, Range

_ISOLATED_SENTENCES = 2  # sentences of each evidence that are also read alone
_MAX_BEHIND = 5.0  # a span whose score is more than this below the best has no chance
_MIN_ISOLATED_SCORE = -4.0  # the least isolated score of a span whose sentence was read alone
_UNREAD_ISOLATED_SCORE = -2.0  # the isolated score of a span whose sentence was not read alone


class SpanScorer:
    """Scores spans with a reading model. `coverage` weights terms by their idf in the index."""

    def __init__(self, model: ReadingModel, coverage: Coverage) -> None:
        self._model = model
        self._coverage = coverage

    def spans(self, question: str, evidence: Sequence[Evidence], cache: LogitsCache) -> list[ScoredSpan]:
        """Return every candidate span of the evidence, each range of a document once, highest score first."""
        windows = self._windows(question, evidence)
        spans = prefer_matching_rows(
            question, evidence, self._best_spans(evidence, windows, cache), self._coverage
        )
        sentences = sentences_of(spans, evidence)
        context_texts = {rank: evidence_text(evidence[rank]).text for rank in {span.rank for span in spans}}
        contexts = [context_texts[span.rank] for span in spans]
        texts = [
            range_text(evidence[span.rank], *sentence)
            for span, sentence in zip(spans, sentences, strict=True)
        ]
        distinct = list(dict.fromkeys([*texts, *contexts]))
        coverage = dict(zip(distinct, self._coverage(question, distinct).tolist(), strict=True))
        isolated_scores = self._isolated_scores(question, evidence, spans, sentences, cache)
        return [
            replace(
                span,
                isolated_score=isolated_score,
                sentence_coverage=coverage[text],
                context_coverage=coverage[context],
            )
            for span, isolated_score, text, context in zip(
                spans, isolated_scores, texts, contexts, strict=True
            )
        ]

    def _windows(self, question: str, evidence: Sequence[Evidence]) -> list[Window]:
        """Return the windows of all evidence whose passage is not contained in an earlier window."""
        windows: list[Window] = []
        covered: dict[str, list[Range]] = {}
        for each, new in zip(evidence, self._model.windows(question, evidence), strict=True):
            passage = each.passage
            ranges = covered.setdefault(passage.document, [])
            if any(start <= passage.start and passage.end <= end for start, end in ranges):
                continue
            for window in new:
                start, end = int(window.offsets[0, 0]), int(window.offsets[-1, 1])
                ranges.append((each.start + start, each.start + end))
            windows += new
        return windows

    def _best_spans(
        self, evidence: Sequence[Evidence], windows: Sequence[Window], cache: LogitsCache
    ) -> list[ScoredSpan]:
        """Return the best spans of the windows by their logits alone."""
        return without_duplicates(
            span
            for window, logits in zip(windows, self._model.logits(windows, cache), strict=True)
            for span in best_spans(window, logits, evidence[window.rank], self._model.limits)
        )

    def _isolated_scores(
        self,
        question: str,
        evidence: Sequence[Evidence],
        spans: Sequence[ScoredSpan],
        sentences: Sequence[Range],
        cache: LogitsCache,
    ) -> list[float]:
        """Return the score of each span when its sentence is read alone. `spans` come highest score first.

        Only the sentences of the best spans of each evidence are read, and none whose span is far below the
        best of all.
        """
        isolated: dict[int, dict[Range, Evidence]] = {span.rank: {} for span in spans}
        for span, sentence in zip(spans, sentences, strict=True):
            chosen = isolated[span.rank]
            if len(chosen) < _ISOLATED_SENTENCES and span.score >= spans[0].score - _MAX_BEHIND:
                chosen[sentence] = isolate(evidence[span.rank], *sentence)
        sentences_alone = [each for chosen in isolated.values() for each in chosen.values()]
        windows = list(chain.from_iterable(self._model.windows(question, sentences_alone)))
        scores = {
            (span.document, span.start, span.end): max(span.score, _MIN_ISOLATED_SCORE)
            for span in self._best_spans(sentences_alone, windows, cache)
        }
        return [
            scores.get((span.document, span.start, span.end), _MIN_ISOLATED_SCORE)
            if sentence in isolated[span.rank]
            else _UNREAD_ISOLATED_SCORE
            for span, sentence in zip(spans, sentences, strict=True)
        ]
