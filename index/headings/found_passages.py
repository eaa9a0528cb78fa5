"""The passages that were found for a question, with the texts and the sections that they stand in."""

from __future__ import annotations

from functools import cached_property

from index.passage_search import PassageSearch
from index.reader.asked_for import Terms
from index.search.terms import TermExtractor
from index.store.generation import Generation
from index.types import Hit, Passage

_PASSAGES = 40  # whose headings may tell a date or a version
_SECTION_CHARACTERS = 10_000  # of a section, on each side of the passage that was found


class FoundPassages:
    """What is looked at where a heading may answer. Nothing is searched before it is wanted."""

    def __init__(self, question: str, search: PassageSearch, generation: Generation) -> None:
        self._question, self._search, self._generation = question, search, generation
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
