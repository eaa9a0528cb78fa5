"""The passages that were found for a question, with their documents' texts and their sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from index.passage_search import PassageSearch
from index.store.generation import Generation
from index.store.manifest import DocumentEntry
from index.types import Hit, Passage

_PASSAGES = 40  # whose headings are searched for a date or a version
_SECTION_CHARACTERS = 10_000  # of a section, from its start, about
_PASSAGES_OF_ONE = 500  # of a document, from its start: a changelog mostly has its newest release first
_OPENING_BYTES = 2000  # from the start of a document, where it may say that it is outdated


class FoundPassages:
    """The passages, sections and documents in which a heading may answer a question.

    The search for them runs only when `hits` is first used. `documents` are the documents that the engine
    knows.
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

    @cached_property
    def hits(self) -> list[Hit]:
        """The 40 best passages for the question, best first, whose headings are examined."""
        return self._search.hits(self._question, _PASSAGES)

    def document_text(self, hit: Hit) -> str:
        """The whole text of a hit's document."""
        return self._generation.document_text(self._generation.by_name[hit.passage.document])

    def section(self, hit: Hit, depth: int) -> list[Passage]:
        """The passages under the first `depth` headings of a hit, up to about 10,000 characters.

        The list is empty if the hit is thousands of passages after the first of them.
        """
        return self._generation.section(hit.passage, depth, _SECTION_CHARACTERS)

    def opening(self, document: str) -> str:
        """The beginning of the text of a document, given by its name."""
        return self._generation.document_opening(self._generation.by_name[document], _OPENING_BYTES)

    def passages_of(self, is_wanted: Callable[[str, str], bool]) -> Iterator[Passage]:
        """Yield the first passages of each document for which `is_wanted(name, title)` is true."""
        for entry in self._documents:
            if is_wanted(entry.name, entry.title):
                last = entry.first_passage + min(entry.passages, _PASSAGES_OF_ONE)
                yield from self._generation.passages(range(entry.first_passage, last))
