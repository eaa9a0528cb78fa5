"""Question → Answer: retrieve passages, read them, cite the answer, or decline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from index.citing.citations import cite
from index.citing.location import located_in
from index.documents.folders import in_folders, normal_folder
from index.documents.own_errors import describe_error, is_own_error
from index.documents.skipped import OWN_ERROR
from index.errors import QuestionEmpty
from index.faulty_passages import without_faulty
from index.headings.found_passages import FoundPassages
from index.headings.with_headings import with_headings
from index.models.encoder import Encoder, load_encoder
from index.passage_search import PassageSearch
from index.reader.editions.current_edition import with_current_edition
from index.reader.editions.in_force import read_in_force
from index.reader.load import load_reader
from index.reader.lookup.answers import with_rows_of_whole_table
from index.settings import IndexSettings
from index.stage_timer import StageTimer
from index.store.changes import pending_changes
from index.store.compatibility import check_compatible, check_folder
from index.store.generation import Generation
from index.store.manifest import DocumentEntry
from index.store.stores import ReadableStore, store_of
from index.types import (
    MAX_QUESTION_CHARACTERS,
    Answer,
    Citation,
    Evidence,
    Hit,
    Outcome,
    QuoteContext,
    Reader,
    Reading,
)

_RERANK_FACTOR = 2  # passages that are read for each passage that `retrieve` returns


def _valid(question: str) -> str:
    """The question with a question mark instead of each character that is not valid Unicode."""
    return question.encode("utf-8", "replace").decode()


def _check_count(name: str, count: int) -> None:
    """Raise ValueError, with the parameter's `name`, if `count` is below 1."""
    if count < 1:
        raise ValueError(f"`{name}` must be at least 1, not {count}.")


def _truncation_notice(question: str) -> tuple[str, ...]:
    """A sentence that says how much of the question was read; empty if all of it was read."""
    if len(question) <= MAX_QUESTION_CHARACTERS:
        return ()
    return (f"Only the first {MAX_QUESTION_CHARACTERS} characters of the question were read.",)


def _answer_text(reading: Reading, first: Citation | None) -> str:
    """The words that the first citation marks, or the block that answers; empty if nothing answers."""
    if reading.words and first is not None and first.answer is not None:
        return first.quote[slice(*first.answer)]
    return reading.answer.text if reading.answer else ""


