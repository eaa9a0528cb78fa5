"""Compare ways to answer messages that ask two questions: as a whole, and each question by itself, as Munshi does.

    python tests/benchmarks/several_questions.py FOLDER FILE

FOLDER is as for `real.py`. Each line of FILE is an object with the ids of two questions of FOLDER (`ids`) and a
message that asks both (`question`), such as those in `tests/communities/reworded`. "Alone" asks the two questions
as FOLDER words them.

Of the answerable questions, `right` is the share that an answer to their message answers rightly. `wrong` is the share
of the shown answers that are right for neither question; `answers` is their number per message.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import measure
from real import judge

from bot.terminal.fresh_engine import ask
from index import Answer, AnswerSettings, Engine, Outcome
from index.training.sources.community_questions import CommunityQuestion, community_engine, read_questions

Method = Callable[[Engine, str, Sequence[CommunityQuestion]], list[Answer]]


def alone(engine: Engine, message: str, questions: Sequence[CommunityQuestion]) -> list[Answer]:
    return [engine.ask(question.question) for question in questions]


def as_a_whole(engine: Engine, message: str, questions: Sequence[CommunityQuestion]) -> list[Answer]:
    return [engine.ask(message)]


def each_question(engine: Engine, message: str, questions: Sequence[CommunityQuestion]) -> list[Answer]:
    return [each.answer for each in ask(engine, message, passages=None)]


METHODS: dict[str, Method] = {"Munshi": each_question, "as a whole": as_a_whole, "alone": alone}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=measure.path, metavar="FOLDER")
    parser.add_argument("file", type=measure.path, metavar="FILE")
    options = parser.parse_args()
    questions = {question.id: question for question in read_questions(options.folder)}
    messages: dict[str, list[tuple[str, list[CommunityQuestion]]]] = {}
    for line in map(json.loads, options.file.read_text("utf-8").splitlines()):
        asked = [questions[each] for each in line["ids"]]
        messages.setdefault(asked[0].kind, []).append((line["question"], asked))
    scores: dict[str, list[tuple[int, int, int, int]]] = {name: [] for name in METHODS}
    for kind, asked_of_kind in messages.items():
        with tempfile.TemporaryDirectory() as index:
            engine = community_engine(options.folder, kind, Path(index) / "index", AnswerSettings())
            for name, method in METHODS.items():
                scores[name] += [score(method(engine, *each), each[1]) for each in asked_of_kind]
    print(f"{'':12}right  wrong  answers")
    for name, rows in scores.items():
        answerable, right, answered, wrong = map(sum, zip(*rows, strict=True))
        per_message = answered / len(rows)
        print(f"{name:12}{right / answerable:5.2f}  {wrong / max(answered, 1):5.2f}  {per_message:7.2f}")


def score(answers: Sequence[Answer], questions: Sequence[CommunityQuestion]) -> tuple[int, int, int, int]:
    """Return the numbers of answerable questions, of those answered rightly, of answers, and of wrong answers."""
    given = [answer for answer in answers if answer.outcome is Outcome.ANSWERED]
    right = [[judge(question, answer)["right"] for answer in given] for question in questions]
    answerable = [row for question, row in zip(questions, right, strict=True) if question.supporting]
    wrong = [answer for position, answer in enumerate(given) if not any(row[position] for row in right)]
    return len(answerable), sum(map(any, answerable)), len(given), len(wrong)


if __name__ == "__main__":
    main()
