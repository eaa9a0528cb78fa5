"""The rows with the value that a question names answer together, if no other row is between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from tests.index.engines import engine_over

TOOLS = """# Tools

| Tool | Kept by | Cleaner | On loan | Colour | Seen on |
|---|---|---|---|---|---|
| Saw | Ada Lovell | Bo | yes | red | 3 May 2026 |
| Drill | Ada Lovell | Cai | yes | blue | 9 May 2026 |
| Plane | Ada Reed | Cai | no | red | 1 June 2026 |
| Lathe | Dot Finch | Cai | no | green | 4 June 2026 |
| Awl | Dot Finch | Bo | yes | green | 7 July 2026 |
"""


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"tools.md": TOOLS}, tmp_path_factory.mktemp("tools"))


def _tools(engine: Engine, question: str) -> list[str]:
    """The first cells of several rows that answer together; none if something else answers, or nothing."""
    answer = engine.ask(question)
    rows = answer.text.splitlines() if answer.kind == "block" else []
    return [row.split("|")[1].strip() for row in rows] if len(rows) > 1 else []


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which tools are green?", ["Lathe", "Awl"]),
        ("which tools are kept by dot finch", ["Lathe", "Awl"]),
        ("which tools does cai clean", ["Drill", "Plane", "Lathe"]),
        ("what tools were seen in june", ["Plane", "Lathe"]),
        ("which tools are not on loan", ["Plane", "Lathe"]),
    ],
)
def test_the_rows_with_a_value_answer_together(tools: Engine, question: str, rows: list[str]):
    """The value is a whole cell, the month of a date, or yes or no in a column that the question names."""
    assert _tools(tools, question) == rows
    assert tools.ask(question).text in TOOLS


@pytest.mark.parametrize(
    "question",
    [
        "which tools are on loan",  # rows without the value are between those with it
        "which tools are red",
        "which tools are not green",  # other values than yes and no
        "which tools did dot finch buy",  # no column says who bought
        "which green tools are on loan",  # two conditions
        "which tools were seen before june",
        "which tools are kept by dot finch except the awl",
        "which tools does ada lovell keep",  # "Ada Reed" has a word of the name
        "which tool is blue",  # one row
        "which boats are green",  # a thing that the table does not name
        "who cleans the green tools",  # asks for another column
    ],
)
def test_other_questions_name_no_rows(tools: Engine, question: str):
    """A word that is explained by no name of the table may be a condition."""
    assert _tools(tools, question) == []


def test_a_value_of_two_columns_names_no_rows(tmp_path: Path):
    """Bo may have built them, or own them."""
    boats = "# Boats\n\n| Boat | Made by | Owned by |\n|---|---|---|\n| Heron | Bo | Cai |\n| Otter | Bo | Ada |\n| Tern | Ada | Bo |\n"
    engine = engine_over({"boats.md": boats}, tmp_path)
    assert _tools(engine, "which boats are by bo") == []


def test_all_passages_of_a_table_are_searched(tmp_path: Path):
    """The rows are the last of the table, and the question names the first passage's heading."""
    rows = [f"| Workshop number {number} about wood | room {number} | spring |" for number in range(30)]
    rows[20:22] = ["| Knots | the barn | autumn |", "| Sails | the barn | autumn |"]
    text = "# Workshops\n\n| Workshop | Place | Season |\n|---|---|---|\n" + "\n".join(rows)
    engine = engine_over({"workshops.md": text}, tmp_path)
    assert _tools(engine, "which workshops are in autumn") == ["Knots", "Sails"]
