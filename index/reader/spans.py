"""Evidence as the network reads it, and the network's scores as spans of the evidence. No model in here.

A frame is `[CLS] question [SEP] piece of a context [SEP]`, with the characters that each token stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from index.passages.sentences import Range, every_sentence
from index.types import Evidence

_CANDIDATES = 20  # spans of a frame that compete; those after them hold next to no probability
_WORD = re.compile(r"\w")
_EDGE = " \t\n\r\f\v\u00a0,;:-–—/\\|*_#~=<>"
_ABBREVIATION = re.compile(r"(?:\b\w|\.\w+|\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Inc|Ltd|Co|Corp|etc|vs))$")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»", '"': '"'}
_CLOSERS = frozenset(_PAIRS.values())


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in tokens. A question or context beyond them is cut or read in several frames."""

    question: int = 64
    context: int = 256
    answer: int = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """What the network reads at once. Row i of `offsets` and `words` belongs to token `first + i`."""

    rank: int  #: which evidence it is of
    ids: np.ndarray  #: int32 [tokens]
    first: int  #: the position of the first context token
    offsets: np.ndarray  #: int32 [context tokens, 2], characters of the context
    words: np.ndarray  #: int32 [context tokens]; pieces of one word have the same number


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer: characters `start` to `end` of evidence number `rank`'s document, and its score."""

    rank: int
    document: str
    start: int
    end: int
    text: str
    score: float  #: a logit; that of "no answer" is 0
    sentence: float = 0.0  #: share of the question's words that its sentence holds, rare ones weighing more
    context: float = 0.0  #: the same of the whole context
    alone: float = 0.0  #: the score that it has where its sentence is read by itself, a logit too


def frames(
    question: Sequence[int],
    encoding: Any,
    evidence: Evidence,
    rank: int,
    limits: Limits,
    marks: tuple[int, int],
) -> list[Frame]:
    """The frames of one evidence: one, unless its passage is longer than a frame.

    `encoding` is the tokenizer's of the context, `marks` the numbers of `[CLS]` and `[SEP]`.
    """
    ids = np.array(encoding.ids, np.int32)
    offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
    words = np.array([-1 if word is None else word for word in encoding.word_ids], np.int32)
    start = evidence.passage.start - evidence.start
    inside = np.flatnonzero((offsets[:, 1] > start) & (offsets[:, 0] < evidence.passage.end - evidence.start))
    if not len(inside):
        return []
    class_mark, separator = marks
    head = [class_mark, *question[: limits.question], separator]
    return [
        Frame(rank, np.array([*head, *ids[a:b], separator], np.int32), len(head), offsets[a:b], words[a:b])
        for a, b in _pieces(int(inside[0]), int(inside[-1]) + 1, len(ids), limits.context)
    ]


