"""A question refers to the row of a table that contains its words, whatever the network makes of the others."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reader.network.rows import block_coverage, coverage_deficits
from index.reader.question.coverage import Coverage
from index.settings import IndexSettings
from index.store.build import build
from index.types import Block
from tests.index.evidence import evidence_of_blocks

EVENTS = """# Weekly events

| Day | Event | Time | Host |
|---|---|---|---|
| Monday | Build battle | 18:00 | Yuki |
| Wednesday | Dungeon raid | 19:30 | Marlow |
| Friday | Movie night | 20:00 | Priya |
| Sunday | Farming contest | 16:00 | Fenwick |

# Staff

| Name | Role | Timezone | Since |
|---|---|---|---|
| Odessa | Owner | CET | 2019 |
| Marlow | Moderator | EST | 2021 |
| Yuki | Moderator | JST | 2023 |
"""

INDUCTIONS = """# Inductions

| Machine | Length | Fee | Needed before |
|---|---|---|---|
| Bandsaw | 45 minutes | free | – |
| Lathe | 6 hours | 20 | – |
| Milling machine | 8 hours | 30 | Lathe induction |
"""


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("events")
    settings = IndexSettings(documents=folder / "documents", index=folder / "index")
    settings.documents.mkdir()
    (settings.documents / "events.md").write_text(EVENTS, encoding="utf-8")
    (settings.documents / "inductions.md").write_text(INDUCTIONS, encoding="utf-8")
    build(settings)
    return Engine.open(settings)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("who hosts the movie night", "Movie night"),
        ("who hosts the dungeon raid", "Dungeon raid"),
        ("who hosts the farming contest", "Farming contest"),
        ("when did yuki become moderator", "| Yuki"),
        ("how long is the lathe induction", "| Lathe | 6 hours"),
    ],
)
def test_the_row_that_is_asked_for_is_cited(events: Engine, question: str, row: str):
    """The first citation is the row with the words of the question, not its neighbour with the same columns."""
    first = events.ask(question).citations[0]
    assert row in first.quote
    assert first.quote.count("\n") == 0


def test_the_deficit_of_a_row_is_counted_in_its_own_table():
    """The deficit of the best row is 0. A paragraph separates two tables, and is not in the result."""
    kinds = ("row", "row", "paragraph", "row")
    rows = [Block(kind, 10 * number, 10 * number + 9) for number, kind in enumerate(kinds)]
    shares = dict(zip((block.start for block in rows), (0.25, 0.75, 1.0, 0.5), strict=True))
    assert coverage_deficits(rows, shares) == {rows[0].start: 0.5, rows[1].start: 0.0, rows[3].start: 0.0}


def test_the_coverage_of_the_headings_does_not_count_for_a_row():
    """A row without a word of the question has a coverage of 0, even if the heading above it has one."""
    rows = (("row", "| Lathe | 6 hours |"), ("row", "| Saw | 1 hour |"))
    table = evidence_of_blocks(*rows, trail=("Inductions",))
    lathe, saw = (block.start for block in table.blocks)
    coverage = block_coverage("lathe induction", table, Coverage())
    assert coverage == {lathe: 0.5, saw: 0.0}


def test_function_words_name_no_row():
    """The row of Saturday contains "until", and the question is about Friday."""
    table = evidence_of_blocks(("row", "| Friday | 19:00 |"), ("row", "| Saturday | until 18:00 |"))
    friday, saturday = (block.start for block in table.blocks)
    coverage = block_coverage("until when are you open on friday", table, Coverage())
    assert coverage[friday] > coverage[saturday] == 0.0
