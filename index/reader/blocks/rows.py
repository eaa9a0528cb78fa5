"""Which row of a table a question means: the one that holds its words.

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
from index.reader.evidence_text import stretch_text
from index.reader.network.spans import ScoredSpan
from index.types import HEADS, Block, Evidence

if TYPE_CHECKING:
    from index.reader.coverage import Coverage  # needs the libraries of the search

_WORD = re.compile(r"[^\W_]+")
#: A row's score loses this times what another row of its table covers more of the question. Chosen from 16,
#: 32 and 64 on ten questions about three small tables.
ROW_BEHIND_WEIGHT = 64.0


def rows_behind(blocks: Sequence[Block], coverage: Mapping[int, float]) -> dict[int, float]:
    """The start of each row → how much less of the question it covers than the best of its table, 0 to 1.

    The rows of a table follow one another in `blocks`. `coverage` is that of each row by its start.
    """
    behind = {}
    for kind, run in groupby(blocks, lambda block: block.kind):
        shares = {block.start: coverage.get(block.start, 0.0) for block in run} if kind == "row" else {}
        most = max(shares.values(), default=0.0)
        behind.update({start: most - share for start, share in shares.items()})
    return behind


def prefer_matching_rows(
    question: str, evidence: Sequence[Evidence], spans: Sequence[ScoredSpan], coverage: Coverage
) -> list[ScoredSpan]:
    """The spans, those in another row than the one that is meant with a lower score; highest score first."""
    behind = {rank: _rows_of(evidence[rank], question, coverage) for rank in {span.rank for span in spans}}
    lowered = [
        replace(span, score=span.score - ROW_BEHIND_WEIGHT * _behind(span, behind[span.rank]))
        for span in spans
    ]
    return sorted(lowered, key=lambda span: (-span.score, span.rank, span.start, span.end))


def block_coverage(question: str, evidence: Evidence, coverage: Coverage) -> dict[int, float]:
    """The start of each block of an evidence with a table → how much of the question it covers, 0 to 1.

    What the title and the headings cover is no difference between blocks, and does not count: in a table of
    inductions, the row of the lathe is meant by "lathe induction", and not another that has both words. Nor
    do function words, which name no row: "until when on fridays" means no row with "until 18:00". Empty where
    there is no row.
    """
    blocks = [block for block in evidence.blocks if block.kind not in HEADS]
    if not any(block.kind == "row" for block in blocks):
        return {}
    trail = passage_trail(evidence.passage)
    texts = [
        stretch_text(evidence, block.start - evidence.start, block.end - evidence.start) for block in blocks
    ]
    named = _WORD.sub(lambda word: "" if word[0].lower() in FUNCTION_WORDS else word[0], question)
    of_trail, *shares = coverage(named, [trail, *(f"{trail}\n{text}" for text in texts)]).tolist()
    return {block.start: share - of_trail for block, share in zip(blocks, shares, strict=True)}


def _rows_of(evidence: Evidence, question: str, coverage: Coverage) -> list[tuple[Block, float]]:
    """Each row of an evidence, with how much less of the question it covers than the best of its table."""
    behind = rows_behind(evidence.blocks, block_coverage(question, evidence, coverage))
    return [(row, behind[row.start]) for row in evidence.rows]


def _behind(span: ScoredSpan, rows: Sequence[tuple[Block, float]]) -> float:
    """By how much the row that a span stands in is behind; 0 for a span outside of all `rows`."""
    return next((less for row, less in rows if row.holds(span.start)), 0.0)
