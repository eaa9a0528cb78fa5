"""The row of a table that a question refers to: the one that covers most of the question.

Rows differ by a word or two, which the network often overlooks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from index.english.function_words import FUNCTION_WORDS
from index.passages.reading_text import passage_trail
from index.reader.evidence.ranges import range_text
from index.reader.network.spans import ScoredSpan
from index.types import HEADING_KINDS, Block, Evidence

if TYPE_CHECKING:
    from index.reader.question.coverage import Coverage  # needs the libraries of the search

_WORD = re.compile(r"[^\W_]+")
#: The score of a row loses this times the coverage by which it is below the best row of its table. Chosen
#: from 16, 32 and 64 on ten questions about three small tables.
COVERAGE_DEFICIT_WEIGHT = 64.0


def coverage_deficits(blocks: Sequence[Block], coverage: Mapping[int, float]) -> dict[int, float]:
    """Return by how much the coverage of each row is below that of the best row of its table, 0 to 1.

    The result and `coverage` have the start of each row as their key. The rows of a table follow one another
    in `blocks`.
    """
    deficits = {}
    for kind, run in groupby(blocks, lambda block: block.kind):
        shares = {block.start: coverage.get(block.start, 0.0) for block in run} if kind == "row" else {}
        most = max(shares.values(), default=0.0)
        deficits.update({start: most - share for start, share in shares.items()})
    return deficits


def prefer_matching_rows(
    question: str, evidence: Sequence[Evidence], spans: Sequence[ScoredSpan], coverage: Coverage
) -> list[ScoredSpan]:
    """Return the spans, highest score first, with lower scores in rows that cover less than another row."""
    deficits = {rank: _rows_of(evidence[rank], question, coverage) for rank in {span.rank for span in spans}}
    lowered = [
        replace(span, score=span.score - COVERAGE_DEFICIT_WEIGHT * _deficit(span, deficits[span.rank]))
        for span in spans
    ]
    return sorted(lowered, key=lambda span: (-span.score, span.rank, span.start, span.end))


def block_coverage(question: str, evidence: Evidence, coverage: Coverage) -> dict[int, float]:
    """Return how much of the question each block of an evidence with a table covers, 0 to 1, by its start.

    Terms that the title and the headings contain do not count, since they do not tell blocks apart: in a
    table of inductions, "lathe induction" refers to the row of the lathe, not to another row that contains
    both words. Function words do not count, since they name no row: "until when on fridays" does not refer to
    a row with "until 18:00". The result is empty for an evidence without a row.
    """
    blocks = [block for block in evidence.blocks if block.kind not in HEADING_KINDS]
    if not any(block.kind == "row" for block in blocks):
        return {}
    trail = passage_trail(evidence.passage)
    texts = [range_text(evidence, *evidence.in_context(block.start, block.end)) for block in blocks]
    named = _WORD.sub(lambda word: "" if word[0].lower() in FUNCTION_WORDS else word[0], question)
    of_trail, *shares = coverage(named, [trail, *(f"{trail}\n{text}" for text in texts)]).tolist()
    return {block.start: share - of_trail for block, share in zip(blocks, shares, strict=True)}


def _rows_of(evidence: Evidence, question: str, coverage: Coverage) -> list[tuple[Block, float]]:
    """Return each row of an evidence, and by how much its coverage is below the best of its table."""
    deficits = coverage_deficits(evidence.blocks, block_coverage(question, evidence, coverage))
    return [(row, deficits[row.start]) for row in evidence.rows]


def _deficit(span: ScoredSpan, rows: Sequence[tuple[Block, float]]) -> float:
    """Return by how much the row of a span is below the best of its table; 0 for a span outside of `rows`."""
    return next((less for row, less in rows if row.contains(span.start)), 0.0)
