"""Compare ways to ask a follow-up: as it is, joined to earlier turns, rewritten by `standalone`, as Munshi does.

Munshi asks the question that `standalone` returns, and the question with the content words of the last one
(`in_context`).

    python tests/benchmarks/follow_ups.py [--gold] [--show]
    python tests/benchmarks/follow_ups.py FOLDER FILE

Without a folder, the dialogues are in `tests/dialogues/dialogues.jsonl`; their documents are indexed together
with the seeds. The rules of `standalone` were written with these dialogues in view, so the scores compare the
methods, but say little about other dialogues. Scores are shares of the follow-ups: `first`: the first citation
contains a right answer; `any`: any citation does; `answered`: the answer itself does.

With FOLDER, which is as for `real.py`, each line of FILE is a dialogue: the `messages`, and what they ask: either
`ids` of questions in FOLDER, or `questions`, which are as the lines of its `questions.jsonl`, without an id. The scores
are columns of `real.py`, over all messages but the first. "In full" asks the question as FOLDER or FILE words it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import measure
from real import judge

from index import Answer, AnswerSettings, Engine, IndexSettings, Turn, build
from index.conversation.follow_ups import standalone
from index.conversation.question_in_context import in_context
from index.training.sources.community_questions import CommunityQuestion, community_engine, read_questions

DIALOGUES = measure.ROOT / "tests" / "dialogues"

MUNSHI = "Munshi"
Method = Callable[[Engine, str, Sequence[Turn]], Answer]  # answers a question after other turns


def as_it_is(engine: Engine, question: str, history: Sequence[Turn]) -> Answer:
    """Ask the question alone."""
    return engine.ask(question)


def last_turn_joined(engine: Engine, question: str, history: Sequence[Turn]) -> Answer:
    """Ask the last question and answer, followed by the new question."""
    return engine.ask(" ".join([history[-1].question, history[-1].answer, question]))


def all_turns_joined(engine: Engine, question: str, history: Sequence[Turn]) -> Answer:
    """Ask all questions and answers, followed by the new question."""
    return engine.ask(" ".join([*(f"{turn.question} {turn.answer}" for turn in history), question]))


def in_full(engine: Engine, question: str, history: Sequence[Turn]) -> Answer:
    """Ask the question as `standalone` rewrites it."""
    return engine.ask(standalone(question, history))


def munshi(engine: Engine, question: str, history: Sequence[Turn]) -> Answer:
    """Ask the forms of the question that Munshi asks in a conversation; return the best answer."""
    context = in_context(question, history)
    answers: list[Answer] = []
    while (form := context.next(answers)) is not None:
        answers.append(engine.ask(form))
    return answers[context.best(answers)]


METHODS: dict[str, Method] = {
    "as it is": as_it_is,
    "last turn joined": last_turn_joined,
    "all turns joined": all_turns_joined,
    "standalone": in_full,
    MUNSHI: munshi,
}


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether a text contains one of the answers, upper or lower case."""
    return any(answer.casefold() in text.casefold() for answer in answers)


def score(engine: Engine, method: Method, *, gold: bool, show: bool) -> list[tuple[bool, bool, bool]]:
    """Return (first, any, answered) of every follow-up; with `gold`, the earlier turns have the right answers."""
    scores: list[tuple[bool, bool, bool]] = []
    for line in (DIALOGUES / "dialogues.jsonl").read_text("utf-8").splitlines():
        history: list[Turn] = []
        for question, answers in json.loads(line)["turns"]:
            answer = method(engine, question, history) if history else engine.ask(question)
            if history:
                scores.append(_judge(answer, answers))
                if show:
                    print("  ", scores[-1], answer.question, "→", answer.text or answer.outcome.value)
            turn = Turn.of(question, answer)
            history.append(replace(turn, answer=answers[0]) if gold else turn)
    return scores


def _judge(answer: Answer, answers: Sequence[str]) -> tuple[bool, bool, bool]:
    right = [contains_answer(citation.quote, answers) for citation in answer.citations]
    return bool(right and right[0]), any(right), contains_answer(answer.text, answers)


def compare_in_communities(folder: Path, file: Path) -> None:
    """Print the scores of each method, and of the questions in full, on the dialogues of a file."""
    known = {question.id: question for question in read_questions(folder)}
    dialogues: dict[str, list[tuple[list[CommunityQuestion], list[str]]]] = {}
    for line in map(json.loads, file.read_text("utf-8").splitlines()):
        if "ids" in line:
            asked = [known[each] for each in line["ids"]]
        else:
            asked = [
                CommunityQuestion.from_json(json.dumps({"id": "", **each})) for each in line["questions"]
            ]
        dialogues.setdefault(asked[0].kind, []).append((asked, line["messages"]))
    scores: dict[str, Counter[str]] = {name: Counter() for name in (*METHODS, "in full")}
    for kind, of_kind in dialogues.items():
        with tempfile.TemporaryDirectory() as index:
            engine = community_engine(folder, kind, Path(index) / "index", AnswerSettings())
            for name, tally in scores.items():
                for questions, messages in of_kind:
                    history: list[Turn] = []
                    for question, message in zip(questions, messages, strict=True):
                        if name == "in full" or not history:
                            answer = engine.ask(question.question if history else message)
                        else:
                            answer = METHODS[name](engine, message, history)
                        if history:
                            tally.update(judge(question, answer))
                        history.append(Turn.of(message, answer))
    print(f"{'':18} answerable  first  right  wrong  declined")
    for name, tally in scores.items():
        count = tally["answerable"]
        shares = "".join(f"{tally[column] / count:7.2f}" for column in ("first", "right", "wrong"))
        print(f"{name:18} {count:10}{shares}{tally['declined'] / tally['unanswerable']:10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=measure.path, metavar="FOLDER")
    parser.add_argument("file", nargs="?", type=measure.path, metavar="FILE")
    parser.add_argument(
        "--gold", action="store_true", help="earlier turns have the right answers, not the engine's"
    )
    parser.add_argument("--show", action="store_true", help="print each follow-up as Munshi asks it")
    options = parser.parse_args()
    if options.folder:
        if not options.file:
            parser.error("with a folder, name a file with dialogues")
        compare_in_communities(options.folder, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        shutil.copytree(DIALOGUES / "documents", documents)
        shutil.copytree(measure.ROOT / "seeds", documents / "seeds")
        settings = IndexSettings(documents=documents, index=Path(folder) / "index")
        build(settings)
        engine = Engine.open(settings)
        print(f"{'':18} follow-ups  first    any  answered")
        for name, method in METHODS.items():
            rows = score(engine, method, gold=options.gold, show=options.show and name == MUNSHI)
            first, any_, answered = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            print(f"{name:18} {len(rows):>10} {first:>6.2f} {any_:>6.2f} {answered:>9.2f}")


if __name__ == "__main__":
    main()
