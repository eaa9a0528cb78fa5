"""Votes and unanswered questions → the text of a file: CSV for a spreadsheet, or JSONL for a program."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.config import Settings
from bot.discord.management.unanswered import Gap, gaps_of
from bot.discord.state.database import State
from bot.discord.state.records import Feedback
from bot.discord.state.votes import unanswered_questions, voted_wrong
from bot.unseen_characters import UNSEEN
from index.errors import UserError
from index.settings import IndexSettings

if TYPE_CHECKING:  # loads numeric libraries
    from index import Engine

_log = logging.getLogger(__name__)

_Row = TypeVar("_Row")

# Characters that a terminal acts on or that hide text → a replacement. Line ends and tabs are left as they
# are.
_REPLACEMENTS = dict.fromkeys(UNSEEN - set(map(ord, "\t\n\r")), "\N{REPLACEMENT CHARACTER}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width for Japanese


def feedback(state_file: Path, *, form: str = "csv", server: int | None = None) -> str | None:
    """Return the questions whose answers were voted wrong, as CSV or JSONL; None if there are none.

    They are of one server, or of all servers if `server` is None. Raises StateUnusable, and StateUnavailable.
    """
    rows = _rows_in(state_file, partial(voted_wrong, server=server))
    return as_file(rows, form) if rows else None


def unanswered(
    settings: Settings, state_file: Path, *, form: str = "csv", server: int | None = None
) -> str | None:
    """Return the questions without a right answer, in groups, as CSV or JSONL; None if there are none.

    The questions of each server are grouped with the encoder of its own index, if that can be opened, or else
    by their words. Raises StateUnusable, and StateUnavailable.
    """
    rows = _rows_in(state_file, partial(unanswered_questions, server=server))
    gaps: list[Gap] = []
    for number in sorted({row.server for row in rows}):
        engine = _engine_or_none(settings.engine_of(number))
        gaps += gaps_of([row for row in rows if row.server == number], engine)
    return as_file(gaps, form) if gaps else None


def _rows_in(state_file: Path, query: Callable[[State], list[_Row]]) -> list[_Row]:
    """Return the result of a query in a state file; [] if there is no file."""
    if not state_file.exists():
        return []
    with closing(State.open(state_file)) as state:
        return query(state)


def _engine_or_none(settings: IndexSettings) -> Engine | None:
    from index import Engine  # loads numeric libraries

    try:
        return Engine.open(settings)
    except UserError as error:
        _log.warning("questions are grouped only by their words: %s", error)
        return None


def as_file(rows: Sequence[Feedback | Gap], form: str) -> str:
    """Return the text of a file with rows of one kind, at least one; `form` is "csv" or "jsonl"."""
    return _as_csv(rows) if form == "csv" else _as_jsonl(rows)


def _as_jsonl(rows: Sequence[Feedback | Gap]) -> str:
    """Return one JSON object a line, with the fields of the row and its time in ISO 8601."""
    return "".join(json.dumps(_values(row), ensure_ascii=False) + "\n" for row in rows)


def _as_csv(rows: Sequence[Feedback | Gap]) -> str:
    """Return a table with a header line, in which no cell is a formula for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(field.name for field in dataclasses.fields(rows[0]))
    for row in rows:
        writer.writerow(_cell(value) for value in _values(row).values())
    return out.getvalue()


def _values(row: Feedback | Gap) -> dict[str, object]:
    """Return the fields by name, with times in ISO 8601. Times are the only fields of type float."""
    return {
        name: _time(value) if isinstance(value, float) else value
        for name, value in dataclasses.asdict(row).items()
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.translate(_REPLACEMENTS)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
