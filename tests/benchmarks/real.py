"""Questions of real communities over their real documents: what is retrieved, and what is answered.

    python tests/benchmarks/real.py FOLDER [--no-peers] [--verbose] [--confidence C] [--llm CONFIG]

FOLDER holds `documents/KIND/…`, one community a kind, each indexed by itself, and `questions.jsonl`, as
`index/training/sources/community_questions.py` says. tests/communities is such a folder, of communities that are made up.
Texts are compared without case, punctuation, articles and spacing.

First table, Munshi beside others: the share of questions whose evidence is among the first 1, 3 and 10 passages, as
retrieval alone finds them, and as Munshi's reader orders the best twenty (`Engine.retrieve` with `rerank`). A
passage has the evidence if it is of its document and holds the evidence's first or last 40 characters or an answer,
or if the evidence holds the passage. Larger passages make that easier: so the table also has the share of questions
with the evidence in the first 1,000 characters, of one passage or several, which is the same amount of text for all,
and the mean length of the first passage.

Second table, Munshi's answers by type of question and kind of community. A citation is a proof if it holds an accepted
answer in the right document, or is the evidence. `first`: the first citation is a proof; `top 3`: one of the first
three is; `answered`; `right`: answered, and the answer holds an accepted one (of a list, three items in five);
`wrong`: answered, neither right nor with a proof first; `silent`: the outcome is "nothing" although the documents
answer; `declined`: of the questions that the documents do not answer, those that got no answer.

With `--confidence` an answer has to be as likely right as that to be given, as `[answer] confidence` of a config.toml
says.

With `--llm` the second table comes a second time, of the same answers as the language model that a config.toml names
words them, with how many were worded, and how many not because the model failed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import measure
from contenders import CONTENDERS, MUNSHI, Contender, Munshi, Retrieved, first_characters

from bot.config import load
from index import Answer, AnswerSettings, Citation, Engine, Outcome
from index.evaluation.scores import f1, normalise
from index.training.sources.community_questions import (
    CommunityQuestion,
    by_kind,
    community_engine,
    read_questions,
)
from index.wording.writer import Writer

_MUNSHI: dict[str, Contender] = {MUNSHI: Munshi(), "Munshi, reranked": Munshi(rerank=True)}
_FEWEST_CHARACTERS = 40  # of a passage that is cut
_LONGEST = 600  # characters of a right answer that holds more than an accepted one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "folder", type=measure.path, metavar="FOLDER", help="folder with documents and questions.jsonl"
    )
    parser.add_argument("--no-peers", action="store_true", help="measure Munshi alone")
    parser.add_argument(
        "--verbose", action="store_true", help="print each question that is not answered right"
    )
    parser.add_argument(
        "--llm", type=measure.path, metavar="CONFIG", help="config.toml with the model that words answers too"
    )
    parser.add_argument(
        "--confidence", type=float, default=AnswerSettings().confidence, metavar="C", help="(default: 0.5)"
    )
    options = parser.parse_args()
    writer = None
    if options.llm:
        writer = Writer.open(replace(load(options.llm).index.llm, per_minute=0))
        if writer is None:
            parser.error(f"{options.llm} names no language model, or says that it is never asked")
    questions = read_questions(options.folder)
    print(f"{'evidence among the first':24}      1      3     10  1,000 characters  characters of the first")
    for name, contender in (_MUNSHI if options.no_peers else _MUNSHI | CONTENDERS).items():
        if not measure.installed(contender.required_module):
            print(f"{name:24} is not installed")
            continue
        *shares, length = retrieval(options.folder, questions, contender)
        print(f"{name:24}" + "".join(f"  {share:.3f}" for share in shares) + f"{length:37.0f}", flush=True)
    print()
    settings = AnswerSettings(confidence=options.confidence)
    answers(options.folder, questions, settings, writer, verbose=options.verbose)


def retrieval(folder: Path, questions: Sequence[CommunityQuestion], contender: Contender) -> list[float]:
    """What a contender finds: the columns of the first table."""
    ranks, read, lengths = [], [], []
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as store:
            contender.build(folder / "documents" / kind, Path(store))
            retrieve = contender.open(folder / "documents" / kind, Path(store))
            for question in asked:
                if question.proofs:
                    passages = retrieve(question.question)
                    ranks.append(rank_of_evidence(question, passages))
                    # Of a passage that is cut, a word or two would be found in any evidence.
                    first = [
                        each for each in first_characters(passages) if len(each[1]) >= _FEWEST_CHARACTERS
                    ]
                    read.append(rank_of_evidence(question, first) > 0)
                    lengths += [len(text) for _, text in passages[:1]]
    among = [sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 3, 10)]
    return [*among, statistics.mean(read), statistics.mean(lengths)]


def rank_of_evidence(question: CommunityQuestion, passages: Sequence[Retrieved]) -> int:
    """The rank from 1 of the first passage that has the evidence, or 0."""
    proof = question.proofs[0]
    evidence = normalise(proof.evidence)
    parts = [*proof.edges, *filter(None, map(normalise, proof.answers))]
    for rank, (document, passage) in enumerate(passages, 1):
        text = normalise(passage)
        if document == proof.document and text and (text in evidence or any(part in text for part in parts)):
            return rank
    return 0


@dataclass
class Table:
    """The second table: what became of the questions, by type and kind."""

    tallies: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: list[float] = field(default_factory=list)

    def count(self, question: CommunityQuestion, answer: Answer, seconds: float, *, verbose: bool) -> None:
        judged = judge(question, answer)
        if verbose and not (judged["right"] or judged["declined"]):
            print(f"{question.id} {question.question} → {answer.outcome} {answer.text!r}")
        for row in ("all", f"type {question.type}", f"kind {question.kind}"):
            self.tallies[row].update(judged)
        self.seconds.append(seconds)

    def print(self) -> None:
        print(f"{'':18}    n  first  top 3  answered  right  wrong  silent    none  declined")
        for row, tally in sorted(self.tallies.items(), key=lambda item: (item[0] != "all", item[0])):
            count, none = max(tally["answerable"], 1), max(tally["unanswerable"], 1)
            columns = "  ".join(
                f"{tally[name] / count:{width}.2f}"
                for name, width in (("first", 5), ("top 3", 5), ("answered", 8), ("right", 5), ("wrong", 5), ("silent", 6))
            )  # fmt: skip
            print(
                f"{row:18} {tally['answerable']:4}  {columns}  {tally['unanswerable']:6}  {tally['declined'] / none:8.2f}"
            )
        print(f"median {1000 * statistics.median(self.seconds):.0f} ms a question")


def answers(
    folder: Path,
    questions: Sequence[CommunityQuestion],
    settings: AnswerSettings,
    writer: Writer | None,
    *,
    verbose: bool,
) -> None:
    """Ask every question and print the table of the answers, and with a `writer` that of the same worded."""
    read, worded = Table(), Table()
    written = 0
    for engine, asked in engines(folder, questions, settings):
        for question in asked:
            started = time.perf_counter()
            answer = engine.ask(question.question)
            read.count(question, answer, time.perf_counter() - started, verbose=verbose)
            if writer is None:
                continue
            answer = writer.word(engine, answer)
            worded.count(question, answer, time.perf_counter() - started, verbose=verbose)
            written += answer.wording is not None
    read.print()
    if writer is not None:
        print(f"\nworded by {writer.settings.model}: {written}; failed: {writer.failures}")
        worded.print()


def engines(
    folder: Path, questions: Sequence[CommunityQuestion], settings: AnswerSettings
) -> Iterable[tuple[Engine, list[CommunityQuestion]]]:
    """An engine over each community's documents, and its questions."""
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as index:
            yield community_engine(folder, kind, Path(index) / "index", settings), asked


