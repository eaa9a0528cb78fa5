"""Ask for every cell of the tables in a folder of documents, by its column and by the first cell of its row.

    python tests/benchmarks/cells.py FOLDER [--every N] [--show]

FOLDER contains the documents of a community; all are indexed. Every Nth cell is asked for twice, as "what is the
deposit of gps receiver?" and as "gps receiver deposit", if its column has a name and the first cell of its row
contains a letter. Tables in which two rows have the same first cell are omitted, and so are cells with markup. The
answers are those of Munshi, and those of its network alone, without the rule for cells that a question names. The
columns:
- `right`: answered with the cell, or with a block of its row that contains the cell;
- `wrong`: answered in another way;
- `first`: not answered, and the first passage shown is the row;
- `neither`: not answered, and another passage is shown first.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from unittest import mock

import measure  # noqa: F401  (this working tree's code)

from index import Answer, Engine, IndexSettings, Outcome, build
from index.evaluation.scores import normalise
from index.reader.evidence.cells import Cell, cells_of
from index.store.store import Store
from index.types import Evidence, Hit, Passage

COLUMNS = ("right", "wrong", "first", "neither")
RULE = "index.reader.lookup.answers.named_cell"
FORMS = ("what is the {column} of {key}?", "{key} {column}")


Row = list[Cell]


@dataclass(frozen=True, slots=True)
class AskedCell:
    """A cell, its column and the first cell of its row, as people read them."""

    document: str
    key: str
    column: str
    text: str


def tables(passages: Iterable[Passage]) -> list[list[Row]]:
    """Return the tables in the passages of a document, which may overlap."""
    rows: dict[int, tuple[str, Row]] = {}
    for passage in passages:
        evidence = Evidence(Hit(passage, 0.0, 0.0, 0.0), passage.text, passage.start, passage.blocks)
        for block in passage.blocks:
            rows[block.start] = block.kind, cells_of(evidence, block) if block.kind == "row" else []
    runs = groupby((rows[start] for start in sorted(rows)), lambda row: row[0])
    return [[cells for _, cells in run if cells] for kind, run in runs if kind == "row"]


def cells_to_ask(engine: Engine) -> list[AskedCell]:
    """Return the cells of all documents that the docstring of this file describes."""
    generation = Store(engine.settings.index).open()
    return [
        AskedCell(entry.name, row[0].text, cell.column, cell.text)
        for entry in generation.manifest.documents
        for table in tables(
            generation.passages(range(entry.first_passage, entry.first_passage + entry.passages))
        )
        if len({row[0].text.casefold() for row in table}) == len(table)
        for row in table
        if any(map(str.isalpha, row[0].text))
        for cell in row[1:]
        if cell.column and normalise(cell.text) and cell.end - cell.start == len(cell.text)
    ]


def judge(answer: Answer, asked: AskedCell) -> str:
    """Return the column in which an answer counts."""
    first = answer.citations[0] if answer.citations else None
    from_row = (
        first is not None
        and first.document == asked.document
        and normalise(asked.key) in normalise(first.shown)
        and normalise(asked.text) in normalise(first.shown)
    )
    if answer.outcome is not Outcome.ANSWERED:
        return "first" if from_row else "neither"
    given = normalise(answer.text)
    return "right" if from_row and (normalise(asked.text) in given or answer.kind == "block") else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="folder of documents")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask only for every Nth cell")
    parser.add_argument("--show", action="store_true", help="print Munshi's answers that are not right")
    options = parser.parse_args()
    counts = {"Munshi": Counter[str](), "the network alone": Counter[str]()}
    with tempfile.TemporaryDirectory() as folder:
        settings = IndexSettings(documents=options.folder, index=Path(folder) / "index")
        build(settings)
        engine = Engine.open(settings)
        cells = cells_to_ask(engine)[:: options.every]
        for asked in cells:
            for form in FORMS:
                question = form.format(column=asked.column.casefold(), key=asked.key.casefold())
                for name, count in counts.items():
                    with nullcontext() if name == "Munshi" else mock.patch(RULE, return_value=None):
                        answer = engine.ask(question)
                    judged = judge(answer, asked)
                    count[judged] += 1
                    if options.show and name == "Munshi" and judged != "right":
                        print(f"{judged}: {question} → {answer.text!r}, not {asked.text!r}")
    print(f"{len(cells) * len(FORMS)} questions{'':9}" + "  ".join(f"{name:>7}" for name in COLUMNS))
    for name, count in counts.items():
        total = max(sum(count.values()), 1)
        print(f"{name:20}" + "  ".join(f"{count[column] / total:7.2f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
