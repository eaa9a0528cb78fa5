"""The development questions as documents on disk: what the benchmarks have in common.

The data is public: SQuADShifts (Miller et al. 2020, CC BY 4.0), FairytaleQA (Xu et al. 2022, Apache-2.0),
QED (Lamm et al. 2021, CC BY-SA 3.0) and others, one JSON object a line in an xz file, each with `source`,
`question`, `context` and `answers` (a list of `text`, `start`). It is not in the repository.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the name of the file that holds its context, and the right answers."""

    source: str
    question: str
    document: str
    answers: tuple[str, ...]
    references: tuple[str, ...] = ()  #: free wordings by people, where the source has them
    places: tuple[tuple[int, int], ...] = ()  #: where in the context the answers stand


def load(data: Path, sources: tuple[str, ...]) -> tuple[dict[str, str], list[Asked]]:
    """The contexts as file name → text, and the questions of `sources`, in the order of the file."""
    contexts: dict[str, str] = {}
    asked = []
    with lzma.open(data, "rt", encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            if one["source"] in sources:
                name = contexts.setdefault(one["context"], f"{one['source']}-{len(contexts):04}.txt")
                answers = tuple(answer["text"] for answer in one["answers"])
                references = tuple(one.get("references", ()))
                places = tuple(map(_place, one["answers"]))
                asked.append(Asked(one["source"], one["question"], name, answers, references, places))
    return {name: context for context, name in contexts.items()}, asked


def _place(answer: dict) -> tuple[int, int]:
    """Start and end of an answer in its context, white space at its ends left out."""
    text = answer["text"]
    return answer["start"] + len(text) - len(text.lstrip()), answer["start"] + len(text.rstrip())


def write(documents: dict[str, str], folder: Path) -> Path:
    """Write the documents below `folder`, which is made, each byte as it is in the data."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / name).write_bytes(text.encode())
    return folder
