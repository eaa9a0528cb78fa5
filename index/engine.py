"""Question → Answer: retrieve, read, cite, or say that the documents don't tell."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.documents.structure import LINE_END
from index.errors import UserError
from index.models.encoder import Encoder, load_encoder
from index.passages.sentences import every_sentence
from index.reader import load_reader
from index.reader.coverage import Coverage
from index.reader.spans import around
from index.search.retrieve import retrieve
from index.settings import IndexSettings
from index.store.changes import pending_changes
from index.store.compatibility import check_compatible
from index.store.generation import Generation
from index.store.manifest import DocumentEntry
from index.store.store import Store
from index.types import Answer, Citation, Evidence, Hit, Outcome, Passage, Reader, Reading, Span

_NEIGHBOURHOOD = 700  # characters on each side of a passage that a reader gets with it
_QUOTE_LIMIT = 500  # characters of a quote, unless the answer itself is longer
QUESTION_LIMIT = 2000  #: characters of a question that are read


@dataclass(frozen=True, slots=True)
class Around:
    """A quote in its neighbourhood: `text` starts at offset `start` of the document."""

    text: str
    start: int
    quote: tuple[int, int]  #: the quote's place inside `text`


class Engine:
    """One generation of an index, ready to be asked; it stays the same whatever is built meanwhile.

    `ask` may be called from several threads at once.
    """

    def __init__(
        self,
        settings: IndexSettings,
        generation: Generation,
        encoder: Encoder,
        reader: Reader,
        notices: tuple[str, ...] = (),
    ) -> None:
        self.settings = settings
        self._generation = generation
        self._encoder = encoder
        self._reader = reader
        self._notices = notices

    @classmethod
    def open(cls, settings: IndexSettings, *, verify: bool = False) -> Engine:
        """Open the current generation; with `verify`, check every byte of it, which pays for a long use.

        Raises IndexMissing, IndexDamaged, IndexMismatch, ModelUnavailable.
        """
        generation = Store(settings.index).open(verify=verify)
        check_compatible(generation.manifest, settings)
        encoder = load_encoder(settings.encoder, threads=settings.threads)
        reader, notice = load_reader(
            settings.answer.reader, encoder, generation.lexical, threads=settings.threads
        )
        return cls(settings, generation, encoder, reader, (notice,) if notice else ())

    @property
    def generation(self) -> int:
        return self._generation.number

    @property
    def built_at(self) -> float:
        """Seconds since the epoch."""
        return self._generation.manifest.built_at

    @property
    def documents(self) -> tuple[DocumentEntry, ...]:
        return self._generation.manifest.documents

    @property
    def passage_count(self) -> int:
        return len(self._generation)

    @property
    def coverage(self) -> Coverage:
        """How much of a question's words a text holds, by how rare they are in this generation."""
        return Coverage(self._generation.lexical.idf)

    @property
    def reader_name(self) -> str:
        return self._reader.name

    def is_current(self) -> bool:
        """Whether no newer generation has been built since this one was opened."""
        return Store(self.settings.index).current() == self.generation

    def is_stale(self) -> bool:
        """Whether the documents have changed since they were indexed, by a cheap look at the folder."""
        return pending_changes(self.settings, self._generation.manifest).any

    def ask(self, question: str, *, passages: int | None = None) -> Answer:
        """Answer a question from the documents.

        `passages` is how many citations an answer may have, three unless the settings say otherwise.
        Raises UserError when there is no question, IndexDamaged when the index is no longer what was written.
        What is not valid Unicode in the question becomes a question mark.
        """
        question = " ".join(question.encode("utf-8", "replace").decode().split())
        if not question:
            raise UserError('There is no question: ask one, such as `munshi ask "who framed Madan?"`.')
        asked = question[:QUESTION_LIMIT]
        notices = self._notices
        if asked != question:
            notices = (*notices, f"Only the first {QUESTION_LIMIT} characters of the question were read.")
        clock = _Clock()
        read = self.settings.answer.passages
        evidence = self.evidence(asked, max(read, 2 * (passages or 0)))  # those that overlap are cited once
        clock.lap("retrieve")
        reading = self._reader.read(asked, evidence[:read])
        clock.lap("read")
        limit = passages or self.settings.answer.citations
        cited = _citations(reading, evidence, limit, more=passages is not None)
        citations = tuple(map(self._on_its_page, cited))
        answered = reading.outcome is Outcome.ANSWERED
        clock.lap("cite")
        return Answer(
            question=question,
            outcome=reading.outcome,
            text=reading.spans[0].text if answered else "",
            confidence=reading.spans[0].confidence if reading.spans else 0.0,
            citations=citations,
            generation=self.generation,
            reader=self._reader.name,
            notices=notices,
            milliseconds=clock.laps,
        )

    def _on_its_page(self, citation: Citation) -> Citation:
        """With the page on which the quote starts, which is not always the passage's."""
        pages = self._generation.by_name[citation.document].pages
        return replace(citation, page=bisect_right(pages, citation.start)) if pages else citation

    def retrieve(self, question: str, count: int) -> list[Hit]:
        """The best `count` passages for a question, best first."""
        return [hit for _, hit in self._retrieve(question, count)]

    def evidence(self, question: str, count: int) -> tuple[Evidence, ...]:
        """The best `count` passages with their neighbourhoods, as a reader gets them."""
        return tuple(
            Evidence(hit, *self._generation.neighbourhood(row, _NEIGHBOURHOOD))
            for row, hit in self._retrieve(question, count)
        )

    def _retrieve(self, question: str, count: int) -> list[tuple[int, Hit]]:
        """The best `count` passages as (row, hit), best first; ties go by document and offset."""
        generation = self._generation
        try:
            vector = self._encoder.encode([question])[0]
            ranked = retrieve(
                generation.vectors, generation.lexical, question, vector, count, self.settings.retrieval
            )
            return [
                (one.row, Hit(generation.passage(one.row), one.score, one.cosine, one.bm25)) for one in ranked
            ]
        except (ArithmeticError, LookupError, ValueError):
            generation.verify()  # raises IndexDamaged; if the checksums hold, this is our bug
            raise

    def around(self, citation: Citation, characters: int = 600) -> Around | None:
        """A citation's quote with up to `characters` of the document on each side.

        None when the document, or that text at that place, is no longer what the citation says.
        """
        entry = self._generation.by_name.get(citation.document)
        if entry is None:
            return None
        text = self._generation.document_text(entry)
        if text[citation.start : citation.end] != citation.quote:
            return None
        start = max(0, citation.start - characters)
        place = (citation.start - start, citation.end - start)
        return Around(text[start : citation.end + characters], start, place)


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = (now - self._last) * 1000
        self._last = now


