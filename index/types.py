"""The values that flow through Munshi. They never change once made, and import nothing heavy.

Offsets are in characters of `Document.text`, half open, like a slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

MAX_QUESTION_CHARACTERS = 2000  #: of a question; what follows is not read
TRAIL_SEPARATOR = " › "  #: between the title and the headings that a block stands under
CELL_SEPARATOR = " · "  #: between the cells of a row, as it is read
LINE_BREAK = ", "  #: as which a line break in a cell is read

Range = tuple[int, int]  #: start and end in characters


def overlap(first: Range, second: Range) -> bool:
    """Whether two ranges have a character in common."""
    return first[0] < second[1] and second[0] < first[1]


class Outcome(StrEnum):
    """What a question led to."""

    ANSWERED = "answered"  #: words or a block that answer, with their citations
    PASSAGES = "passages"  #: passages on the subject, but no direct answer
    NOTHING = "nothing"  #: the documents do not speak of it


BlockKind = Literal["heading", "paragraph", "item", "header", "row", "code", "quotation", "message"]
HEADS = ("heading", "header")  #: the kinds of blocks that name what is below them, and answer nothing
PROSE = ("paragraph", "item", "quotation", "message")  #: the kinds of blocks that are running text


class Replacement(NamedTuple):
    """Characters `start` to `end` of a text are read as `shown`; what is quoted stays as it stands.

    Markup is read as nothing: the target of a link, a tag. An entity is read as its character. Where `start`
    equals `end`, `shown` is read there though it stands elsewhere: the column's name before a table's cell.
    """

    start: int
    end: int
    shown: str


class Block(NamedTuple):
    """A part of a document's structure: characters `start` to `end` of its text, without space at the ends.

    `header` is the row of a table that names its columns; a list item goes to where its first nested item
    starts; a message of a chat begins with its author and the time. What is no prose (front matter, comments,
    reference definitions, rules, badges) is in no block.
    """

    kind: BlockKind
    start: int
    end: int
    trail: tuple[str, ...] = ()  #: the headings that it stands under, outermost first, as they are read
    replacements: tuple[Replacement, ...] = ()  #: in order, inside the block, none overlaps another
    lead: str = ""  #: what introduces it, as it is read: a sentence, or the items that its list stands in

    def holds(self, at: int) -> bool:
        """Whether a character of the document stands in it."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One file's text, and what stands where in it. `blocks` come in order, and no two overlap."""

    name: str  #: path below the documents folder, with forward slashes
    title: str
    text: str
    pages: tuple[int, ...] = ()  #: the offset at which each page (slide, sheet) starts, where there are pages
    blocks: Iterable[Block] = ()  #: may be computed anew each time, since a long text has millions
    page_names: tuple[str, ...] = ()  #: "slide 3", "sheet Fares"; empty where they are "page 1", "page 2"
    line_name: Literal["line", "row", ""] = "line"  #: what a line is called; empty where lines tell nothing


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document: `document.text[start:end] == text`."""

    document: str  #: the document's name
    title: str  #: the document's title
    start: int
    end: int
    text: str
    line: int  #: the line on which it starts, from 1
    page: int | None = None  #: the page on which it starts, from 1, where there are pages
    trail: tuple[str, ...] = ()  #: the headings that it stands under, outermost first
    blocks: tuple[Block, ...] = ()  #: what it is made of, in order; empty: a paragraph without markup


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with the score that ranks it and the two that retrieval fuses."""

    passage: Passage
    score: float  #: higher is better; retrieval's fused one, or of `Reader.rank` the reader's
    cosine: float  #: of the question's and the passage's vector, -1 to 1
    bm25: float  #: 0 and up


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit as a reader gets it: the passage within its context, a stretch of the same document around it.

    `context[passage.start - start : passage.end - start] == passage.text`.
    """

    hit: Hit
    context: str
    start: int  #: where `context` starts in the document
    blocks: tuple[Block, ...] = ()  #: what the context is made of, in order; empty: paragraphs without markup

    @property
    def passage(self) -> Passage:
        """The passage of the hit."""
        return self.hit.passage

    @property
    def rows(self) -> list[Block]:
        """The rows of tables in the context, in order."""
        return [block for block in self.blocks if block.kind == "row"]

    def row_at(self, at: int) -> Block | None:
        """The row of a table that character `at` of the document stands in; None where it is in none."""
        return next((row for row in self.rows if row.holds(at)), None)

    def text_between(self, start: int, end: int) -> str:
        """Characters `start` to `end` of the document."""
        return self.context[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class Span:
    """An answer in the evidence: characters `start` to `end` of its document."""

    evidence: Evidence
    start: int
    end: int
    confidence: float  #: the probability that it is right, 0 to 1
    highlight: tuple[int, int] | None = None
    """Of a block that answers, the part or words to mark, as characters of the document; None: all of it."""

    @property
    def text(self) -> str:
        """The words of the document."""
        return self.evidence.text_between(self.start, self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a character of a document in common."""
        same = self.evidence.passage.document == other.evidence.passage.document
        return same and overlap((self.start, self.end), (other.start, other.end))


