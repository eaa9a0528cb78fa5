"""Question → Answer: retrieve, read, cite, or say that the documents don't tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from index.citing.citations import cite
from index.citing.location import located_in
from index.documents.folders import in_folders, normal_folder
from index.documents.own_errors import is_own_error, kind_and_place
from index.documents.skipped import OWN_ERROR
from index.errors import QuestionEmpty
from index.faulty_passages import without_faulty
from index.headings.found_passages import FoundPassages
from index.headings.with_headings import with_headings
from index.models.encoder import Encoder, load_encoder
from index.passage_search import PassageSearch
from index.reader.editions.current_edition import with_current_edition
from index.reader.load import load_reader
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

_RERANK_FACTOR = 2  # passages, for each that is wanted in the order of reading
_Read = tuple[Reading, tuple[Citation, ...]]  # what answers a question, and the citations that show it


def _valid(question: str) -> str:
    """A question with a question mark for each character that is not valid Unicode."""
    return question.encode("utf-8", "replace").decode()


def _check_count(name: str, count: int) -> None:
    """Raise ValueError where fewer than one are wanted of what is counted."""
    if count < 1:
        raise ValueError(f"`{name}` must be at least 1, not {count}.")


def _cut(question: str) -> tuple[str, ...]:
    """The sentence that says how much of a question was read; none where that is all of it."""
    if len(question) <= MAX_QUESTION_CHARACTERS:
        return ()
    return (f"Only the first {MAX_QUESTION_CHARACTERS} characters of the question were read.",)


def _answering_text(reading: Reading, first: Citation | None) -> str:
    """The words that the first citation marks, or the block; empty where nothing answers."""
    if reading.words and first is not None and first.answer is not None:
        return first.quote[slice(*first.answer)]
    return reading.answer.text if reading.answer else ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and how it is read."""

    question: str
    passages: int | None  #: as in `Engine.ask`
    headings: FoundPassages | None  #: what headings may tell; None: they are not asked
    timer: StageTimer