def _citations(
    reading: Reading, evidence: Sequence[Evidence], limit: int, *, more: bool
) -> tuple[Citation, ...]:
    """The proof of a reading: the spans' sentences; passages where there is no span, or `more` is wanted.

    No two citations overlap.
    """
    if reading.outcome is Outcome.NOTHING:
        return ()
    answered = reading.outcome is Outcome.ANSWERED
    proofs = [cite(span, mark=answered) for span in _supporting(reading)]
    if more or not proofs:
        proofs += [_cite_passage(one.passage) for one in evidence]
    chosen: list[Citation] = []
    for citation in proofs:
        if len(chosen) < limit and not any(_overlap(citation, other) for other in chosen):
            chosen.append(citation)
    return tuple(chosen)


def _supporting(reading: Reading) -> list[Span]:
    """The spans that are worth showing: the first, and those that say the same or are nearly as likely."""
    if not reading.spans:
        return []
    first = reading.spans[0]
    same = first.text.casefold()
    return [
        span
        for span in reading.spans
        if span is first or span.text.casefold() == same or span.confidence >= first.confidence / 2
    ]


def cite(span: Span, *, mark: bool = True) -> Citation:
    """The whole sentences around a span, and with `mark` where in them the span stands."""
    evidence, passage = span.evidence, span.evidence.passage
    start, end = span.start - evidence.start, span.end - evidence.start
    first, last = around(every_sentence(evidence.context), start, end)
    if not mark and end - start > _QUOTE_LIMIT:  # nothing is claimed that would have to stand whole in it
        space = evidence.context.rfind(" ", start + _QUOTE_LIMIT // 2, start + _QUOTE_LIMIT)
        end = start + _QUOTE_LIMIT if space < 0 else space
    first, last = _shorten(evidence.context, first, last, start, end)
    begin = evidence.start + first
    line = passage.line + _lines_between(evidence, passage.start - evidence.start, first)
    return Citation(
        document=passage.document,
        title=passage.title,
        start=begin,
        end=evidence.start + last,
        quote=evidence.context[first:last],
        line=line,
        page=passage.page,
        answer=(start - first, end - first) if mark else None,
    )


def _cite_passage(passage: Passage) -> Citation:
    whole = Evidence(Hit(passage, 0.0, 0.0, 0.0), passage.text, passage.start)
    return cite(Span(whole, passage.start, passage.end, 0.0), mark=False)


def _shorten(context: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Keep a quote within its limit, cut at white space, with the answer whole inside it."""
    spare = max(_QUOTE_LIMIT - (end - start), 0)
    if last - first <= _QUOTE_LIMIT:
        return first, last
    if end - start > _QUOTE_LIMIT:
        return start, end
    left = max(first, start - spare // 2)
    right = min(last, end + spare // 2)
    while first < left < start and not context[left - 1].isspace():
        left += 1
    while end < right < last and not context[right].isspace():
        right -= 1
    while right > end and context[right - 1].isspace():
        right -= 1
    return left, right


def _lines_between(evidence: Evidence, passage: int, place: int) -> int:
    """How many line ends lie between the passage's start and `place`; negative when `place` comes first."""
    context = evidence.context
    if place >= passage:
        return len(LINE_END.findall(context, passage, place))
    return -len(LINE_END.findall(context, place, passage))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end
