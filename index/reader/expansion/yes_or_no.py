"""The answer to a question for yes or no is a whole sentence or cell: a few words may say the opposite."""

from __future__ import annotations

import re
from dataclasses import replace

from index.english.function_words import QUESTION_WORDS
from index.english.patterns import any_of
from index.reader.evidence.cells import cells_of
from index.reader.evidence.ranges import evidence_blocks, sentence_around
from index.reader.question.question_kinds import is_yes_or_no
from index.types import PROSE_KINDS, Span

# "Can you tell me who runs it" asks for a person.
_ASKS_FOR_WORDS = re.compile(
    rf"\b{any_of(*QUESTION_WORDS, 'or')}\b",
    re.IGNORECASE,
)


def with_whole_sentence(question: str, span: Span) -> Span:
    """Return the words, extended to their sentences of prose if the question is for yes or no.

    In a table, they are extended to their cell.
    """
    if not is_yes_or_no(question) or _ASKS_FOR_WORDS.search(question):
        return span
    evidence = span.evidence
    if row := evidence.row_at(span.start):
        cells = [
            cell for cell in cells_of(evidence, row) if cell.start <= span.start and span.end <= cell.end
        ]
        return replace(span, start=cells[0].start, end=cells[0].end) if cells else span
    if not any(
        block.kind in PROSE_KINDS and block.start <= span.start and span.end <= block.end
        for block in evidence_blocks(evidence)
    ):
        return span
    first = sentence_around(evidence, span.start, span.start + 1)
    last = sentence_around(evidence, span.end - 1, span.end)
    return replace(span, start=first[0], end=last[1]) if first and last else span
