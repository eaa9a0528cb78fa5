"""The tables of the passages that were found, with all of their rows.

A passage has only a few rows of a table. What is the most, or which rows have a value, all of them say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.reader.evidence.unique_range import unique_range
from index.types import Block, Evidence, Hit, Passage, Range, overlap

#: Characters of the document on each side of a passage, in which the other rows of its table are looked for.
MAX_AROUND = 10_000
_FEWEST_ROWS = 2

Table = tuple[Evidence, Sequence[Block]]  #: the rows of a table, and an evidence that contains them


def tables_in(evidence: Evidence) -> Iterator[list[Block]]:
    """Yield the rows of each table with at least two rows in an evidence."""
    for kind, run in groupby(evidence.blocks, lambda block: block.kind):
        rows = list(run)
        if kind == "row" and len(rows) >= _FEWEST_ROWS:
            yield rows


def range_of(rows: Sequence[Block]) -> Range:
    """Return the range of the document from the first to the last of several rows."""
    return rows[0].start, rows[-1].end


def with_whole_tables(hits: Iterable[Hit], around: Callable[[Hit, int], Evidence]) -> list[Evidence]:
    """Return an evidence for each table of which a hit has rows, with `MAX_AROUND` characters on each side.

    `around` returns a hit with as many characters of its document on each side.
    """
    found: list[Evidence] = []
    for hit in hits:
        has_rows = any(block.kind == "row" for block in hit.passage.blocks)
        if has_rows and not any(_is_in_table_of(each, hit.passage) for each in found):
            found.append(around(hit, MAX_AROUND))
    return found


def only_whole_table(
    evidence: Iterable[Evidence], is_meant: Callable[[Evidence, Sequence[Block]], bool]
) -> Table | None:
    """Return the only table that is meant, if a passage has some of its rows and the evidence all of them.

    `evidence` is from `with_whole_tables`. Other tables of the same documents may be meant, too, and then
    None is returned. Without a row in the passage, a table is judged without headings: its own are not known.
    """
    found = [
        (each, rows)
        for wide in evidence
        for rows in tables_in(wide)
        if is_meant(each := _under_own_headings(wide, rows), rows)
    ]
    if unique_range((each, range_of(rows)) for each, rows in found) is None:
        return None
    table = next((each for each in found if _has_row_in(each[0].passage, each[1])), None)
    return None if table is None or _may_go_on(*table) else table


def _is_in_table_of(evidence: Evidence, passage: Passage) -> bool:
    """Whether a passage has rows of the table of which the passage of an evidence has rows."""
    if evidence.passage.document != passage.document:
        return False
    tables = (rows for rows in tables_in(evidence) if _has_row_in(evidence.passage, rows))
    return any(_has_row_in(passage, rows) for rows in tables)


def _has_row_in(passage: Passage, rows: Sequence[Block]) -> bool:
    """Whether a passage of the same document has one of several rows."""
    return overlap(range_of(rows), (passage.start, passage.end))


def _under_own_headings(evidence: Evidence, rows: Sequence[Block]) -> Evidence:
    """Return the evidence, without headings if its passage has none of the rows: theirs may be others."""
    if _has_row_in(evidence.passage, rows):
        return evidence
    return replace(evidence, hit=replace(evidence.hit, passage=replace(evidence.passage, trail=())))


def _may_go_on(evidence: Evidence, rows: Sequence[Block]) -> bool:
    """Whether a table may have more rows than its evidence, which ends `MAX_AROUND` around its passage."""
    before, after = evidence.passage.start - evidence.start, evidence.end - evidence.passage.end
    return (before >= MAX_AROUND and rows[0] is evidence.blocks[0]) or (
        after >= MAX_AROUND and rows[-1] is evidence.blocks[-1]
    )
