"""Reading-comprehension examples: a question, a context, and the spans of the context that answer it.

They are read from JSON lines and checked; nothing is generated here.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Characters `start` to `end` of a text, half open.
CharSpan = tuple[int, int]

_PRONOUNS = {"i", "me", "you", "he", "him", "she", "her", "it", "we", "us", "they", "them", "this", "that"}


@dataclass(frozen=True, slots=True)
class QAExample:
    """A question with its context, and the answers as spans of the context."""

    source: str  #: name of its data set
    question: str
    context: str
    answers: tuple[CharSpan, ...]
    references: tuple[str, ...] = ()  #: answers in the annotators' own words, if the data set has them
    document: str = ""  #: the work that the context is a part of, if the data set names it
    impossible: bool = False  #: the context does not answer the question

    @property
    def answer_texts(self) -> tuple[str, ...]:
        return tuple(self.context[start:end] for start, end in self.answers)


def read_examples(path: Path) -> list[QAExample]:
    """Read the examples of a `.jsonl` or `.jsonl.xz` file.

    Raises ValueError, which names the line, if the text of an answer is not at its offset.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [
            _example(json.loads(line), f"{path.name}, line {number}") for number, line in enumerate(lines, 1)
        ]


def _example(row: Mapping[str, Any], origin: str) -> QAExample:
    context = row["context"]
    spans = []
    for answer in row["answers"]:
        start, end = answer["start"], answer["start"] + len(answer["text"])
        if context[start:end] != answer["text"]:
            raise ValueError(f"{origin}: the text of the answer is not at its offset")
        spans.append((start, end))
    return QAExample(
        source=row["source"],
        question=row["question"],
        context=context,
        answers=tuple(dict.fromkeys(spans)),
        references=tuple(row.get("references", ())),
        document=row.get("document", ""),
        impossible=bool(row.get("impossible")),
    )


def usable(examples: Iterable[QAExample]) -> list[QAExample]:
    """Return the impossible examples, and those with an answer.

    An answer must not be empty, and not all answers of an example may be pronouns. An example without answers
    that is not marked as impossible may be answerable: no span was annotated.
    """
    return [
        example
        for example in examples
        if example.impossible
        or (
            any(end > start for start, end in example.answers)
            and not all(text.lower() in _PRONOUNS for text in example.answer_texts)
        )
    ]


def training_examples(folder: Path) -> list[QAExample]:
    """Read the examples of `train.jsonl.xz` in a folder, and of `more_train.jsonl.xz` if it exists."""
    paths = [folder / "train.jsonl.xz", folder / "more_train.jsonl.xz"]
    return [example for path in paths if path == paths[0] or path.exists() for example in read_examples(path)]
