"""What all attacks share: what an attempt is given, documents that say which version they are, what must hold."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

from index.settings import AnswerSettings, IndexSettings
from index.store.store import Store

QUESTIONS = (
    "Who keeps the lamp of the harbour?",
    "How many ships did keeper 3 count?",
    "When does the ferry to Helsinki leave?",
    "What lies on shelf 7 of the depot?",
)
Texts = Mapping[str, str]  #: document name → its text


@dataclass(frozen=True)
class Attempt:
    """One attempt: its chances, a folder of its own, and what is counted of it."""

    number: int
    random: Random
    folder: Path  #: empty
    count: Counter[str]  #: what was tried, and how it ended, in words

    def settings(self) -> IndexSettings:
        """Settings for a documents folder, made, and an index folder that is not there yet."""
        documents = self.folder / "documents"
        documents.mkdir(exist_ok=True)
        return IndexSettings(
            documents, self.folder / "index", threads=1, answer=AnswerSettings(reader="sentences")
        )


class Attack(Protocol):
    """Something that is done to builds and indexes."""

    def missing(self) -> str:
        """Why it cannot be done here, or nothing."""
        ...

    def attempt(self, attempt: Attempt) -> None:
        """Try once. Raises whatever, where something does not hold."""
        ...


def document(number: int, version: int, sentences: int = 3) -> str:
    """A short text in which each sentence says of which document and version it is."""
    lines = [
        f"Keeper {number} of version {version} counted {number * 7 + version + line} ships from the harbour. "
        f"Line {line} says that the lamp of keeper {number} was lit in version {version}."
        for line in range(sentences)
    ]
    return f"# Book {number}\n\n" + "\n\n".join(lines) + "\n"


def write(folder: Path, name: str, text: str) -> None:
    """Write a document as a careful editor does: aside, then under its name."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(text.encode())
    os.replace(aside, path)


def contents(settings: IndexSettings) -> dict[str, str]:
    """The text of each document of an index, of which every byte is checked.

    Raises IndexMissing or IndexDamaged, and AssertionError where a passage is not as it stands in its text.
    """
    generation = Store(settings.index).open(verify=True)
    texts = {entry.name: generation.document_text(entry) for entry in generation.manifest.documents}
    for row in range(len(generation)):
        passage = generation.passage(row)
        assert texts[passage.document][passage.start : passage.end] == passage.text, passage
    return texts


def left_behind(settings: IndexSettings) -> set[str]:
    """What lies in the index folder beside one generation and the files that say which."""
    names = {path.name for path in settings.index.iterdir()} if settings.index.is_dir() else set()
    return names - {"CURRENT", "LOCK", "file-hashes.json", f"gen-{Store(settings.index).current()}"}


def check_citations(citations: list[dict[str, Any]], versions: Callable[[str], list[str]]) -> None:
    """Check that each quote, as `ask --json` prints it, stands where it says in a version of its document."""
    for citation in citations:
        start, end = citation["start"], citation["end"]
        found = [text for text in versions(citation["document"]) if text[start:end] == citation["quote"]]
        assert found, f"no version of {citation['document']} has this quote: {json.dumps(citation)}"
        assert any(_line(text, start) == citation["line"] for text in found), json.dumps(citation)


def _line(text: str, offset: int) -> int:
    return len(re.findall("\r\n|[\r\n\u2028\u2029]", text[:offset])) + 1
