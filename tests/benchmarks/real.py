"""Questions as members of communities ask them, over real documents: what is found, and what is answered.

    python tests/benchmarks/real.py FOLDER

FOLDER holds `documents/KIND/…`, one community a kind, each indexed by itself, and `questions.jsonl`, one JSON
object a line: `kind`, `type` (fact, yesno, howto, table, code, definition, list, why, or none: the documents
don't tell), `question`, `document` (a path below `documents`), `evidence` (the proof, as in the document),
`answers` (short answers in the evidence, any of which will do; of a list its items) and optionally `also`
(other places that prove the same). Texts are compared without case, punctuation, articles and spacing.

First table, beside the peers: the share of questions whose evidence is among the first 1, 3 and 10 passages. A
passage has the evidence if it is of its document and holds the evidence's first or last 40 characters or an
answer, or lies inside the evidence.

Second table, Munshi's answers by type of question: `found`: the first citation holds an answer in the right
document, or is the evidence; `in three`: one of the first three does; `answered`; `right`: answered, and what
is given holds an accepted answer (of a list, three items in five); `wrong`: answered, neither right nor
found; `silent`: said not to be told although it is; `declined`: of the questions without an answer, those
that got none.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import measure  # noqa: F401  (puts this working tree's code before any that is installed)
from contenders import CONTENDERS, MUNSHI, Ask

from index import Answer, Citation, Engine, IndexSettings, Outcome, build
from index.evaluation.scores import f1, normalise

_EDGE = 40  # characters of the evidence's ends by which a passage is known to hold it
_LONGEST = 600  # characters of an answer that may hold more than what was asked for


@dataclass(frozen=True, slots=True)
class Proof:
    """A place that proves an answer."""

    document: str  #: path below the kind's folder
    evidence: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the file; without proofs, one that the documents don't answer."""

    id: str
    kind: str
    type: str
    text: str
    proofs: tuple[Proof, ...]

    @classmethod
    def from_json(cls, line: str) -> Question:
        row = json.loads(line)
        places = [] if row["type"] == "none" else [row, *row.get("also", ())]
        proofs = [
            Proof(
                document=place["document"].partition("/")[2],
                evidence=place["evidence"],
                answers=tuple(place.get("answers") or row["answers"]),
            )
            for place in places
        ]
        return cls(row["id"], row["kind"], row["type"], row["question"], tuple(proofs))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-peers", action="store_true", help="measure Munshi alone")
    parser.add_argument(
        "--verbose", action="store_true", help="print each question that is not answered right"
    )
    options = parser.parse_args()
    lines = (options.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [Question.from_json(line) for line in lines if line.strip()]
    names = [MUNSHI] if options.no_peers else list(CONTENDERS)
    print(f"{'evidence among the first':24}      1      3     10")
    for name in names:
        if find_spec(CONTENDERS[name].needs.partition(".")[0]) is None:
            print(f"{name:24} is not installed")
            continue
        shares = retrieval(options.folder, questions, name)
        print(f"{name:24}" + "".join(f"  {share:.3f}" for share in shares), flush=True)
    print()
    answers(options.folder, questions, verbose=options.verbose)


def retrieval(folder: Path, questions: Sequence[Question], name: str) -> list[float]:
    """The share of questions whose evidence is among the first 1, 3 and 10 passages of a contender."""
    ranks = []
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as store:
            CONTENDERS[name].build(folder / "documents" / kind, Path(store))
            ask = CONTENDERS[name].open(folder / "documents" / kind, Path(store))
            ranks += [rank_of_evidence(question, ask) for question in asked if question.proofs]
    return [sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 3, 10)]


def rank_of_evidence(question: Question, ask: Ask) -> int:
    """The rank from 1 of the first passage that has the evidence, or 0."""
    proof = question.proofs[0]
    evidence = normalise(proof.evidence)
    parts = [evidence[:_EDGE], evidence[-_EDGE:], *filter(None, map(normalise, proof.answers))]
    for rank, (document, passage) in enumerate(ask(question.text), 1):
        text = normalise(passage)
        if document == proof.document and text and (text in evidence or any(part in text for part in parts)):
            return rank
    return 0


