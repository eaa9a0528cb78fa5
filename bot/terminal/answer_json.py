"""Answer → the object that `ask --json` prints. docs/terminal.md documents its keys, which never change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.types import Answer, Citation, ReaderAnswer, Wording


def answers_json(answers: Sequence[Answer], *, stale: bool = False) -> dict[str, Any]:
    """Return the object of the first answer, with those of the others if several questions were asked."""
    first, *others = (answer_json(answer, stale=stale) for answer in answers)
    return first | {"others": others}


def answer_json(answer: Answer, *, stale: bool = False) -> dict[str, Any]:
    """Return the object to print as JSON; `stale` says that the documents have changed since the build."""
    return {
        "question": answer.question,
        "outcome": str(answer.outcome),
        "answer": answer.text or None,
        "answer_kind": answer.kind if answer.text else None,
        "confidence": round(answer.confidence, 4),
        "contradicted": answer.contradicted,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "generation": answer.generation,
        "reader": answer.reader,
        "stale": stale,
        "misspellings": [{"asked": each.asked, "read": each.read} for each in answer.misspellings],
        "answered_part": answer.answered_part or None,
        "unanswered": list(answer.unanswered),
        "read_as": answer.read_as or None,
        "notices": list(answer.notices),
        "milliseconds": {stage: round(value, 1) for stage, value in answer.milliseconds.items()},
        "wording": None if answer.wording is None else _wording_json(answer.wording),
    }


def _wording_json(wording: Wording) -> dict[str, Any]:
    return {
        "model": wording.model,
        "agreed": wording.agreed,
        "sentences": [{"text": each.text, "citation": each.citation} for each in wording.sentences],
        "reader": None if wording.reader is None else _reader_json(wording.reader),
    }


def _reader_json(reader: ReaderAnswer) -> dict[str, Any]:
    return {
        "answer": reader.text,
        "confidence": round(reader.confidence, 4),
        "citation": reader.citation,
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    span = citation.answer
    return {
        "document": citation.document,
        "title": citation.title,
        "line": citation.line,
        "page": citation.page,
        "page_name": citation.page_name or None,
        "trail": list(citation.trail),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "shown": citation.shown,
        "answer": None if span is None else {"start": span[0], "end": span[1]},
        "contradicts": citation.contradicts,
        "changed": citation.changed or None,
    }
