"""The passages that were found for a question, with the texts and the sections that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from index.passage_search import PassageSearch
from index.reader.asked_for import Terms
from index.search.terms import TermExtractor
from index.store.generation import Generation
from index.store.manifest import DocumentEntry
from index.types import Hit, Passage

_PASSAGES = 40  # whose headings may tell a date or a version
_SECTION_CHARACTERS = 10_000  # of a section, from its beginning
_PASSAGES_OF_ONE = 500  # of a document: the newest release of a changelog mostly stands first
_OPENING_BYTES = 2000  # of a document, where it may say that it is old


class FoundPassages:
    """What is looked at where a heading may answer. Nothing is searched before it is wanted.

    `documents` are those that are known.
    """

    def __init__(
        self,
        question: str,
        search: PassageSearch,
        generation: Generation,
        documents: Sequence[DocumentEntry],
    ) -> None:
        self._question, self._search, self._generation = question, search, generation
        self._documents = documents
        self.terms: Terms = TermExtractor().terms  #: a text → its terms, as it is searched by

    @cached_property
    def hits(self) -> list[Hit]:
        """The passages whose headings are looked at, best first."""
        return self._search.hits(self._question, _PASSAGES)

    def document_text(self, hit: Hit) -> str:
        """The whole text of the document of a passage."""
        return self._generation.document_text(self._generation.by_name[hit.passage.document])

    def section(self, hit: Hit, depth: int) -> list[Passage]:
        """The passages below one of the headings of a passage, by `depth` from 1; none if too many."""
        return self._generation.section(hit.passage, depth, _SECTION_CHARACTERS)

    def opening(self, document: str) -> str:
        """How the text of a document begins, by its name."""
        return self._generation.document_opening(self._generation.by_name[document], _OPENING_BYTES)

    def passages_of(self, is_wanted: Callable[[str, str], bool]) -> Iterator[Passage]:
        """Yield the first passages of the documents whose name and title are wanted."""
        for entry in self._documents:
            if is_wanted(entry.name, entry.title):
                last = entry.first_passage + min(entry.passages, _PASSAGES_OF_ONE)
                yield from self._generation.passages(range(entry.first_passage, last))
