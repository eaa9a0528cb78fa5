"""The network's logits → candidate spans of the evidence, each with its scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.reader.evidence.ranges import evidence_sentences
from index.reader.network.trim import trim
from index.reader.network.windows import TokenLimits, Window
from index.types import Evidence, Range

_SPANS_PER_WINDOW = 20  # further spans have next to no probability
BLOCK = 3  #: the index of the logit at token 0 that the window answers
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ScoredSpan:
    """A candidate span: characters `start` to `end` of a document, found in evidence number `rank`."""

    rank: int
    document: str
    start: int
    end: int
    text: str
    score: float  #: a logit: start + end + relevance; that of "no answer" is 0
    isolated_score: float = 0.0  #: its score when its sentence is read alone
    sentence_coverage: float = 0.0  #: how much of the question its sentence covers, 0 to 1
    context_coverage: float = 0.0  #: how much of the question its whole context covers, 0 to 1


def best_spans(
    window: Window, logits: np.ndarray, evidence: Evidence, limits: TokenLimits
) -> list[ScoredSpan]:
    """Return the spans of a window with the highest scores, best first, of at most `limits.answer` tokens.

    `logits` is what `ReadingModel.logits` returns for the window.
    """
    count = len(window.offsets)
    flat = span_scores(window, logits, limits).ravel()
    kept = min(_SPANS_PER_WINDOW, int(np.isfinite(flat).sum()))
    if not kept:
        return []
    order = sorted(np.argpartition(-flat, kept - 1)[:kept].tolist(), key=lambda index: (-flat[index], index))
    spans: dict[Range, ScoredSpan] = {}
    for index in order:
        length, first = divmod(index, count)
        start, end = trim(evidence.context, *_characters(window, first, first + length))
        if _WORD_CHARACTER.search(evidence.context, start, end):
            first, last = evidence.in_document(start, end)
            span = ScoredSpan(
                rank=window.rank,
                document=evidence.passage.document,
                start=first,
                end=last,
                text=evidence.context[start:end],
                score=float(flat[index]),
            )
            spans.setdefault((start, end), span)
    return list(spans.values())


def span_scores(window: Window, logits: np.ndarray, limits: TokenLimits) -> np.ndarray:
    """Return start + end + relevance, float64 [tokens of an answer, context tokens]; -inf without a span.

    Row i has the spans of i + 1 tokens by their first token. A span lies within one unit of the window.
    """
    count, units = len(window.offsets), window.units
    tokens = logits[window.first : window.first + count].astype(np.float64)
    scores = np.full((min(limits.answer, count), count), -np.inf)
    for length in range(len(scores)):
        sums = tokens[: count - length, 0] + tokens[length:, 1] + logits[0, 2]
        together = (units[: count - length] == units[length:]) & (units[length:] >= 0)
        scores[length, : count - length] = np.where(together, sums, -np.inf)
    return scores


def _characters(window: Window, first: int, last: int) -> Range:
    """Return the range of context tokens `first` to `last`, extended to whole words."""
    words = window.words
    while first > 0 and words[first] >= 0 and words[first - 1] == words[first]:
        first -= 1
    while last + 1 < len(words) and words[last] >= 0 and words[last + 1] == words[last]:
        last += 1
    return int(window.offsets[first, 0]), int(window.offsets[last, 1])


def without_duplicates(spans: Iterable[ScoredSpan]) -> list[ScoredSpan]:
    """Return each range of a document once, with its highest score, best first."""
    best: dict[tuple[str, int, int], ScoredSpan] = {}
    for span in sorted(spans, key=lambda span: (-span.score, span.rank, span.start, span.end)):
        best.setdefault((span.document, span.start, span.end), span)
    return list(best.values())


def enclosing_sentences(sentences: Sequence[Range], start: int, end: int) -> Range:
    """Return a range, extended to the start of the sentence at `start` and the end of the sentence at `end`.

    An offset that is in no sentence is unchanged.
    """
    first, last = start, end
    for sentence_start, sentence_end in sentences:
        if sentence_start <= start < sentence_end:
            first = sentence_start
        if sentence_start < end <= sentence_end:
            last = sentence_end
    return first, last


def sentences_of(spans: Sequence[ScoredSpan], evidence: Sequence[Evidence]) -> list[Range]:
    """Return the sentence of each span, or the sentences over which it extends, as a range of its context."""
    sentences = {rank: evidence_sentences(evidence[rank]) for rank in {span.rank for span in spans}}
    ranges = []
    for span in spans:
        context_start = evidence[span.rank].start
        ranges.append(
            enclosing_sentences(sentences[span.rank], span.start - context_start, span.end - context_start)
        )
    return ranges
