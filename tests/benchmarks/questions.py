"""Read the development questions, and write their contexts to disk as documents.

The data is public: SQuADShifts (Miller et al. 2020, CC BY 4.0), FairytaleQA (Xu et al. 2022, Apache-2.0), QED
(Lamm et al. 2021, CC BY-SA 3.0) and others. It is an xz file that is not in the repository. Each line is a
JSON object with `source`, `question`, `context` and `answers` (a list of objects with `text` and `start`).
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path

CharSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DevelopmentQuestion:
    """A question, the name of the file with its context, and the right answers."""

    source: str
    question: str
    document: str
    answers: tuple[str, ...]
    references: tuple[str, ...] = ()  #: answers in the annotators' own words, if the source has them
    spans: tuple[CharSpan, ...] = ()  #: of the answers in the context


def load(data: Path, sources: tuple[str, ...]) -> tuple[dict[str, str], list[DevelopmentQuestion]]:
    """Return the contexts (file name → text) and the questions of `sources`, in the order of the data."""
    contexts: dict[str, str] = {}
    questions = []
    with lzma.open(data, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["source"] in sources:
                document = contexts.setdefault(row["context"], f"{row['source']}-{len(contexts):04}.txt")
                answers = tuple(answer["text"] for answer in row["answers"])
                references = tuple(row.get("references", ()))
                spans = tuple(map(_span, row["answers"]))
                questions.append(
                    DevelopmentQuestion(row["source"], row["question"], document, answers, references, spans)
                )
    return {document: context for context, document in contexts.items()}, questions


def _span(answer: dict) -> CharSpan:
    """Return start and end of an answer in its context, without the white space around it."""
    text = answer["text"]
    return answer["start"] + len(text) - len(text.lstrip()), answer["start"] + len(text.rstrip())


def write(documents: dict[str, str], folder: Path) -> Path:
    """Create `folder`, write the documents to it, byte for byte as they are in the data, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / name).write_bytes(text.encode())
    return folder
