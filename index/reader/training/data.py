"""Reading-comprehension questions from JSON lines. It reads and checks; it makes up nothing."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from index.evaluate import rouge_l

_CLOSE = 0.7  # ROUGE-L
_PRONOUNS = {"i", "me", "you", "he", "him", "she", "her", "it", "we", "us", "they", "them", "this", "that"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its context. Answers are character spans (start, end) of the context."""

    source: str
    text: str
    context: str
    answers: tuple[tuple[int, int], ...]
    references: tuple[str, ...] = ()
    document: str = ""

    @property
    def answer_texts(self) -> tuple[str, ...]:
        return tuple(self.context[start:end] for start, end in self.answers)


def read_questions(path: Path) -> list[Question]:
    """The questions of a `.jsonl` or `.jsonl.xz` file. Raises ValueError where an answer is not its span."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [_question(json.loads(line), path, number) for number, line in enumerate(lines, 1)]


def _question(row: dict, path: Path, number: int) -> Question:
    context = row["context"]
    spans = []
    for answer in row["answers"]:
        start, end = answer["start"], answer["start"] + len(answer["text"])
        if context[start:end] != answer["text"]:
            raise ValueError(f"{path.name}, line {number}: the answer does not stand at its offset")
        spans.append((start, end))
    references = tuple(row.get("references", ()))
    return Question(
        row["source"],
        row["question"],
        context,
        tuple(dict.fromkeys(spans)),
        references,
        row.get("document", ""),
    )


def answerable(questions: Iterable[Question]) -> list[Question]:
    """Those with an answer span that tells something: "he" is no answer to "who?".

    An empty list of answers means that no close span was found, not that there is no answer. Where people
    wrote answers in their own words, spans that are far from all of these ("the" for "the prince's mother")
    are left out.
    """
    return [
        question
        for question in map(_close, questions)
        if any(end > start for start, end in question.answers)
        and not all(text.lower() in _PRONOUNS for text in question.answer_texts)
    ]


def _close(question: Question) -> Question:
    """The question with those of its answers that are close to a reference, if it has references."""
    if not question.references:
        return question
    close = (
        span
        for span, text in zip(question.answers, question.answer_texts, strict=True)
        if max(rouge_l(text, reference) for reference in question.references) >= _CLOSE
    )
    return replace(question, answers=tuple(close))