def answers(folder: Path, questions: Sequence[Question], *, verbose: bool) -> None:
    """Ask every question and print the shares by type of question and by kind of community."""
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds = []
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as index:
            settings = IndexSettings(documents=folder / "documents" / kind, index=Path(index) / "index")
            build(settings)
            engine = Engine.open(settings)
            for question in asked:
                began = time.perf_counter()
                answer = engine.ask(question.text)
                seconds.append(time.perf_counter() - began)
                judged = judge(question, answer)
                if verbose and not (judged["right"] or judged["declined"]):
                    print(f"{question.id} {question.text} → {answer.outcome} {answer.text!r}")
                for row in ("all", f"type {question.type}", f"kind {question.kind}"):
                    tallies[row].update(judged)
    print(f"{'':18}    n  found  in three  answered  right  wrong  silent    none  declined")
    for row, tally in sorted(tallies.items(), key=lambda item: (item[0] != "all", item[0])):
        count, none = max(tally["told"], 1), max(tally["none"], 1)
        columns = "  ".join(
            f"{tally[name] / count:{width}.2f}"
            for name, width in (("found", 5), ("in three", 8), ("answered", 8), ("right", 5), ("wrong", 5), ("silent", 6))
        )  # fmt: skip
        print(f"{row:18} {tally['told']:4}  {columns}  {tally['none']:6}  {tally['declined'] / none:8.2f}")
    print(f"median {1000 * statistics.median(seconds):.0f} ms a question")


def judge(question: Question, answer: Answer) -> Mapping[str, bool]:
    """What became of a question, as the head of this file defines it."""
    answered = answer.outcome is Outcome.ANSWERED
    if not question.proofs:
        return {"told": False, "none": True, "right": False, "declined": not answered}
    found = [is_proof(citation, question) for citation in answer.citations]
    right = answered and is_right(answer.text, question)
    return {
        "told": True,
        "none": False,
        "found": found[:1] == [True],
        "in three": any(found[:3]),
        "answered": answered,
        "right": right,
        "wrong": answered and not right and found[:1] != [True],
        "silent": answer.outcome is Outcome.NOTHING,
        "declined": False,
    }


def is_proof(citation: Citation, question: Question) -> bool:
    """Whether a citation holds an accepted answer in the right document, or is the evidence."""
    quote = normalise(citation.quote)
    for proof in question.proofs:
        evidence = normalise(proof.evidence)
        same_document = citation.document == proof.document
        if same_document and any(answer in quote for answer in filter(None, map(normalise, proof.answers))):
            return True
        if len(quote) > 20 and (quote in evidence or evidence in quote):
            return True
        if same_document and len(quote) > 20 and f1(citation.quote, proof.evidence) >= 0.5:
            return True
    return False


def is_right(given: str, question: Question) -> bool:
    """Whether what is given as the answer holds an accepted one, or is the evidence."""
    text = normalise(given)
    if not text:
        return False
    if question.type == "list":
        items = list(filter(None, map(normalise, question.proofs[0].answers)))
        if items and sum(item in text for item in items) >= 0.6 * len(items):
            return True
    else:
        for answer in {answer for proof in question.proofs for answer in proof.answers}:
            wanted = normalise(answer)
            if not wanted:
                continue
            if f1(given, answer) >= 0.5 or (wanted in text and len(given) <= _LONGEST):
                return True
            if text in wanted and len(text) >= len(wanted) / 2:
                return True
    return any(f1(given, proof.evidence) >= 0.6 for proof in question.proofs)


def by_kind(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions of each community."""
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.kind, []).append(question)
    return groups


if __name__ == "__main__":
    main()