#: The words that answer, the whole sentence, list, row or code that does, or a language model's sentences.
AnswerKind = Literal["words", "block", "wording"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading: an outcome, and spans, best first.

    `ANSWERED` has at least one span, and the first is the answer.
    """

    outcome: Outcome
    spans: tuple[Span, ...] = ()
    kind: AnswerKind = "words"  #: of the spans
    evidence: tuple[Evidence, ...] = ()  #: what was read, most relevant first, where the reader ranks it

    @property
    def answer(self) -> Span | None:
        """The words or the block that answer; None where nothing does."""
        return self.spans[0] if self.outcome is Outcome.ANSWERED else None

    @property
    def words(self) -> Span | None:
        """The words that answer; None where a block does, or nothing."""
        return self.answer if self.kind == "words" else None

    def without_confidence(self) -> Reading:
        """The same, with spans that may be shown, and are no answers."""
        return replace(self, spans=tuple(replace(span, confidence=0.0) for span in self.spans))

    def answered_by(self, kind: AnswerKind, *spans: Span) -> Reading:
        """The same, with other spans, of which the first is the answer."""
        return replace(self, outcome=Outcome.ANSWERED, kind=kind, spans=spans)


class Reader(Protocol):
    """Finds the words of the evidence that answer a question, or decides that none do."""

    name: str

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read `evidence` (best first) for an answer to `question`. Never raises on odd text."""
        ...

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """The hits of `evidence` (best first), those first that answer likeliest; their scores fall.

        Those without anything to read may be left out.
        """
        ...


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of an answer: `document.text[start:end] == quote`, whole sentences, items or rows.

    `shown` is the quote as people read it: without markup, a table's cells with the names of their columns,
    each paragraph, item and row on a line, and prose in the lines that are meant.
    """

    document: str
    title: str
    start: int
    end: int
    quote: str
    line: int  #: the line on which the quote starts, from 1; of a sheet, its row
    page: int | None = None  #: that of the words that `answer` marks, or else of the quote's start, from 1
    answer: tuple[int, int] | None = None
    """The characters of `quote` that are marked: the words that answer, or a block's most relevant part."""
    #: the headings that the quote stands under, outermost first, without the title
    trail: tuple[str, ...] = ()
    shown: str = ""
    shown_answer: tuple[int, int] | None = None  #: the characters of `shown` that are marked
    page_name: str = ""  #: "page 3", "slide 3", "sheet Fares"; empty without pages
    line_name: Literal["line", "row", ""] = "line"  #: what a line is called; empty where it tells nothing
    contradicts: bool = False  #: it says otherwise than the first citation, in nearly the same words
    changed: str = ""  #: the date on which the file last changed, as 2026-11-27, where documents contradict

    def overlaps(self, other: Citation) -> bool:
        """Whether the two quote a character of a document in common."""
        same = self.document == other.document
        return same and overlap((self.start, self.end), (other.start, other.end))

    @property
    def location(self) -> str:
        """Where the quote stands, in words: `notes/chapter.md, line 12, Rules › Strikes`.

        Where documents contradict each other, the date of the file comes after its name.
        """
        changed = f"changed on {self.changed}" if self.changed else ""
        page = self.page_name or ("" if self.page is None else f"page {self.page}")
        line = f"{self.line_name} {self.line}" if self.line_name else ""
        return ", ".join(filter(None, (self.document, changed, page, line, TRAIL_SEPARATOR.join(self.trail))))


@dataclass(frozen=True, slots=True)
class WordedSentence:
    """A sentence of a language model, and the citation that proves it."""

    text: str
    citation: int  #: its place among the answer's citations, from 0


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """The reader's own answer, beside a wording that does not say the same."""

    text: str
    confidence: float  #: 0 to 1
    citation: int  #: its place among the answer's citations, from 0


@dataclass(frozen=True, slots=True)
class Wording:
    """An answer in a language model's sentences."""

    model: str
    sentences: tuple[WordedSentence, ...]  #: at least one
    agreed: bool  #: whether they say what the reader's own answer does
    reader: ReaderAnswer | None = None  #: that answer, where there is one that they do not say


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word of a question that no document has, and the word of the documents as which it was read."""

    asked: str
    read: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, with its proof.

    With `ANSWERED`, `text` stands verbatim in the first citation's quote or, where there is a `wording`, is
    its sentences, each proven by a citation's quote. With `PASSAGES` and `NOTHING`, `text` is empty; with
    `NOTHING` there are no citations either.
    """

    question: str
    outcome: Outcome
    text: str
    confidence: float  #: of the best span, 0 to 1; 0 where there is none
    citations: tuple[Citation, ...]  #: best first; no two overlap
    generation: int  #: the number of the index generation that answered
    reader: str = ""  #: the name of the reader
    kind: AnswerKind = "words"  #: what `text` is
    notices: tuple[str, ...] = ()  #: sentences for the user, such as that the question was cut
    milliseconds: Mapping[str, float] = field(default_factory=dict, compare=False)  #: by stage
    wording: Wording | None = None  #: where a language model wrote `text`
    misspellings: tuple[Misspelling, ...] = ()  #: words of the question that were read as others

    @property
    def shown(self) -> str:
        """`text` as people read it: without the document's markup."""
        first = self._proof
        if first is None or first.shown_answer is None:
            return self.text
        return first.shown[slice(*first.shown_answer)]

    @property
    def telling(self) -> str:
        """The words that tell most: of a sentence or block its marked part, else all of `text`."""
        first = self._proof
        return self.text if first is None or first.answer is None else first.quote[slice(*first.answer)]

    @property
    def _proof(self) -> Citation | None:
        """The citation whose quote holds `text`; None where nothing answers, or a model's sentences do."""
        return self.citations[0] if self.text and self.citations and not self.wording else None

    @property
    def contradicted(self) -> bool:
        """Whether another document, or entry of another day, says otherwise in nearly the same words; it is
        cited too."""
        return any(citation.contradicts for citation in self.citations)


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """A quote with the text around it."""

    text: str
    start: int  #: where `text` starts in the document


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered."""

    question: str
    answer: str
