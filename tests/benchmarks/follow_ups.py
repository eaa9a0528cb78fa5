"""Follow-up questions as they are, joined to earlier turns, rewritten by `standalone`, and as Munshi asks them.

Munshi asks what `standalone` leaves as it is once more, as `beside_topic` puts it.

    python tests/benchmarks/follow_ups.py [--gold] [--show]

The dialogues are those of `tests/dialogues/dialogues.jsonl`; their documents are indexed together with the seeds.
The rules of `standalone` were made with these dialogues in view, so that the scores compare the methods and say
little about other dialogues. Scores are shares of the follow-ups: `first` where the first citation holds a right
answer, `any` where one of the citations does, `answered` where the answer itself does.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import measure

from index import Answer, Engine, IndexSettings, Turn, build
from index.follow_ups import beside_topic, standalone, telling_more

DIALOGUES = measure.ROOT / "tests" / "dialogues"

MUNSHI = "Munshi"
Method = Callable[[str, Sequence[Turn]], str]


def last_turn_joined(question: str, history: Sequence[Turn]) -> str:
    """The last question and answer, then the new question."""
    return " ".join([history[-1].question, history[-1].answer, question])


def all_turns_joined(question: str, history: Sequence[Turn]) -> str:
    """All questions and answers, then the new question."""
    return " ".join([*(f"{turn.question} {turn.answer}" for turn in history), question])


METHODS: dict[str, Method] = {
    "as it is": lambda question, history: question,
    "last turn joined": last_turn_joined,
    "all turns joined": all_turns_joined,
    "standalone": standalone,
    MUNSHI: standalone,
}


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether a text contains one of the answers, in any case."""
    return any(answer.casefold() in text.casefold() for answer in answers)


def score(
    engine: Engine, method: Method, *, gold: bool, show: bool, retry: bool = False
) -> list[tuple[bool, bool, bool]]:
    """(first, any, answered) of every follow-up; with `gold`, the earlier turns have the right answers."""
    scores: list[tuple[bool, bool, bool]] = []
    for line in (DIALOGUES / "dialogues.jsonl").read_text("utf-8").splitlines():
        history: list[Turn] = []
        for question, answers in json.loads(line)["turns"]:
            rewritten = method(question, history) if history else question
            answer = engine.ask(rewritten)
            beside = beside_topic(question, history) if retry and history else None
            if beside:
                answer = telling_more(answer, engine.ask(beside))
            if history:
                scores.append(_judge(answer, answers))
                if show:
                    print("  ", scores[-1], rewritten, "→", answer.text or answer.outcome.value)
            history.append(Turn(question, answers[0] if gold else answer.telling))
    return scores


def _judge(answer: Answer, answers: Sequence[str]) -> tuple[bool, bool, bool]:
    right = [contains_answer(citation.quote, answers) for citation in answer.citations]
    return bool(right and right[0]), any(right), contains_answer(answer.text, answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--gold", action="store_true", help="earlier turns have the right answers, not the engine's"
    )
    parser.add_argument(
        "--show", action="store_true", help="print each follow-up as `standalone` rewrites it"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        shutil.copytree(DIALOGUES / "documents", documents)
        shutil.copytree(measure.ROOT / "seeds", documents / "seeds")
        settings = IndexSettings(documents=documents, index=Path(folder) / "index")
        build(settings)
        engine = Engine.open(settings)
        print(f"{'':18} follow-ups  first    any  answered")
        for name, method in METHODS.items():
            rows = score(
                engine,
                method,
                gold=options.gold,
                show=options.show and name == MUNSHI,
                retry=name == MUNSHI,
            )
            first, any_, answered = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            print(f"{name:18} {len(rows):>10} {first:>6.2f} {any_:>6.2f} {answered:>9.2f}")


if __name__ == "__main__":
    main()
