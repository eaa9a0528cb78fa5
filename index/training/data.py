"""Reading-comprehension questions from JSON lines. It reads and checks; it makes up nothing."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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

    An empty list of answers means that no close span was found, not that there is no answer.
    """
    return [
        question
        for question in questions
        if any(end > start for start, end in question.answers)
        and not all(text.lower() in _PRONOUNS for text in question.answer_texts)
    ]