def _pieces(first: int, last: int, total: int, limit: int) -> Iterator[tuple[int, int]]:
    """Token ranges that cover `first` to `last`: the passage amid its neighbourhood, if it fits."""
    spare = limit - (last - first)
    if spare >= 0:
        left = min(first, max(spare // 2, spare - (total - last)))
        yield first - left, min(total, first - left + limit)
        return
    start = first
    while start + limit < last:
        yield start, start + limit
        start += limit // 2
    yield last - limit, last


def candidates(frame: Frame, logits: np.ndarray, evidence: Evidence, limits: Limits) -> list[Candidate]:
    """The best spans of a frame. `logits`, float32 [tokens, 3]: start, end, relevance (token 0)."""
    count = len(frame.offsets)
    rows = logits[frame.first : frame.first + count].astype(np.float64)
    scores = np.full((min(limits.answer, count), count), -np.inf)
    for length in range(len(scores)):  # row `length` holds the spans of length + 1 tokens, by their first
        scores[length, : count - length] = rows[: count - length, 0] + rows[length:, 1] + logits[0, 2]
    flat = scores.ravel()
    keep = min(_CANDIDATES, int(np.isfinite(flat).sum()))
    best = np.argpartition(-flat, keep - 1)[:keep] if keep else []
    found: dict[tuple[int, int], Candidate] = {}
    for place in sorted(best, key=lambda one: (-flat[one], one)):
        length, first = divmod(int(place), count)
        start, end = _characters(frame, first, first + length)
        start, end = trim(evidence.context, start, end)
        if _WORD.search(evidence.context, start, end):
            text = evidence.context[start:end]
            start, end = start + evidence.start, end + evidence.start
            one = Candidate(frame.rank, evidence.passage.document, start, end, text, float(flat[place]))
            found.setdefault((start, end), one)
    return list(found.values())


def _characters(frame: Frame, first: int, last: int) -> tuple[int, int]:
    """The characters of tokens `first` to `last`, made whole words."""
    words = frame.words
    while first > 0 and words[first] >= 0 and words[first - 1] == words[first]:
        first -= 1
    while last + 1 < len(words) and words[last] >= 0 and words[last + 1] == words[last]:
        last += 1
    return int(frame.offsets[first, 0]), int(frame.offsets[last, 1])


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space, stray punctuation and unpaired quotes or brackets at its edges."""
    while start < end and _stray_at_start(text[start:end]):
        start += 1
    while start < end and _stray_at_end(text[start:end]):
        end -= 1
    while start < end and _stray_at_start(text[start:end]):  # an opening sign may have lost its other half
        start += 1
    return start, end


def _stray_at_start(piece: str) -> bool:
    sign = piece[0]
    if sign in _PAIRS:
        return _PAIRS[sign] not in piece[1:]
    if sign == "-" and piece[1:2].isdigit():
        return False  # a negative number
    return sign.isspace() or sign in _EDGE or sign in ".!?" or sign in _CLOSERS


def _stray_at_end(piece: str) -> bool:
    sign = piece[-1]
    if sign in _CLOSERS:
        return not _opened(piece)
    if sign == ".":
        return not _ABBREVIATION.search(piece[:-1])
    return sign.isspace() or sign in _EDGE or sign in "!?" or sign in _PAIRS


def _opened(piece: str) -> bool:
    """Whether the closing sign at the end of `piece` has its opening one in it."""
    if piece[-1] == "’" and len(piece) > 1 and piece[-2].isalpha():
        return True  # an apostrophe: "the boys’"
    return any(opener in piece[:-1] for opener, closer in _PAIRS.items() if closer == piece[-1])


def around(sentences: Sequence[Range], start: int, end: int) -> Range:
    """From the start of the sentence that holds `start` to the end of the one that holds `end`."""
    first, last = start, end
    for a, b in sentences:
        if a <= start < b:
            first = a
        if a < end <= b:
            last = b
    return first, last


def surroundings(found: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Range]:
    """The sentence of each candidate, or the sentences it runs through, as characters of its context."""
    sentences = {rank: every_sentence(evidence[rank].context) for rank in {one.rank for one in found}}
    starts = [evidence[one.rank].start for one in found]
    return [
        around(sentences[one.rank], one.start - start, one.end - start)
        for one, start in zip(found, starts, strict=True)
    ]


def excerpt(evidence: Evidence, start: int, end: int) -> Evidence:
    """Characters `start` to `end` of the context as a passage of its own, without neighbourhood."""
    text, at = evidence.context[start:end], evidence.start + start
    passage = replace(evidence.passage, start=at, end=at + len(text), text=text)
    return Evidence(replace(evidence.hit, passage=passage), text, at)


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    """Each place of a document once, with its best score, best first: neighbourhoods overlap."""
    best: dict[tuple[str, int, int], Candidate] = {}
    for one in sorted(found, key=lambda one: (-one.score, one.rank, one.start, one.end)):
        best.setdefault((one.document, one.start, one.end), one)
    return list(best.values())
