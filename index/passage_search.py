"""Question → the passages of a generation that may answer it, each in its context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from index.messages.chat_spellings import written_out
from index.messages.courtesies import without_courtesies
from index.messages.question_in_message import ShorterQuestion, shorter_question, without_talk
from index.models.encoder import Encoder
from index.passages.reading_text import indexed_text
from index.reader.editions.requested_edition import latest_edition
from index.search.retrieve import RankedRow, retrieve
from index.search.spelling import SpelledQuestion, Speller
from index.settings import RetrievalSettings
from index.store.generation import Generation
from index.types import Evidence, Hit
from index.values.short_names import with_full_names
from index.values.times import on_24_hours

_CONTEXT_CHARACTERS = 700  # of the document that a reader gets on each side of a passage, about
_COMPARED_WITH_TALK = 8  # passages whose words are compared with the sentences around a question
_COPIES = 8  # passages with the same text among which the latest edition is looked for
_MORE_CANDIDATES = 8  # factor by which candidates grow if too few of them have different texts
_MAX_CANDIDATES = 10_000  # of each search (vectors and BM25), however many copies there are


class PassageSearch:
    """Searches the passages of a generation for which `rows`, bool [passages], is true; None: all passages.

    A search that fails because the index is damaged raises IndexDamaged.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        settings: RetrievalSettings,
        rows: np.ndarray | None,
    ) -> None:
        self._generation, self._encoder, self._settings, self._rows = generation, encoder, settings, rows
        self._passages = len(generation) if rows is None else int(np.count_nonzero(rows))
        self._speller = Speller(
            generation.lexical,
            encoder.count_tokens,
            lambda found: map(indexed_text, generation.passages(found)),
        )

    def spell(self, question: str) -> SpelledQuestion:
        """Return a question as it is searched and read.

        Courtesies are removed, chat spellings and short names of days written out, misspelt words corrected,
        and the sentences next to the question omitted if they are not about the documents.
        """
        with self._verified():
            written = on_24_hours(with_full_names(written_out(question)))
            spelled = self._speller.spell(without_courtesies(written), self._rows)
        return replace(spelled, text=without_talk(spelled.text, self._texts_found))

    def shorter_question(self, spelled: str) -> ShorterQuestion | None:
        """Return only the clause of a text from `spell` that asks something; None if there is none."""
        return shorter_question(spelled, self._texts_found)

    def _texts_found(self, text: str) -> list[str]:
        return [indexed_text(hit.passage) for hit in self.hits(text, _COMPARED_WITH_TALK)]

    def hits(self, question: str, count: int) -> list[Hit]:
        """Return the best `count` passages, best first; equal scores are in order of document and offset."""
        vector = self._encoder.encode([question])[0]
        with self._verified():
            return [hit for _, hit in self._found(self._ranked(question, vector, count))]

    def evidence(self, question: str, count: int) -> tuple[Evidence, ...]:
        """Return the best `count` passages with different texts, best first, each in its context.

        Of passages with the same text, the one of the latest edition is returned, or else the best.
        """
        vector = self._encoder.encode([question])[0]
        with self._verified():
            copies = self._distinct(question, vector, count)
            found = iter(self._found(list(chain.from_iterable(copies))))
            latest_copies = [_latest_copy(question, list(islice(found, len(rows)))) for rows in copies]
        return tuple(self._generation.evidence(row, hit, _CONTEXT_CHARACTERS) for row, hit in latest_copies)

    @contextmanager
    def _verified(self) -> Iterator[None]:
        """If the block raises an error that damage can cause, check every byte. Raises IndexDamaged."""
        try:
            yield
        except (ArithmeticError, LookupError, ValueError):
            self._generation.verify()
            raise  # the checksums hold, so this is our bug

    def _found(self, ranked: Sequence[RankedRow]) -> list[tuple[int, Hit]]:
        passages = self._generation.passages([each.row for each in ranked])
        return [
            (each.row, Hit(passage, each.score, each.cosine, each.bm25))
            for each, passage in zip(ranked, passages, strict=True)
        ]

    def _distinct(self, question: str, vector: np.ndarray, count: int) -> list[list[RankedRow]]:
        """Return the best `count` rows with different texts, each followed by other rows with the same text.

        A list has at most `_COPIES` rows. If so many candidates are copies that fewer than `count` texts are
        left, the search is repeated with more candidates.
        """
        candidates = self._settings.candidates
        while True:
            ranked = self._ranked(question, vector, 2 * candidates, candidates)
            hashes = self._generation.text_hashes(np.array([row.row for row in ranked], np.int64))
            copies: dict[int, list[RankedRow]] = {}
            for text_hash, row in zip(hashes.tolist(), ranked, strict=True):
                copies.setdefault(text_hash, []).append(row)
            if len(copies) >= count or candidates >= min(self._passages, _MAX_CANDIDATES):
                return [rows[:_COPIES] for rows in list(copies.values())[:count]]
            candidates = min(_MORE_CANDIDATES * candidates, _MAX_CANDIDATES)

    def _ranked(
        self, question: str, vector: np.ndarray, count: int, candidates: int | None = None
    ) -> list[RankedRow]:
        settings = self._settings
        if candidates is not None:
            settings = replace(settings, candidates=candidates)
        vectors, lexical = self._generation.vectors, self._generation.lexical
        return retrieve(vectors, lexical, question, vector, count, settings, self._rows)


def _latest_copy(question: str, copies: Sequence[tuple[int, Hit]]) -> tuple[int, Hit]:
    """Of rows with the same text, best first, the one of the latest edition, with the score of the best."""
    if len(copies) == 1:
        return copies[0]
    passage = latest_edition(question, [hit.passage for _, hit in copies])
    row, hit = next(each for each in copies if each[1].passage is passage)
    return row, replace(hit, score=copies[0][1].score)