class Engine:
    """One generation of an index, ready for questions. It stays the same, whatever is built meanwhile.

    `ask` may be called from several threads at once.
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
        """Only documents that lie in any of the folders of each entry of `folders` are known."""
        self.settings = settings
        self.folders = folders
        self._store = store
        self._generation = generation
        self._encoder = encoder
        self._reader = reader
        self._notices = notices

    @classmethod
    def open(cls, settings: IndexSettings, *, verify: bool = False) -> Engine:
        """Open the current generation; with `verify`, check every byte of it first.

        Raises IndexMissing, IndexDamaged, IndexUnreadable, IndexMismatch, ModelUnavailable, and for a store
        on a server also StoreUnavailable, ExtraMissing, KeyMissing and KeyExposed.
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
            passages=len(generation),
            confidence=settings.answer.confidence,
            threads=settings.threads,
        )
        return cls(settings, store, generation, encoder, reader, (notice,) if notice else ())

    def within(self, folders: Iterable[str]) -> Engine:
        """The same generation with those of its known documents alone that lie in these folders; none: all.

        Only they are searched, read, quoted and counted, so that nothing of other documents is ever shown. A
        folder, or a document, is named by its path below the documents folder; where nothing lies in it there
        is nothing to answer from. Scores and confidences are as in all documents.
        """
        normal = tuple(sorted(set(map(normal_folder, folders))))
        if not normal or normal in self.folders:
            return self
        values = self._store, self._generation, self._encoder, self._reader, self._notices
        return Engine(self.settings, *values, (*self.folders, normal))

    def _knows(self, document: str) -> bool:
        """Whether a document of the generation is one of those that are known."""
        return all(in_folders(document, folders) for folders in self.folders)

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._generation.number

    @property
    def identity(self) -> str:
        """A string that identifies this generation among all that were ever built."""
        return self._generation.identity or ""

    @property
    def built_at(self) -> float:
        """When the generation was built, in seconds since the epoch."""
        return self._generation.manifest.built_at

    @cached_property
    def documents(self) -> tuple[DocumentEntry, ...]:
        """The documents that are known, by ascending name."""
        every = self._generation.manifest.documents
        return tuple(entry for entry in every if self._knows(entry.name)) if self.folders else every

    @property
    def passage_count(self) -> int:
        """How many passages the known documents have."""
        return len(self._generation) if self._rows is None else int(np.count_nonzero(self._rows))

    @cached_property
    def _rows(self) -> np.ndarray | None:
        """Whether each passage is one of a known document, bool [passages]; None: all are."""
        if not self.folders:
            return None
        rows = np.zeros(len(self._generation), bool)
        for entry in self.documents:
            rows[entry.first_passage : entry.first_passage + entry.passages] = True
        return rows

    @property
    def reader_name(self) -> str:
        """The name of the reader that answers, as in `AnswerSettings.reader`."""
        return self._reader.name

    def idf(self, term: str) -> float:
        """The inverse document frequency of a term in this generation."""
        return self._generation.lexical.idf(term)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts, one a row, of unit length: how alike two are is their product."""
        return self._encoder.encode(texts)

    def is_current(self) -> bool:
        """Whether no newer generation has been built since this one was opened."""
        return self._store.identity() == self.identity

    def is_stale(self) -> bool:
        """Whether documents have changed since they were indexed, by their sizes and times."""
        return pending_changes(self.settings, self._generation.manifest).any

    def ask(self, question: str, *, passages: int | None = None) -> Answer:
        """Answer a question from the documents.

        With `passages`, the answer has up to so many citations, filled up with the best passages; otherwise
        the settings say how many. What is not valid Unicode in the question becomes a question mark.

        A passage over which Munshi's own code fails is left out, and a notice says so. So is what headings
        alone tell.

        Raises QuestionEmpty, ValueError where `passages` is below 1, IndexDamaged when the index is no longer
        what was written, and IndexUnreadable when the system refuses to open it.
        """
        if passages is not None:
            _check_count("passages", passages)
        question = " ".join(_valid(question).split())
        if not question:
            raise QuestionEmpty("There is no question.")
        timer = StageTimer()
        spelled = self._search.spell(question[:MAX_QUESTION_CHARACTERS])
        # Passages overlap, and those that do are cited once: twice as many leave enough.
        count = max(self.settings.answer.passages, 2 * (passages or 0))
        evidence = self._search.evidence(spelled.text, count)
        timer.end("retrieve")
        headings = FoundPassages(spelled.text, self._search, self._generation, self.documents)
        asked = _Asked(spelled.text, passages, headings, timer)
        (reading, citations), left_out = self._read_without_faults(asked, evidence)
        return Answer(
            question=question,
            outcome=reading.outcome,
            text=_answering_text(reading, citations[0] if citations else None),
            confidence=reading.spans[0].confidence if reading.spans else 0.0,
            citations=citations,
            generation=self.generation,
            reader=self._reader.name,
            kind=reading.kind,
            notices=(*self._notices, *_cut(question), *left_out),
            milliseconds=timer.milliseconds,
            misspellings=spelled.misspellings,
        )

    def _read_without_faults(
        self, asked: _Asked, evidence: tuple[Evidence, ...]
    ) -> tuple[_Read, tuple[str, ...]]:
        """What `_read` returns, and a sentence on each part over which Munshi's own code fails."""
        alone = replace(asked, passages=len(evidence), headings=None, timer=StageTimer())
        read_alone = partial(self._read, alone)
        try:
            return without_faulty(partial(self._read, asked), evidence, read_alone)
        except Exception as error:
            if not is_own_error(error):
                raise
            without_headings = partial(self._read, replace(asked, headings=None))
            result, left_out = without_faulty(without_headings, evidence, read_alone)
            notice = f"What headings tell was left out: it {OWN_ERROR} ({kind_and_place(error)})."
            return result, (*left_out, notice)

    def _read(self, asked: _Asked, evidence: tuple[Evidence, ...]) -> _Read:
        """What answers a question, and the citations that show it."""
        question, settings = asked.question, self.settings.answer
        reading = self._reader.read(question, evidence[: settings.passages])
        if headings := asked.headings:
            reading = with_current_edition(
                question, reading, evidence, self._reader.read, opening=headings.opening, terms=headings.terms
            )
            reading = with_headings(question, reading, headings)
        asked.timer.end("read")
        ranked = tuple(dict.fromkeys((*reading.evidence, *evidence)))
        limit, fill_up = asked.passages or settings.citations, asked.passages is not None
        citations = cite(reading, ranked, limit, question=question, add_passages=fill_up)
        dated = any(each.contradicts and each.document != citations[0].document for each in citations)
        citations = tuple(self.located(citation, dated=dated) for citation in citations)
        asked.timer.end("cite")
        return reading, citations

    def retrieve(self, question: str, count: int, *, rerank: bool = False) -> list[Hit]:
        """The best `count` passages for a question, best first.

        With `rerank`, twice as many with different texts are read, which takes some 0.03 s each on two cores,
        and the best by reading are returned, without those over which Munshi's own code fails. Raises
        ValueError where `count` is below 1.
        """
        _check_count("count", count)
        text = self._spelled(question)
        if not rerank:
            return self._search.hits(text, count)
        evidence = self._search.evidence(text, _RERANK_FACTOR * count)
        ranked, _ = without_faulty(partial(self._reader.rank, text), evidence)
        return ranked[:count]

    def closest(self, question: str, count: int) -> tuple[Citation, ...]:
        """The passages that come closest to a question, `count` at most, best first, unread.

        Without those over which Munshi's own code fails.

        Raises ValueError where `count` is below 1.
        """
        _check_count("count", count)
        nothing_read = Reading(Outcome.PASSAGES)

        def show(evidence: tuple[Evidence, ...]) -> tuple[Citation, ...]:
            return tuple(self.located(citation) for citation in cite(nothing_read, evidence, count))

        return without_faulty(show, self.evidence(question, 2 * count))[0]

    def evidence(self, question: str, count: int) -> tuple[Evidence, ...]:
        """The best `count` passages with different texts, in their contexts, as a reader gets them."""
        return self._search.evidence(self._spelled(question), count)

    def _spelled(self, question: str) -> str:
        """A question as it is searched: valid, of bounded length, its misspelt words mended."""
        return self._search.spell(_valid(question)[:MAX_QUESTION_CHARACTERS]).text

    @cached_property
    def _search(self) -> PassageSearch:
        return PassageSearch(self._generation, self._encoder, self.settings.retrieval, self._rows)

    def quote_context(self, citation: Citation, characters: int = 600) -> QuoteContext | None:
        """A citation's quote with up to `characters` of the document on each side.

        None when no such document is known, or another text stands at those offsets.
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
        """The citation with the page of its marked words, or else that on which its quote starts.

        With `dated`, it has the day, by UTC, on which its file last changed.
        """
        entry = self._generation.by_name[citation.document]
        citation = replace(citation, changed=entry.day if dated else "")
        return located_in(entry, partial(self._generation.document_text, entry), citation)
