"""Measure retrieval and answers on questions of real communities about their real documents.

    python tests/benchmarks/real.py FOLDER [--no-peers] [--verbose] [--confidence C] [--llm CONFIG] [--ask-as TEXT]
                                    [--reworded FILE]

FOLDER contains `documents/KIND/…`, one folder for each kind of community, each with an index of its own, and
`questions.jsonl`, whose fields are in `index/training/sources/community_questions.py`. tests/communities is
such a folder, with made-up communities. Texts are compared without case, punctuation, articles and spacing.

The first table compares Munshi with other systems: the share of questions whose evidence is among the first
1, 3 and 10 passages, as retrieval orders them, and as Munshi's reader orders the best twenty
(`Engine.retrieve` with `rerank`). A passage counts if it is from the right document and contains the first or
last 40 characters of the evidence or an answer, or if the evidence contains the whole passage. Larger
passages make this more likely. So the table also has the share of questions with the evidence in the first
1,000 characters of the passages, which is the same amount of text for all, and the mean length of the first
passage.

The second table has Munshi's answers by type of question and by kind of community. A citation is supporting if it
contains an accepted answer in the right document, or if it is the evidence. The columns are shares of the answerable
questions, `declined` of the unanswerable ones:
- `first`: the first citation is supporting; `top 3`: one of the first three is;
- `answered`: the question is answered;
- `right`: it is answered, and the answer contains an accepted one (of a list, three of five items);
- `wrong`: it is answered, the answer is not right, and the first citation is not supporting;
- `silent`: the outcome is "nothing";
- `declined`: the question is not answered.

`--confidence` is the least probability of being right with which an answer is returned, as `[answer]
confidence` in a config.toml.

With `--ask-as` each question is asked within another text, for example with a greeting: "hi all, {} thanks in advance".
With `--reworded`, only the questions in a file are asked, as they are worded there; each line of it is an object with
the `id` of a question and another `question` that the same passages answer.

With `--llm` the second table is printed again, for the same answers as worded by the language model that a
config.toml names, with the number of answers that were worded, and of those for which the model failed.
"""

from __future__ import annotations

import argparse
import json
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
_FEWEST_CHARACTERS = 40  # of the first 1,000; a shorter passage is not compared with the evidence
_LONGEST = 600  # characters; a longer answer is not right just because it contains an accepted one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "folder", type=measure.path, metavar="FOLDER", help="folder with documents and questions.jsonl"
    )
    parser.add_argument("--no-peers", action="store_true", help="measure Munshi alone")
    parser.add_argument(
        "--verbose", action="store_true", help="print each question that is not answered right or declined"
    )
    parser.add_argument(
        "--llm",
        type=measure.path,
        metavar="CONFIG",
        help="config.toml that names a model to word the answers",
    )
    parser.add_argument(
        "--confidence", type=float, default=AnswerSettings().confidence, metavar="C", help="(default: 0.5)"
    )
    parser.add_argument(
        "--ask-as",
        default="{}",
        metavar="TEXT",
        help='ask each question within TEXT, such as "hi all, {} pls"',
    )
    parser.add_argument(
        "--reworded", type=measure.path, metavar="FILE", help="questions in other words, by their id"
    )
    options = parser.parse_args()
    writer = None
    if options.llm:
        writer = Writer.open(replace(load(options.llm).engine.llm, per_minute=0))
        if writer is None:
            parser.error(f"{options.llm} names no language model, or sets that it is never asked")
    questions = read_questions(options.folder)
    if options.reworded:
        questions = reworded(questions, options.reworded)
    questions = [
        replace(question, question=options.ask_as.replace("{}", question.question)) for question in questions
    ]
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


def reworded(questions: Iterable[CommunityQuestion], file: Path) -> list[CommunityQuestion]:
    """Return the questions that a file words differently, in its words."""
    lines = map(json.loads, file.read_text("utf-8").splitlines())
    words = {line["id"]: line["question"] for line in lines}
    return [replace(each, question=words[each.id]) for each in questions if each.id in words]