@dataclass(frozen=True, slots=True)
class _Query:
    """A question, and how to read it."""

    question: str  #: as it is searched, with its spelling corrected
    passages: int | None  #: as in `Engine.ask`
    headings: FoundPassages | None  #: for answers in headings and current editions; None: for neither
    timer: StageTimer


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was read for a question, its citations, and a notice of each part that was left out."""

    reading: Reading
    citations: tuple[Citation, ...]  #: best first
    left_out: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        return self.reading.spans[0].confidence if self.reading.spans else 0.0


class Engine:
    """An opened index that answers questions.

    It reads one generation of the index. Builds that finish later do not change its answers. `ask` may be
    called from several threads at once.
    """

    def __init__(
        self,
        settings: IndexSettings,
        store: ReadableStore,
        generation: Generation,
        encoder: Encoder,
        reader: Reader,
        notices: tuple[str, ...] = (),
        folders: tuple[tuple[str, ...], ...] = (),
    ) -> None:
        """Each entry of `folders` is a group of folders. The engine knows a document only if every group has
        a folder that contains it."""
        self.settings = settings
        self.folders = folders
        self._store = store
        self._generation = generation
        self._encoder = encoder
        self._reader = reader
        self._notices = notices

    @classmethod
    def open(cls, settings: IndexSettings, *, verify: bool = False) -> Engine:
        """Open the current generation of the index that the settings name.

        With `verify`, every byte of it is checked first. Raises IndexMissing, IndexDamaged, IndexUnreadable,
        IndexMismatch and ModelUnavailable; if the settings name a server, also StoreUnavailable,
        ExtraMissing, KeyMissing and KeyExposed.
        """
        store = store_of(settings)
        generation = store.open(verify=verify)
        check_compatible(generation.manifest, settings)
        check_folder(generation.manifest, settings)
        encoder = load_encoder(settings.encoder, threads=settings.threads)
        reader, notice = load_reader(
            settings.answer.reader,
            encoder,
            idf=generation.lexical.idf,
            index_size=len(generation),
            confidence=settings.answer.confidence,
            threads=settings.threads,
        )
        return cls(settings, store, generation, encoder, reader, (notice,) if notice else ())

    def within(self, folders: Iterable[str]) -> Engine:
        """Return an engine that knows only those documents of this one that are in `folders`.

        The new engine reads the same generation. It searches, reads, quotes and counts only these documents,
        so it never shows text of another document. A folder, or a single document, is named by its path
        below the documents folder. If `folders` is empty, the engine itself is returned; if `folders`
        contain no document, no question is answered. A passage has the same scores as in a search of all
        documents, and confidences are computed in the same way.
        """
        normal = tuple(sorted(set(map(normal_folder, folders))))
        if not normal or normal in self.folders:
            return self
        return Engine(
            settings=self.settings,
            store=self._store,
            generation=self._generation,
            encoder=self._encoder,
            reader=self._reader,
            notices=self._notices,
            folders=(*self.folders, normal),
        )

    def _knows(self, document: str) -> bool:
        """Whether the engine knows a document of the generation, by its name."""
        return all(in_folders(document, folders) for folders in self.folders)

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._generation.number

    @property
    def identity(self) -> str:
        """A string that is different for each generation that was ever built."""
        return self._generation.identity or ""

    @property
    def built_at(self) -> float:
        """The time at which the generation was built, in seconds since the epoch."""
        return self._generation.manifest.built_at

    @cached_property
    def documents(self) -> tuple[DocumentEntry, ...]:
        """The manifest's entries of the known documents, by ascending name."""
        entries = self._generation.manifest.documents
        return tuple(entry for entry in entries if self._knows(entry.name)) if self.folders else entries

    @property
    def passage_count(self) -> int:
        """The number of passages of the known documents."""
        return len(self._generation) if self._rows is None else int(np.count_nonzero(self._rows))

    @cached_property
    def _rows(self) -> np.ndarray | None:
        """Whether each passage belongs to a known document, bool [passages]; None if all do."""
        if not self.folders:
            return None
        rows = np.zeros(len(self._generation), bool)
        for entry in self.documents:
            rows[entry.first_passage : entry.first_passage + entry.passages] = True
        return rows

    @property
    def reader_name(self) -> str:
        """The name of the reader that answers, one of the values of `AnswerSettings.reader`."""
        return self._reader.name

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term in this generation."""
        return self._generation.lexical.idf(term)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, float32 [texts, dimensions]. The dot product of two is their cosine."""
        return self._encoder.encode(texts)

    def is_current(self) -> bool:
        """Whether this generation is still the current one of its store."""
        return self._store.identity() == self.identity

    def is_stale(self) -> bool:
        """Whether documents were added, changed or removed since the index was built, or must be read again
        because another version of Munshi read them. Only files that may have changed are opened.

        Raises DocumentsUnavailable.
        """
        return pending_changes(self.settings, self._generation.manifest).any

    def ask(self, question: str, *, passages: int | None = None) -> Answer:
        """Answer a question from the documents.

        The answer has at most `settings.answer.citations` citations. With `passages`, it has at most
        `passages` citations: those of the answer first, then the best passages. In both cases, a passage
        that contradicts the answer is cited even if the limit is 1. A question mark replaces each character
        of the question that is not valid Unicode.

        If Munshi's own code fails on a passage, the passage is excluded and a notice says so. If it fails
        and no passage alone is the cause, headings are not searched for an answer, and a notice says so.

        Raises QuestionEmpty; ValueError if `passages` is below 1; IndexDamaged if the index is no longer
        what was written; IndexUnreadable if the system refuses to open it; if the index is on a server,
        StoreUnavailable.
        """
        if passages is not None:
            _check_count("passages", passages)
        question = " ".join(_valid(question).split())
        if not question:
            raise QuestionEmpty("There is no question.")
        timer = StageTimer()
        spelled = self._search.spell(question[:MAX_QUESTION_CHARACTERS])
        answered, answered_part = self._answered(spelled.text, passages, timer), ""
        if answered.reading.outcome is not Outcome.ANSWERED:
            shorter = self._search.shorter_question(spelled.text)
            timer.end("retrieve")
            if shorter is not None:
                again = self._answered(shorter.text, passages, timer)
                if again.reading.outcome is Outcome.ANSWERED and again.confidence >= shorter.confidence:
                    answered, answered_part = again, shorter.text
        reading, citations = answered.reading, answered.citations
        return Answer(
            question=question,
            outcome=reading.outcome,
            text=_answer_text(reading, citations[0] if citations else None),
            confidence=answered.confidence,
            citations=citations,
            generation=self.generation,
            reader=self._reader.name,
            kind=reading.kind,
            notices=(*self._notices, *_truncation_notice(question), *answered.left_out),
            milliseconds=timer.milliseconds,
            misspellings=spelled.misspellings,
            answered_part=answered_part,
        )

    def _answered(self, text: str, passages: int | None, timer: StageTimer) -> _Answered:
        """Search and read a question as it was spelled; `passages` as in `ask`."""
        # Of passages that overlap, one is cited. Twice as many passages leave enough to cite.
        count = max(self.settings.answer.passages, 2 * (passages or 0))
        evidence = self._search.evidence(text, count)
        timer.end("retrieve")
        headings = FoundPassages(text, self._search, self._generation, self.documents)
        query = _Query(text, passages, headings, timer)
        return self._read_without_faults(query, evidence)

    def _read_without_faults(self, query: _Query, evidence: tuple[Evidence, ...]) -> _Answered:
        """Read the evidence, without a passage or the headings if Munshi's own code fails on them."""
        alone = replace(query, passages=len(evidence), headings=None, timer=StageTimer())
        read_alone = partial(self._read, alone)
        try:
            answered, left_out = without_faulty(partial(self._read, query), evidence, read_alone)
            return replace(answered, left_out=left_out)
        except Exception as error:
            if not is_own_error(error):
                raise
            read_without_headings = partial(self._read, replace(query, headings=None))
            answered, left_out = without_faulty(read_without_headings, evidence, read_alone)
            notice = f"Headings were not searched for an answer: that {OWN_ERROR} ({describe_error(error)})."
            return replace(answered, left_out=(*left_out, notice))

    def _read(self, query: _Query, evidence: tuple[Evidence, ...]) -> _Answered:
        """Read the evidence for an answer, and cite it."""
        question, settings = query.question, self.settings.answer
        best = evidence[: settings.passages]
        if (headings := query.headings) is None:
            reading = self._reader.read(question, best)
        else:
            reading = read_in_force(question, best, self._reader.read, headings.opening)
            read = reading.evidence or best
            around, confidence = self._generation.around, settings.confidence
            reading = with_rows_of_whole_table(question, reading, read, around, confidence)
            reading = with_current_edition(
                question, reading, evidence, self._reader.read, opening=headings.opening
            )
            reading = with_headings(question, reading, headings)
        query.timer.end("read")
        ranked = tuple(dict.fromkeys((*reading.evidence, *evidence)))
        limit, fill_up = query.passages or settings.citations, query.passages is not None
        citations = cite(reading, ranked, limit, question=question, add_passages=fill_up)
        dated = any(each.contradicts and each.document != citations[0].document for each in citations)
        citations = tuple(self.located(citation, dated=dated) for citation in citations)
        query.timer.end("cite")
        return _Answered(reading, citations)

    def retrieve(self, question: str, count: int, *, rerank: bool = False) -> list[Hit]:
        """Return the best `count` passages for a question, best first.

        With `rerank`, the reader reads twice as many passages with different texts, in about 0.03 s each on
        two cores, and the `count` that answer most likely are returned. A passage on which Munshi's own code
        fails is then excluded. Raises ValueError if `count` is below 1.
        """
        _check_count("count", count)
        text = self._spelled(question)
        if not rerank:
            return self._search.hits(text, count)
        evidence = self._search.evidence(text, _RERANK_FACTOR * count)
        ranked, _ = without_faulty(partial(self._reader.rank, text), evidence)
        return ranked[:count]

    def closest(self, question: str, count: int) -> tuple[Citation, ...]:
        """Return citations of the passages closest to a question, at most `count`, best first.

        The passages are not read for an answer. A passage on which Munshi's own code fails is excluded.
        Raises ValueError if `count` is below 1.
        """
        _check_count("count", count)
        nothing_read = Reading(Outcome.PASSAGES)

        def show(evidence: tuple[Evidence, ...]) -> tuple[Citation, ...]:
            return tuple(self.located(citation) for citation in cite(nothing_read, evidence, count))

        return without_faulty(show, self.evidence(question, 2 * count))[0]

    def evidence(self, question: str, count: int) -> tuple[Evidence, ...]:
        """Return the best `count` passages with different texts, each in its context, as a reader gets it."""
        return self._search.evidence(self._spelled(question), count)

    def _spelled(self, question: str) -> str:
        """The question as it is searched: valid Unicode, cut to the limit, then as `PassageSearch.spell`."""
        return self._search.spell(_valid(question)[:MAX_QUESTION_CHARACTERS]).text

    @cached_property
    def _search(self) -> PassageSearch:
        return PassageSearch(self._generation, self._encoder, self.settings.retrieval, self._rows)

    def quote_context(self, citation: Citation, characters: int = 600) -> QuoteContext | None:
        """Return a citation's quote with up to `characters` characters of the document on each side.

        Returns None if the engine does not know the document, or if it has another text at these offsets.
        """
        entry = self._generation.by_name.get(citation.document)
        if entry is None or not self._knows(entry.name):
            return None
        text = self._generation.document_text(entry)
        if text[citation.start : citation.end] != citation.quote:
            return None
        start = max(0, citation.start - characters)
        return QuoteContext(text[start : citation.end + characters], start)

    def located(self, citation: Citation, *, dated: bool = False) -> Citation:
        """Return the citation with its page: that of its marked words, or else that of its quote's start.

        With `dated`, the citation also has the day (UTC) on which its file last changed.
        """
        entry = self._generation.by_name[citation.document]
        citation = replace(citation, changed=entry.day if dated else "")
        return located_in(entry, partial(self._generation.document_text, entry), citation)
