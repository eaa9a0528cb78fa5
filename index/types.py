"""The values that flow through Munshi. They never change once made, and import nothing heavy.

Offsets are in characters of `Document.text`, half open, like a slice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"  #: a short answer with one to three citations
    PASSAGES = "passages"  #: text on the subject, but no direct answer
    NOTHING = "nothing"  #: the documents do not speak of it


@dataclass(frozen=True, slots=True)
class Document:
    """One file's text. `pages` holds the offset at which each page starts, where there are pages."""

    name: str  #: path below the documents folder, with forward slashes
    title: str
    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document: `document.text[start:end] == text`."""

    document: str  #: the document's name
    title: str  #: the document's title
    start: int
    end: int
    text: str
    line: int  #: the line on which it starts, from 1
    page: int | None = None  #: the page on which it starts, from 1, where there are pages


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with the fused score it is ranked by and the two it is made of."""

    passage: Passage
    score: float  #: fused; higher is better
    cosine: float  #: of the question's and the passage's vector, -1 to 1
    bm25: float  #: 0 and up


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit as a reader gets it: the passage inside its neighbourhood of the same document.

    `context[passage.start - start : passage.end - start] == passage.text`.
    """

    hit: Hit
    context: str
    start: int  #: where `context` starts in the document

    @property
    def passage(self) -> Passage:
        return self.hit.passage


@dataclass(frozen=True, slots=True)
class Span:
    """An answer that a reader found: characters `start` to `end` of the document of `evidence`."""

    evidence: Evidence
    start: int
    end: int
    confidence: float  #: how likely it is right, 0 to 1

    @property
    def text(self) -> str:
        return self.evidence.context[self.start - self.evidence.start : self.end - self.evidence.start]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question: an outcome, and its spans, best first.

    `ANSWERED` has at least one span; the first is the answer, the others say the same or come next.
    """

    outcome: Outcome
    spans: tuple[Span, ...] = ()


class Reader(Protocol):
    """Decides which evidence answers, which words are the answer, and whether there is one at all."""

    name: str

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer to `question`. Never raises on odd text."""
        ...


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of an answer: `document.text[start:end] == quote`, whole sentences around the answer."""

    document: str
    title: str
    start: int
    end: int
    quote: str
    line: int  #: the line on which the quote starts, from 1
    page: int | None = None
    answer: tuple[int, int] | None = None  #: the answer's place inside `quote`, where there is one

    @property
    def location(self) -> str:
        """Where to look, for people: `notes/chapter.md, page 3, line 12`."""
        page = "" if self.page is None else f"page {self.page}, "
        return f"{self.document}, {page}line {self.line}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes back as.

    With `ANSWERED`, `text` stands verbatim in the first citation's quote. With `PASSAGES` and
    `NOTHING`, `text` is empty; with `NOTHING` there are no citations either.
    """

    question: str
    outcome: Outcome
    text: str
    confidence: float
    citations: tuple[Citation, ...]
    generation: int
    reader: str = ""
    notices: tuple[str, ...] = ()  #: sentences the user should see, such as that the index is stale
    milliseconds: Mapping[str, float] = field(default_factory=dict, compare=False)  #: by stage


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered."""

    question: str
    answer: str