def retrieval(folder: Path, questions: Sequence[CommunityQuestion], contender: Contender) -> list[float]:
    """Return the columns of the first table for a contender."""
    ranks, read, lengths = [], [], []
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as store:
            contender.build(folder / "documents" / kind, Path(store))
            retrieve = contender.open(folder / "documents" / kind, Path(store))
            for question in asked:
                if question.supporting:
                    passages = retrieve(question.question)
                    ranks.append(rank_of_evidence(question, passages))
                    # A passage that is cut to a word or two would be found in the evidence of any question.
                    first = [
                        each for each in first_characters(passages) if len(each[1]) >= _FEWEST_CHARACTERS
                    ]
                    read.append(rank_of_evidence(question, first) > 0)
                    lengths += [len(text) for _, text in passages[:1]]
    among = [sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 3, 10)]
    return [*among, statistics.mean(read), statistics.mean(lengths)]


def rank_of_evidence(question: CommunityQuestion, passages: Sequence[Retrieved]) -> int:
    """Return the rank, from 1, of the first passage that has the evidence; 0 if none has."""
    support = question.supporting[0]
    evidence = normalise(support.evidence)
    parts = [*support.edges, *filter(None, map(normalise, support.answers))]
    for rank, (document, passage) in enumerate(passages, 1):
        text = normalise(passage)
        if (
            document == support.document
            and text
            and (text in evidence or any(part in text for part in parts))
        ):
            return rank
    return 0


@dataclass
class Table:
    """The second table: the scores of the answers, by type of question and kind of community."""

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
    """Ask every question and print the table of the answers; with a `writer`, also that of the worded answers."""
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
    """Yield an engine for the documents of each community, and the questions about them."""
    for kind, asked in by_kind(questions).items():
        with tempfile.TemporaryDirectory() as index:
            yield community_engine(folder, kind, Path(index) / "index", settings), asked


def judge(question: CommunityQuestion, answer: Answer) -> Mapping[str, bool]:
    """Return the columns of the second table for an answer, as the docstring of this file defines them."""
    answered = answer.outcome is Outcome.ANSWERED
    if not question.supporting:
        return {"answerable": False, "unanswerable": True, "right": False, "declined": not answered}
    supporting = [is_supporting(citation, question) for citation in answer.citations]
    first = supporting[:1] == [True]
    right = answered and is_right(answer.text, question)
    return {
        "answerable": True,
        "unanswerable": False,
        "first": first,
        "top 3": any(supporting[:3]),
        "answered": answered,
        "right": right,
        "wrong": answered and not right and not first,
        "silent": answer.outcome is Outcome.NOTHING,
        "declined": False,
    }


def is_supporting(citation: Citation, question: CommunityQuestion) -> bool:
    """Whether a citation contains an accepted answer in the right document, or is the evidence.

    It is the evidence if one contains the other or, in the right document, if their F1 is at least 0.5.
    """
    quote = normalise(citation.quote)
    for support in question.supporting:
        evidence = normalise(support.evidence)
        same_document = citation.document == support.document
        if same_document and any(answer in quote for answer in filter(None, map(normalise, support.answers))):
            return True
        if len(quote) > 20 and (quote in evidence or evidence in quote):
            return True
        if same_document and len(quote) > 20 and f1(citation.quote, support.evidence) >= 0.5:
            return True
    return False


def is_right(text: str, question: CommunityQuestion) -> bool:
    """Whether the text of an answer agrees with an accepted answer or with the evidence.

    Of a list it has to contain three of five items. Otherwise it agrees with an accepted answer by an F1 of
    at least 0.5, because it contains the answer and is not longer than `_LONGEST`, or because it is at least
    half of the answer. It agrees with the evidence by an F1 of at least 0.6.
    """
    given = normalise(text)
    if not given:
        return False
    if question.type == "list":
        items = list(filter(None, map(normalise, question.supporting[0].answers)))
        if items and sum(item in given for item in items) >= 0.6 * len(items):
            return True
    else:
        for answer in {answer for support in question.supporting for answer in support.answers}:
            accepted = normalise(answer)
            if not accepted:
                continue
            if f1(text, answer) >= 0.5 or (accepted in given and len(text) <= _LONGEST):
                return True
            if given in accepted and len(given) >= len(accepted) / 2:
                return True
    return any(f1(text, support.evidence) >= 0.6 for support in question.supporting)


if __name__ == "__main__":
    main()
