"""Votes as the text of a file, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.discord.management.feedback import as_file, feedback
from bot.discord.state.answers import record_answer
from bot.discord.state.database import State
from bot.discord.state.records import Feedback, Location
from bot.discord.state.votes import record_vote
from tests.bot.discord.state.samples import answer


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    """The path of a state file that does not exist yet."""
    return tmp_path / "state.sqlite3"


def test_feedback_is_written_for_programs_and_spreadsheets(state_file: Path) -> None:
    """Questions voted wrong are written as JSONL or CSV, of one server or all; formulas are disabled."""
    state = State.open(state_file)
    for server, question in ((1, "=cmd()"), (2, "who?")):
        answer_id = record_answer(state, answer(), Location(server, 10), 5, question=question)
        record_vote(state, answer_id, 5, False)
    state.close()
    (row,) = [json.loads(line) for line in feedback(state_file, form="jsonl", server=2).splitlines()]
    assert (row["question"], row["wrong"], row["document"]) == ("who?", 1, "notes.md")
    lines = feedback(state_file, form="csv").splitlines()
    assert lines[0] == "question,outcome,answer,document,quote,right,wrong,asked"
    assert lines[2].startswith("'=cmd(),answered,")
    assert feedback(state_file, server=3) is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    """A cell that a spreadsheet would take for a formula is text in the file."""
    row = Feedback(f"{start}cmd()", "answered", "", "", "", 0, 1, 0.0)
    (line,) = csv.DictReader(io.StringIO(as_file([row], "csv")))
    assert line["question"] == f"'{start}cmd()"


def test_no_cell_moves_a_terminal() -> None:
    """Characters that a terminal would act on are replaced in the file; line ends stay."""
    row = Feedback("who?", "answered", "\x1b[2J\x9b31mgone\u202e\n\tline", "", "", 0, 1, 0.0)
    (line,) = csv.DictReader(io.StringIO(as_file([row], "csv")))
    assert line["answer"] == "�[2J�31mgone�\n\tline"


def test_there_is_no_feedback_before_any_vote(state_file: Path) -> None:
    """Without a state file there is no feedback, and no file is made."""
    assert feedback(state_file) is None
    assert not state_file.exists()
