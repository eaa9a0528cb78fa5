"""The values that Munshi's parts pass to each other. They are immutable, and import nothing heavy.

Offsets count the characters of `Document.text`. Ranges are half open, like a slice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

MAX_QUESTION_CHARACTERS = 2000  #: the rest of a longer question is not read
TRAIL_SEPARATOR = " › "  #: between the title of a document and the headings above a block
CELL_SEPARATOR = " · "  #: between the cells of a table's row, in the text that is read
CELL_LINE_BREAK = ", "  #: what is read instead of a line break in a cell
_CELL_ENDS = re.compile(rf"{CELL_SEPARATOR}|\n")
_ONLY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Range = tuple[int, int]  #: start and end in characters


def overlap(first: Range, second: Range) -> bool:
    """Whether two ranges have a character in common."""
    return first[0] < second[1] and second[0] < first[1]


class Outcome(StrEnum):
    """Whether a question was answered, and if not, whether there are passages to show."""

    ANSWERED = "answered"  #: words or a block answer the question, with their citations
    PASSAGES = "passages"  #: no direct answer, but passages on the subject
    NOTHING = "nothing"  #: the documents say nothing about the subject


BlockKind = Literal["heading", "paragraph", "item", "header", "row", "code", "quotation", "message"]
HEADING_KINDS = ("heading", "header")  #: the kinds of blocks that name what is below them, and are no answers
PROSE_KINDS = ("paragraph", "item", "quotation", "message")  #: the kinds of blocks that are running text


class Replacement(NamedTuple):
    """What is read instead of characters `start` to `end`. Quotes keep the original text.

    Markup, such as a tag or the target of a link, is read as an empty text, and an entity as its character.
    If `start` equals `end`, `read` is inserted there: for example, the column's name before a table's cell.
    """

    start: int
    end: int
    read: str


class Block(NamedTuple):
    """A part of a document's structure: characters `start` to `end` of its text, without space at the ends.

    A `header` is the row of a table that names its columns. A list item ends where its first nested item
    starts. A message of a chat starts with its author and the time. Comments, settings in front matter,
    reference definitions, rules and badges are in no block.
    """

    kind: BlockKind
    start: int
    end: int
    trail: tuple[str, ...] = ()  #: the headings above it, outermost first, as they are read
    replacements: tuple[Replacement, ...] = ()  #: in order, inside the block; no two overlap
    lead: str = ""  #: what introduces it, as it is read: a sentence, or the items that its list is nested in

    def contains(self, at: int) -> bool:
        """Whether character `at` of the document is in the block."""
        return self.start <= at < self.end

    def shifted(self, by: int) -> Block:
        """The block with `by` added to all of its offsets, also to those of its replacements."""
        if not by:
            return self
        replacements = tuple(
            Replacement(start + by, end + by, read) for start, end, read in self.replacements
        )
        return self._replace(start=self.start + by, end=self.end + by, replacements=replacements)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one file, and its structure. `blocks` are in order, and no two overlap."""

    name: str  #: path below the documents folder, with forward slashes
    title: str
    text: str
    pages: tuple[int, ...] = ()  #: the offset at which each page (slide, sheet) starts; empty without pages
    blocks: Iterable[Block] = ()  #: may be computed at each iteration, since a long text has millions
    page_names: tuple[str, ...] = ()  #: "slide 3", "sheet Fares"; empty: they are "page 1", "page 2"
    line_name: Literal["line", "row", ""] = "line"  #: what a line is called; empty: lines are not shown


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document: `document.text[start:end] == text`."""

    document: str  #: the document's name
    title: str  #: the document's title
    start: int
    end: int
    text: str
    line: int  #: the line on which it starts, from 1
    page: int | None = None  #: the page on which it starts, from 1; None without pages
    trail: tuple[str, ...] = ()  #: the headings above it, outermost first
    blocks: tuple[Block, ...] = ()  #: the blocks in it, in order; empty: it is a paragraph without markup


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with the score that ranks it and the two scores that are fused."""

    passage: Passage
    score: float  #: higher is better: retrieval's fused score, or the reader's score from `Reader.rank`
    cosine: float  #: the cosine of the question's and the passage's vectors, -1 to 1
    bm25: float  #: 0 or more


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit as a reader gets it: the passage and its context, which is the text of the document around it.

    `context[passage.start - start : passage.end - start] == passage.text`.
    """

    hit: Hit
    context: str
    start: int  #: the offset in the document at which `context` starts
    blocks: tuple[Block, ...] = ()  #: the blocks in the context, in order; empty: paragraphs without markup

    @property
    def passage(self) -> Passage:
        """The passage of the hit."""
        return self.hit.passage

    @property
    def rows(self) -> list[Block]:
        """The rows of tables in the context, in order."""
        return [block for block in self.blocks if block.kind == "row"]

    def row_at(self, at: int) -> Block | None:
        """The table row that contains character `at` of the document; None if no row does."""
        return next((row for row in self.rows if row.contains(at)), None)

    def text_between(self, start: int, end: int) -> str:
        """Characters `start` to `end` of the document."""
        return self.context[start - self.start : end - self.start]

    @property
    def end(self) -> int:
        """The offset in the document at which `context` ends."""
        return self.start + len(self.context)

    @property
    def passage_in_context(self) -> Range:
        """The passage, as a range of the context."""
        return self.in_context(self.passage.start, self.passage.end)

    def in_context(self, start: int, end: int) -> Range:
        """Characters `start` to `end` of the document, as a range of the context."""
        return start - self.start, end - self.start

    def in_document(self, start: int, end: int) -> Range:
        """Characters `start` to `end` of the context, as a range of the document."""
        return start + self.start, end + self.start

    def block_in_context(self, block: Block) -> Block:
        """A block of the document, with offsets in the context."""
        return block.shifted(-self.start)


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer in the evidence: characters `start` to `end` of its document."""

    evidence: Evidence
    start: int
    end: int
    confidence: float  #: the probability that it is right, 0 to 1
    highlight: tuple[int, int] | None = None
    """The most relevant part of a block, as characters of the document; None: all of the span."""

    @property
    def text(self) -> str:
        """The text of the document in this range."""
        return self.evidence.text_between(self.start, self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether both spans contain the same character of the same document."""
        same = self.evidence.passage.document == other.evidence.passage.document
        return same and overlap((self.start, self.end), (other.start, other.end))


#: What the answer is: words; a block (a whole sentence, list, row or code); or a language model's sentences.
AnswerKind = Literal["words", "block", "wording"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: an outcome, and spans, best first.

    If the outcome is `ANSWERED`, there is at least one span, and the first is the answer.
    """

    outcome: Outcome
    spans: tuple[Span, ...] = ()
    kind: AnswerKind = "words"  #: what the spans are
    evidence: tuple[Evidence, ...] = ()  #: what was read, most relevant first; empty if it was not ranked

    @property
    def answer(self) -> Span | None:
        """The words or the block that answer the question; None if nothing does."""
        return self.spans[0] if self.outcome is Outcome.ANSWERED else None

    @property
    def words(self) -> Span | None:
        """The words that answer the question; None if a block answers it, or nothing does."""
        return self.answer if self.kind == "words" else None

    def without_confidence(self) -> Reading:
        """Return a copy whose spans have a confidence of 0: they may be shown, but are no answers."""
        return replace(self, spans=tuple(replace(span, confidence=0.0) for span in self.spans))

    def with_answer(self, kind: AnswerKind, *spans: Span) -> Reading:
        """Return a copy with the outcome `ANSWERED` and these spans, of which the first is the answer."""
        return replace(self, outcome=Outcome.ANSWERED, kind=kind, spans=spans)


class Reader(Protocol):
    """Finds the words of the evidence that answer a question, or decides that none do."""

    name: str

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Look for an answer to `question` in `evidence` (best first). No text makes it raise an error."""
        ...

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """Return the hits of `evidence` (best first), ordered by how likely they answer, likeliest first.

        The scores descend. Hits without text to read may be omitted.
        """
        ...


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote of a document, as evidence of an answer: whole sentences, items or rows.

    `document.text[start:end] == quote`. `shown` is the quote as people read it: without markup, a table's
    cells with the names of their columns, and each paragraph, item and row on a line. A line break in prose
    is kept where the author intended it.
    """

    document: str
    title: str
    start: int
    end: int
    quote: str
    line: int  #: the line on which the quote starts, from 1; in a sheet, the row
    page: int | None = None  #: of the words that `answer` marks, or else of the quote's start, from 1
    answer: tuple[int, int] | None = None
    """The characters of `quote` that are marked: the words that answer, or a block's most relevant part."""
    #: the headings above the quote, outermost first, without the title
    trail: tuple[str, ...] = ()
    shown: str = ""
    shown_answer: tuple[int, int] | None = None  #: the characters of `shown` that are marked
    page_name: str = ""  #: "page 3", "slide 3", "sheet Fares"; empty without pages
    line_name: Literal["line", "row", ""] = "line"  #: what a line is called; empty: lines are not shown
    contradicts: bool = False  #: whether it contradicts the first citation, in similar words
    changed: str = ""  #: the date on which the file last changed, as 2026-11-27, if documents contradict

    def overlaps(self, other: Citation) -> bool:
        """Whether both citations quote the same character of the same document."""
        same = self.document == other.document
        return same and overlap((self.start, self.end), (other.start, other.end))

    @property
    def location(self) -> str:
        """Where the quote is, in words: `notes/chapter.md, line 12, Rules › Strikes`.

        If documents contradict each other, the date of the file follows its name.
        """
        changed = f"changed on {self.changed}" if self.changed else ""
        page = self.page_name or ("" if self.page is None else f"page {self.page}")
        line = f"{self.line_name} {self.line}" if self.line_name else ""
        return ", ".join(filter(None, (self.document, changed, page, line, TRAIL_SEPARATOR.join(self.trail))))


@dataclass(frozen=True, slots=True)
class WordedSentence:
    """A sentence of a language model, and the citation that supports it."""

    text: str
    citation: int  #: the index of that citation in the answer's citations, from 0


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """The reader's own answer, which a language model's sentences do not state."""

    text: str
    confidence: float  #: 0 to 1
    citation: int  #: the index of its citation in the answer's citations, from 0


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer in a language model's sentences."""

    model: str
    sentences: tuple[WordedSentence, ...]  #: at least one
    agreed: bool  #: whether the sentences state the reader's own answer
    reader: ReaderAnswer | None = None  #: the reader's own answer, if there is one and they do not state it


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word of a question that is in no document, and the word of the documents that was read instead."""

    asked: str  #: the word of the question
    read: str  #: the word of the documents


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, with its citations.

    If the outcome is `ANSWERED`, `text` is in the first citation's quote, character for character. With a
    `wording`, `text` is instead the language model's sentences, each supported by a citation's quote. If the
    outcome is `PASSAGES` or `NOTHING`, `text` is empty; with `NOTHING` there are no citations either.
    """

    question: str
    outcome: Outcome
    text: str
    confidence: float  #: of the best span, 0 to 1; 0 without a span, or if a wording says something else
    citations: tuple[Citation, ...]  #: best first; no two overlap
    generation: int  #: the number of the index generation that answered
    reader: str = ""  #: the name of the reader
    kind: AnswerKind = "words"  #: what `text` is
    notices: tuple[str, ...] = ()  #: sentences for the user, for example that the question was cut
    milliseconds: Mapping[str, float] = field(default_factory=dict, compare=False)  #: stage → its time
    wording: Wording | None = None  #: the language model's sentences, if it wrote `text`
    misspellings: tuple[Misspelling, ...] = ()  #: the words of the question that were corrected
    answered_part: str = ""  #: the part of the question that is answered, if that is not all of it
    unanswered: tuple[str, ...] = ()  #: other questions of the same message, to which there is no answer
    read_as: str = ""  #: the question in full, if it was understood with the turns before it

    @property
    def shown(self) -> str:
        """`text` as people read it, without the document's markup."""
        first = self._answer_citation
        if first is None or first.shown_answer is None:
            return self.text
        return first.shown[slice(*first.shown_answer)]

    @property
    def headline(self) -> str:
        """`shown`; if that is only a number of a table, with the name of its column: "Euros per hour: 4"."""
        first = self._answer_citation
        if first is None or first.shown_answer is None or not _ONLY_NUMBER.fullmatch(self.shown):
            return self.shown
        start, end = first.shown_answer
        before, after = first.shown[:start], first.shown[end:]
        column = _CELL_ENDS.split(before)[-1]
        is_cell = column.endswith(": ") and bool(_CELL_ENDS.match(after) or not after)
        return f"{column}{self.shown}" if is_cell else self.shown

    @property
    def marked_text(self) -> str:
        """The most relevant words of the answer: the part that the first citation marks, or all of `text`."""
        first = self._answer_citation
        return self.text if first is None or first.answer is None else first.quote[slice(*first.answer)]

    @property
    def _answer_citation(self) -> Citation | None:
        """The citation whose quote contains `text`; None if nothing answers, or a language model wrote it."""
        return self.citations[0] if self.text and self.citations and not self.wording else None

    @property
    def contradicted(self) -> bool:
        """Whether another document, or another day's entry, contradicts the answer in similar words.

        That document or entry is then cited, too.
        """
        return any(citation.contradicts for citation in self.citations)


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """A quote with the text around it."""

    text: str
    start: int  #: the offset in the document at which `text` starts


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, and its answer."""

    question: str
    answer: str
    proof: Citation | None = None  #: the first citation, if the question was answered

    @classmethod
    def of(cls, question: str, answer: Answer) -> Turn:
        """Return the turn of a question and its answer; the text of the turn is the marked words."""
        is_answered = answer.outcome is Outcome.ANSWERED and bool(answer.citations)
        return cls(question, answer.marked_text, answer.citations[0] if is_answered else None)
