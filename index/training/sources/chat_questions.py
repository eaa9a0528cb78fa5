"""Questions as people chat about the documentation of projects, each with the section that answers it.

They come as `chat_dev.jsonl`, beside the files of `faq.py`: a question, the pair that it was made from, and
the words that prove an answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.sources.faq import rows_of


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question with where its repository answers it."""

    text: str
    repository: str
    document: str  #: its path
    section: range  #: characters of the document, from the section's heading on
    answers: tuple[str, ...]  #: words that prove an answer


def read_chat_questions(folder: Path, every: int = 1) -> dict[str, list[ChatQuestion]]:
    """Every nth question of the file in `folder`, by repository."""
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
    """The documents of each repository: path → text."""
    texts: dict[str, dict[str, str]] = {}
    for row in _dev_rows(folder / "documents.jsonl.xz"):
        texts.setdefault(row["repo"], {})[row["path"]] = row["text"]
    return texts


def _dev_rows(path: Path) -> list[dict[str, Any]]:
    return [row for row in rows_of(path) if row["split"] == "dev"]
