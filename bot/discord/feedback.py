"""Votes → a file for those who look after the documents: CSV for a spreadsheet, JSONL for a program."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.discord.state.records import Feedback

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_jsonl(rows: Sequence[Feedback]) -> str:
    """One JSON object a line, with the fields of Feedback and the time in ISO 8601."""
    return "".join(json.dumps(_values(row), ensure_ascii=False) + "\n" for row in rows)


def as_csv(rows: Sequence[Feedback]) -> str:
    """A table with a header line, none of whose cells a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(field.name for field in dataclasses.fields(Feedback))
    for row in rows:
        writer.writerow(_cell(value) for value in _values(row).values())
    return out.getvalue()


def _values(row: Feedback) -> dict[str, object]:
    asked = datetime.fromtimestamp(row.asked, UTC).isoformat(timespec="seconds")
    return {**dataclasses.asdict(row), "asked": asked}


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
