"""The questions of an evaluation that are not answered rightly → text for a terminal, and JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from bot.terminal.quantities import counted
from bot.terminal.safe_text import PLAIN, Style, one_line, wrapped
from index.evaluation.scores import ScoredQuestion

_MOST = 20  # questions that are listed
_LONGEST = 200  # characters of an answer


def failed_text(failed: Sequence[ScoredQuestion], style: Style = PLAIN) -> str:
    """Return the failed questions, each with what was answered and what should have been.

    The first 20 are listed, and the others counted. The text ends with a line end; empty without questions.
    """
    if not failed:
        return ""
    lines = [f"Not answered rightly: {counted(len(failed), 'question')}", ""]
    for each in failed[:_MOST]:
        lines += [wrapped(style.bold(one_line(each.labelled.question)), style), *_told(each, style), ""]
    if len(failed) > _MOST:
        lines += [f"{len(failed) - _MOST} more; --json lists all of them.", ""]
    return "\n".join(lines[:-1]) + "\n"


def failed_json(failed: Sequence[ScoredQuestion]) -> list[dict[str, Any]]:
    """Return an object for each failed question. docs/terminal.md documents the keys, which never change."""
    return [
        {
            "question": each.labelled.question,
            "answers": list(each.labelled.answers),
            "answer": each.answer.text or None,
            "confidence": round(each.answer.confidence, 4),
            "document": each.answer.citations[0].document if each.answer.citations else None,
        }
        for each in failed
    ]


def _told(scored: ScoredQuestion, style: Style) -> list[str]:
    """Return the lines below a question: what was told, from where, and what was expected."""
    answer, wanted = scored.answer, scored.labelled.answers
    place = f"{one_line(answer.citations[0].location)}" if answer.citations else ""
    if scored.answered:
        text = textwrap.shorten(one_line(answer.shown), _LONGEST, placeholder=" …")
        told = f"{text} ({answer.confidence:.0%} sure) · {place}"
    else:
        told = f"no answer; closest: {place}" if place else "no answer; nothing found"
    expected = " / ".join(map(one_line, wanted)) if wanted else "no answer"
    return [wrapped(told, style, "  got       "), wrapped(expected, style, "  expected  ")]
