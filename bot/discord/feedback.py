"""Votes and unanswered questions → a file: CSV for a spreadsheet, JSONL for a program."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.discord.state.records import Feedback
from bot.discord.unanswered import Gap

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones in Japanese


def as_file(rows: Sequence[Feedback | Gap], form: str) -> str:
    """The text of a file with rows of one kind, of which there is one at least: "csv" or "jsonl"."""
    return _as_csv(rows) if form == "csv" else _as_jsonl(rows)


def _as_jsonl(rows: Sequence[Feedback | Gap]) -> str:
    """One JSON object a line, with the fields of the row and its time in ISO 8601."""
    return "".join(json.dumps(_values(row), ensure_ascii=False) + "\n" for row in rows)


def _as_csv(rows: Sequence[Feedback | Gap]) -> str:
    """A table with a header line, none of whose cells a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(field.name for field in dataclasses.fields(rows[0]))
    for row in rows:
        writer.writerow(_cell(value) for value in _values(row).values())
    return out.getvalue()


def _values(row: Feedback | Gap) -> dict[str, object]:
    """The fields by name, with times, which are the only fractions, in ISO 8601."""
    return {
        name: _time(value) if isinstance(value, float) else value
        for name, value in dataclasses.asdict(row).items()
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
