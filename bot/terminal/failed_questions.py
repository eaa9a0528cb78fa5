"""The questions of an evaluation that are not answered rightly → text for a terminal, and JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from bot.terminal.quantities import counted
from bot.terminal.safe_text import PLAIN, Style, one_line, wrapped
from index.evaluation.scores import ScoredQuestion
from index.types import Answer

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
            "document": each.labelled.document,
            "answer": each.answer.text or None,
            "confidence": round(each.answer.confidence, 4),
            "cited": each.answer.citations[0].document if each.answer.citations else None,
        }
        for each in failed
    ]


def _told(scored: ScoredQuestion, style: Style) -> list[str]:
    """Return the lines below a question: what was told, from where, and what was expected."""
    answer, labelled = scored.answer, scored.labelled
    place = one_line(answer.citations[0].location) if answer.citations else ""
    if scored.answered:
        told = f"{_shown(answer)} ({_how_sure(answer)}) · {place}"
    else:
        told = f"no answer; closest: {place}" if place else "no answer; nothing found"
    expected = " / ".join(map(one_line, labelled.answers)) or "no answer"
    if labelled.answers and labelled.document:
        expected += f" · {one_line(labelled.document)}"
    return [wrapped(told, style, "  got       "), wrapped(expected, style, "  expected  ")]


def _shown(answer: Answer) -> str:
    """Return the answer as people read it, on one line and not too long."""
    text = answer.citations[0].shown if answer.kind == "block" else ""
    return textwrap.shorten(one_line(text or answer.headline), _LONGEST, placeholder=" …")


def _how_sure(answer: Answer) -> str:
    """Return how sure people are told that the answer is, or what they are told instead."""
    if answer.wording and not answer.wording.agreed:
        return "each sentence quoted"
    if answer.contradicted and not answer.wording:
        return "the documents differ"
    return f"{answer.confidence:.0%} sure"
