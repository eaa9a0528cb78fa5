"""Questions in the style of a chat about documentation of projects, each with the section that answers it.

They are in `chat_dev.jsonl`, in the same folder as the files of `faq.py`. Each line has a question, the pair
that it was made from, and the words that a right answer contains.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.sources.faq import rows_of


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question with the section of a repository that answers it."""

    text: str
    repository: str
    document: str  #: path of the document
    section: range  #: characters of the document, from the heading of the section on
    answers: tuple[str, ...]  #: words that a right answer contains: the evidence and the short answers


def read_chat_questions(folder: Path, every: int = 1) -> dict[str, list[ChatQuestion]]:
    """Read every nth question of the file in `folder`; return repository → questions."""
    paths = {row["id"]: row["path"] for row in _dev_rows(folder / "documents.jsonl.xz")}
    pairs = {row["id"]: row for row in _dev_rows(folder / "pairs.jsonl.xz")}
    found: dict[str, list[ChatQuestion]] = {}
    for line in (folder / "chat_dev.jsonl").read_text(encoding="utf-8").splitlines()[::every]:
        chat = json.loads(line)
        pair = pairs[chat["pair"]]
        question = ChatQuestion(
            text=chat["question"],
            repository=pair["repo"],
            document=paths[pair["document"]],
            section=range(pair["heading_start"], pair["answer_end"]),
            answers=(*chat["evidence"], *chat["answers"]),
        )
        found.setdefault(question.repository, []).append(question)
    return found


def repository_texts(folder: Path) -> dict[str, dict[str, str]]:
    """Return repository → its documents: path → text."""
    texts: dict[str, dict[str, str]] = {}
    for row in _dev_rows(folder / "documents.jsonl.xz"):
        texts.setdefault(row["repo"], {})[row["path"]] = row["text"]
    return texts


def _dev_rows(path: Path) -> list[dict[str, Any]]:
    return [row for row in rows_of(path) if row["split"] == "dev"]
