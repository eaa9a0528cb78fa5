"""Questions of communities about their documents, with the passages that support the answers.

A folder contains `documents/KIND/…`, one folder for each kind of community, each with an index of its own,
and `questions.jsonl` with one JSON object per line: `id`, `kind`, `type` (fact, yesno, howto, table, code,
definition, list, why, or none: unanswerable), `question`, `document` (a path relative to `documents`),
`evidence` (the supporting passage, as in the document), `answers` (accepted short answers in the evidence; of
a list its items) and optionally `also` (other passages that support the answer: objects with `document`,
`evidence` and optionally `answers`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index import AnswerSettings, Engine, IndexSettings, build
from index.evaluation.scores import normalise

COMMUNITIES = Path("tests/communities")  #: made-up communities with questions, in the checkout
_EDGE = 40  # characters: a passage with the first or last ones of the evidence counts as containing it


@dataclass(frozen=True, slots=True)
class SupportingPassage:
    """A passage that supports an answer, and the accepted answers in it."""

    document: str  #: path relative to the folder of the kind
    evidence: str
    answers: tuple[str, ...]

    @property
    def edges(self) -> tuple[str, str]:
        """The first and the last characters of the normalised evidence, by which its parts are recognised."""
        evidence = normalise(self.evidence)
        return evidence[:_EDGE], evidence[-_EDGE:]

    def is_in(self, document: str, text: str) -> bool:
        """Whether a text of a document contains an accepted answer and overlaps the evidence.

        It overlaps the evidence if it is a part of it or contains one of its `edges`.
        """
        found = normalise(text)
        if document != self.document or not found:
            return False
        overlaps = found in normalise(self.evidence) or any(edge in found for edge in self.edges)
        return overlaps and self.answer_is_in(document, text)

    def answer_is_in(self, document: str, text: str) -> bool:
        """Whether a text is from the right document and contains an accepted answer."""
        found = normalise(text)
        answers = filter(None, map(normalise, self.answers))
        return document == self.document and any(answer in found for answer in answers)


@dataclass(frozen=True, slots=True)
class CommunityQuestion:
    """A question of `questions.jsonl`."""

    id: str
    kind: str
    type: str
    question: str
    supporting: tuple[SupportingPassage, ...]  #: empty if the question is unanswerable

    @classmethod
    def from_json(cls, line: str) -> CommunityQuestion:
        row = json.loads(line)
        rows = [] if row["type"] == "none" else [row, *row.get("also", ())]
        supporting = [
            SupportingPassage(
                document=support["document"].partition("/")[2],
                evidence=support["evidence"],
                answers=tuple(support.get("answers") or row["answers"]),
            )
            for support in rows
        ]
        return cls(row["id"], row["kind"], row["type"], row["question"], tuple(supporting))


def read_questions(folder: Path) -> list[CommunityQuestion]:
    """Read the questions of a folder, in their order."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [CommunityQuestion.from_json(line) for line in lines if line.strip()]


def by_kind(questions: Iterable[CommunityQuestion]) -> dict[str, list[CommunityQuestion]]:
    """Return kind → the questions of its community."""
    groups: dict[str, list[CommunityQuestion]] = {}
    for question in questions:
        groups.setdefault(question.kind, []).append(question)
    return groups


def community_engine(folder: Path, kind: str, index: Path, answer: AnswerSettings | None = None) -> Engine:
    """Index the documents of a community in the empty folder `index`, and return an engine for them."""
    settings = IndexSettings(
        documents=folder / "documents" / kind, index=index, answer=answer or AnswerSettings()
    )
    build(settings)
    return Engine.open(settings)
