"""The network's logits → how likely each evidence answers, and which of its blocks does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.documents.questions import asks
from index.documents.structure import characters
from index.passages.reading_text import clipped
from index.passages.sentences import Range, stripped
from index.reader.evidence_text import evidence_blocks, evidence_sentences, evidence_units
from index.reader.spans import BLOCK, span_scores
from index.reader.windows import TokenLimits, Window
from index.types import Block, Evidence

# What an evidence is ranked by is its relevance plus this times its retrieval score. Chosen from 2, 4, 8, 16
# and 32 on the questions of tests/benchmarks/real.py.
RETRIEVAL_WEIGHT = 32.0
MAX_BLOCK_CHARACTERS = 600  #: of a section or a list that is given whole as an answer
MAX_PARAGRAPH_CHARACTERS = 300  #: of a paragraph that is; of a longer one the sentences around the best are
_NEARLY_BEST = 2.0  # the relevance of an item that is no further behind the best of its list answers too


@dataclass(frozen=True, slots=True)
class Relevance:
    """How likely an evidence answers the question, and where in it.

    `starts` and `mass` have a row for each token of its windows that stands for characters of the context.
    """

    evidence: Evidence
    score: float  #: the logit that the passage answers, as far as the network alone tells
    starts: np.ndarray  #: int32 [tokens], characters of the context
    mass: np.ndarray  #: float64 [tokens]: the log of the summed exponentials of the spans that start there

    @property
    def rank_score(self) -> float:
        """What evidence is ranked by, highest first."""
        return self.score + RETRIEVAL_WEIGHT * self.evidence.hit.score

    def of(self, start: int, end: int) -> float:
        """The logit that any words between two characters of the context answer."""
        return _log_sum(self.mass[(self.starts >= start) & (self.starts < end)])


def relevance(
    evidence: Evidence, windows: Sequence[Window], logits: Sequence[np.ndarray], limits: TokenLimits
) -> Relevance:
    """The relevance of an evidence by the logits of its windows, at least one.

    Weights with four outputs say at token 0 whether the window answers. With three, it is the log of the
    summed exponentials of the scores of all spans of the passage, where "no answer" is 0.
    """
    starts = np.concatenate([window.offsets[:, 0] for window in windows])
    mass = np.concatenate(
        [
            np.logaddexp.reduce(span_scores(window, each, limits), axis=0)
            for window, each in zip(windows, logits, strict=True)
        ]
    )
    start, end = evidence.passage.start - evidence.start, evidence.passage.end - evidence.start
    if logits[0].shape[1] > BLOCK:
        score = max(float(each[0, BLOCK]) for each in logits)
    else:
        score = _log_sum(mass[(starts >= start) & (starts < end)])
    return Relevance(evidence, score, starts, mass)


def _log_sum(mass: np.ndarray) -> float:
    return float(np.logaddexp.reduce(mass)) if len(mass) else -30.0


def answering_block(read: Relevance) -> Range:
    """The block of a passage that answers, as characters of the document: whole, where it is not too long.

    Under a heading that asks, what stands there answers. Otherwise it is the paragraph, the item, the row or
    the code with the highest relevance: with more than one item that answers, their list; of a long paragraph
    the sentences around the best. Of a passage without text it is empty.
    """
    evidence = read.evidence
    passage = evidence.passage
    clips = [
        clipped(block, passage.start, passage.end)
        for block in evidence_blocks(evidence)
        if passage.start < block.end and block.start < passage.end and block.kind not in ("heading", "header")
    ]
    inside = [
        clip._replace(start=evidence.start + start, end=evidence.start + end)
        for clip in clips
        for start, end in stripped(evidence.context, clip.start - evidence.start, clip.end - evidence.start)
    ]
    if not inside:
        return passage.start, passage.start
    if passage.trail and asks(passage.trail[-1]):
        whole = (inside[0].start, inside[-1].end)
        if _length(evidence, *whole) <= MAX_BLOCK_CHARACTERS:
            return whole
    scores = [read.of(block.start - evidence.start, block.end - evidence.start) for block in inside]
    best = int(np.argmax(scores))
    block = inside[best]
    if block.kind == "item":
        return _list(read, inside, scores, best)
    too_long = _length(evidence, block.start, block.end) > MAX_PARAGRAPH_CHARACTERS
    if too_long and block.kind in ("paragraph", "quotation"):
        return _sentences(read, block)
    return block.start, block.end


def _list(read: Relevance, blocks: Sequence[Block], scores: Sequence[float], best: int) -> Range:
    """The best item, or with the others of its list that answer nearly as well all of the list."""
    first = last = best
    while first > 0 and blocks[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind == "item":
        last += 1
    answering = sum(score >= scores[best] - _NEARLY_BEST for score in scores[first : last + 1])
    start, end = blocks[first].start, blocks[last].end
    if answering > 1 and _length(read.evidence, start, end) <= MAX_BLOCK_CHARACTERS:
        return start, end
    return blocks[best].start, blocks[best].end


def _sentences(read: Relevance, block: Block) -> Range:
    """The best sentence of a block, and those after and before it that fit."""
    evidence = read.evidence
    first, last = block.start - evidence.start, block.end - evidence.start
    sentences = [each for each in evidence_sentences(evidence) if first <= each[0] and each[1] <= last]
    if not sentences:
        return block.start, block.end
    best = sentences[int(np.argmax([read.of(*sentence) for sentence in sentences]))]
    start, end = _grown(best, sentences, MAX_PARAGRAPH_CHARACTERS)
    return evidence.start + start, evidence.start + end


def block_in_passage(read: Relevance, limit: int) -> Range:
    """The block that answers with what stands around it in its passage, up to so many characters.

    What is added are whole sentences, items, rows and code, those after the block first.
    """
    evidence, passage = read.evidence, read.evidence.passage
    start, end = (offset - evidence.start for offset in answering_block(read))
    first, last = passage.start - evidence.start, passage.end - evidence.start
    units = [unit for unit in evidence_units(evidence) if first <= unit[0] and unit[1] <= last]
    start, end = _grown((start, end), units, limit)
    return evidence.start + start, evidence.start + end


def _grown(kept: Range, units: Sequence[Range], limit: int) -> Range:
    """A range with the units after it, then those before it, as far as they fit into so many characters."""
    start, end = kept
    for unit in units:
        if unit[0] >= end and unit[1] - start > limit:
            break
        end = max(end, unit[1]) if unit[0] >= end else end
    for unit in reversed(units):
        if unit[1] <= start and end - unit[0] > limit:
            break
        start = min(start, unit[0]) if unit[1] <= start else start
    return start, end


def _length(evidence: Evidence, start: int, end: int) -> int:
    return characters(evidence.context, start - evidence.start, end - evidence.start)
