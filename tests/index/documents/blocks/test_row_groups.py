"""A row with only its first cell names a group of rows below it, if indentation or bold type shows that."""

from __future__ import annotations

import pytest

from index.documents.markdown.markdown import blocks
from index.engine import Engine
from index.settings import IndexSettings
from index.store.build import build
from index.types import Outcome
from tests.index.documents.written_blocks import check_blocks, written

INDENTED = """| Item | Price |
|------|-------|
| Towel | 1 € |
| *Room (per night)* | |
|     Single | 40 € |
|     Double | 60 € |
| Breakfast | 9 € |
| *Boat (per hour)* | |
|     Single | 12 € |
"""
BOLD = "| | Opens |\n|-|-|\n| Gate | 9 |\n| **North hall** | |\n| Café | 10 |\n| **South hall** | |\n| Café | 11 |\n"


def rows(text: str) -> list[str]:
    found = list(blocks(text))
    check_blocks(text, found)
    lines = [line.replace("\u00a0", "") for line in written(text, found)]
    return [line.removeprefix("row: ") for line in lines if line.startswith("row: ")]


@pytest.mark.parametrize("blanks", ["     ", " &nbsp;&nbsp;", "\u00a0\u00a0 "])
def test_indented_rows_are_named_by_the_row_above(blanks: str):
    """The group ends before the next row that is not indented further than the name."""
    assert rows(INDENTED.replace("     ", blanks)) == [
        "Item: Towel · Price: 1 €",
        "Item: Room (per night)",
        "Room (per night) · Item: Single · Price: 40 €",
        "Room (per night) · Item: Double · Price: 60 €",
        "Item: Breakfast · Price: 9 €",
        "Item: Boat (per hour)",
        "Boat (per hour) · Item: Single · Price: 12 €",
    ]


def test_rows_are_named_by_a_row_in_bold_type():
    """The group ends before the next such row."""
    assert rows(BOLD) == [
        "Gate · Opens: 9",
        "North hall",
        "North hall: Café · Opens: 10",
        "South hall",
        "South hall: Café · Opens: 11",
    ]


def test_a_row_whose_other_cells_are_empty_names_no_group():
    """A table of one column has no groups, and one blank of indentation makes none."""
    assert rows("| Name | Zone |\n|-|-|\n| Ada | |\n|  Bo | CET |\n") == ["Name: Ada", "Name: Bo · Zone: CET"]
    assert rows("| Name |\n|-|\n| **Ada** |\n|    Bo |\n") == ["Name: Ada", "Name: Bo"]


def test_a_question_may_name_the_group(tmp_path):
    """The answer is the cell of the row, group and column that the question names together."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "inn.md").write_text(f"# Harbour inn\n\n{INDENTED}", encoding="utf-8")
    settings = IndexSettings(documents=tmp_path / "documents", index=tmp_path / "index")
    build(settings)
    engine = Engine.open(settings)
    for question, price in (("price of a single room", "40 €"), ("price of a single boat", "12 €")):
        answer = engine.ask(question)
        assert (answer.outcome, answer.text) == (Outcome.ANSWERED, price)