def judge(question: CommunityQuestion, answer: Answer) -> Mapping[str, bool]:
    """The columns of the second table for an answer, as the head of this file defines them."""
    answered = answer.outcome is Outcome.ANSWERED
    if not question.proofs:
        return {"answerable": False, "unanswerable": True, "right": False, "declined": not answered}
    proofs = [is_proof(citation, question) for citation in answer.citations]
    first = proofs[:1] == [True]
    right = answered and is_right(answer.text, question)
    return {
        "answerable": True,
        "unanswerable": False,
        "first": first,
        "top 3": any(proofs[:3]),
        "answered": answered,
        "right": right,
        "wrong": answered and not right and not first,
        "silent": answer.outcome is Outcome.NOTHING,
        "declined": False,
    }


def is_proof(citation: Citation, question: CommunityQuestion) -> bool:
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


def is_right(text: str, question: CommunityQuestion) -> bool:
    """Whether the text of an answer holds an accepted one, or is the evidence."""
    given = normalise(text)
    if not given:
        return False
    if question.type == "list":
        items = list(filter(None, map(normalise, question.proofs[0].answers)))
        if items and sum(item in given for item in items) >= 0.6 * len(items):
            return True
    else:
        for answer in {answer for proof in question.proofs for answer in proof.answers}:
            accepted = normalise(answer)
            if not accepted:
                continue
            if f1(text, answer) >= 0.5 or (accepted in given and len(text) <= _LONGEST):
                return True
            if given in accepted and len(given) >= len(accepted) / 2:
                return True
    return any(f1(text, proof.evidence) >= 0.6 for proof in question.proofs)


if __name__ == "__main__":
    main()
