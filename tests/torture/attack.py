"""The helpers of all attacks: the values of an attempt, documents that name their version, and checks of an index."""

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
    """One attempt: its source of random choices, its folder and its counts."""

    number: int
    random: Random
    folder: Path  #: empty at first, and used by this attempt alone
    count: Counter[str]  #: events of the attempt by name

    def settings(self) -> IndexSettings:
        """Return settings for a documents folder, which is created, and an index folder, which is not."""
        documents = self.folder / "documents"
        documents.mkdir(exist_ok=True)
        return IndexSettings(
            documents, self.folder / "index", threads=1, answer=AnswerSettings(reader="sentences")
        )


class Attack(Protocol):
    """An attack on builds or indexes."""

    def missing(self) -> str:
        """Return why the attack cannot run here; an empty text if it can."""
        ...

    def attempt(self, attempt: Attempt) -> None:
        """Try the attack once. Raises any exception if a check fails."""
        ...


def document(number: int, version: int, sentences: int = 3) -> str:
    """Return a short text in which each sentence names its document and version."""
    lines = [
        f"Keeper {number} of version {version} counted {number * 7 + version + line} ships from the harbour. "
        f"Line {line} says that the lamp of keeper {number} was lit in version {version}."
        for line in range(sentences)
    ]
    return f"# Book {number}\n\n" + "\n\n".join(lines) + "\n"


def write(folder: Path, name: str, text: str) -> None:
    """Write a document as a careful editor does: to another file, which then replaces it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(text.encode())
    os.replace(aside, path)


def contents(settings: IndexSettings) -> dict[str, str]:
    """Check every byte of an index, and return document name → text.

    Raises IndexMissing or IndexDamaged, and AssertionError if a passage differs from the text at its offsets.
    """
    generation = Store(settings.index).open(verify=True)
    texts = {entry.name: generation.document_text(entry) for entry in generation.manifest.documents}
    for row in range(len(generation)):
        passage = generation.passage(row)
        assert texts[passage.document][passage.start : passage.end] == passage.text, passage
    return texts


def left_behind(settings: IndexSettings) -> set[str]:
    """Return the names in the index folder that should not be there.

    One generation, CURRENT, LOCK and file-hashes.json should be there.
    """
    names = {path.name for path in settings.index.iterdir()} if settings.index.is_dir() else set()
    return names - {"CURRENT", "LOCK", "file-hashes.json", f"gen-{Store(settings.index).current()}"}


def check_citations(citations: list[dict[str, Any]], versions: Callable[[str], list[str]]) -> None:
    """Check that each quote, as `ask --json` prints it, is at its offsets and line in a version of its document."""
    for citation in citations:
        start, end = citation["start"], citation["end"]
        found = [text for text in versions(citation["document"]) if text[start:end] == citation["quote"]]
        assert found, f"no version of {citation['document']} has this quote: {json.dumps(citation)}"
        assert any(_line(text, start) == citation["line"] for text in found), json.dumps(citation)


def _line(text: str, offset: int) -> int:
    return len(re.findall("\r\n|[\r\n\u2028\u2029]", text[:offset])) + 1
