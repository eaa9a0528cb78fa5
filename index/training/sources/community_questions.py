"""Questions of communities about their documents, with the passages that prove the answers.

A folder holds `documents/KIND/…`, one community a kind, each indexed by itself, and `questions.jsonl`, one
JSON object a line: `id`, `kind`, `type` (fact, yesno, howto, table, code, definition, list, why, or none: the
documents do not tell), `question`, `document` (a path below `documents`), `evidence` (the proof, as in the
document), `answers` (accepted short answers in the evidence; of a list its items) and optionally `also`
(other proofs of the same).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index import AnswerSettings, Engine, IndexSettings, build
from index.evaluation.scores import normalise

COMMUNITIES = Path("tests/communities")  #: of the checkout, with questions; none of them is a real one
_EDGE = 40  # characters of the evidence's ends: a passage that holds one of them has the evidence


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence for an answer, and the accepted answers in it."""

    document: str  #: path below the kind's folder
    evidence: str
    answers: tuple[str, ...]

    @property
    def edges(self) -> tuple[str, str]:
        """The first and the last characters of the evidence, normalised, by which a part of it is known."""
        evidence = normalise(self.evidence)
        return evidence[:_EDGE], evidence[-_EDGE:]

    def is_in(self, document: str, text: str) -> bool:
        """Whether a text of a document holds an answer, and a part of the evidence or nothing else."""
        found = normalise(text)
        if document != self.document or not found:
            return False
        here = found in normalise(self.evidence) or any(edge in found for edge in self.edges)
        return here and self.answer_is_in(document, text)

    def answer_is_in(self, document: str, text: str) -> bool:
        """Whether a text of its document holds an accepted answer."""
        found = normalise(text)
        answers = filter(None, map(normalise, self.answers))
        return document == self.document and any(answer in found for answer in answers)


@dataclass(frozen=True, slots=True)
class CommunityQuestion:
    """A question of the file; without proofs, the documents do not answer it."""

    id: str
    kind: str
    type: str
    question: str
    proofs: tuple[Proof, ...]

    @classmethod
    def from_json(cls, line: str) -> CommunityQuestion:
        row = json.loads(line)
        rows = [] if row["type"] == "none" else [row, *row.get("also", ())]
        proofs = [
            Proof(
                document=proof["document"].partition("/")[2],
                evidence=proof["evidence"],
                answers=tuple(proof.get("answers") or row["answers"]),
            )
            for proof in rows
        ]
        return cls(row["id"], row["kind"], row["type"], row["question"], tuple(proofs))


def read_questions(folder: Path) -> list[CommunityQuestion]:
    """The questions of a folder, in order."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [CommunityQuestion.from_json(line) for line in lines if line.strip()]


def by_kind(questions: Iterable[CommunityQuestion]) -> dict[str, list[CommunityQuestion]]:
    """The questions of each community."""
    groups: dict[str, list[CommunityQuestion]] = {}
    for question in questions:
        groups.setdefault(question.kind, []).append(question)
    return groups


def community_engine(folder: Path, kind: str, index: Path, answer: AnswerSettings | None = None) -> Engine:
    """An engine over a community's documents, indexed in the empty folder `index`."""
    settings = IndexSettings(
        documents=folder / "documents" / kind, index=index, answer=answer or AnswerSettings()
    )
    build(settings)
    return Engine.open(settings)
