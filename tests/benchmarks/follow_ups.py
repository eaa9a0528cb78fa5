"""Follow-up questions, asked in several ways: as they are, joined to what was said, and as `standalone` does.

The dialogues are `tests/dialogues/dialogues.jsonl`, over documents of their own among which the seeds stand
as others. The rules were made while looking at them, so the figures compare ways, and promise nothing of other
dialogues. A follow-up is found when the first citation holds a right answer, shown when any does, answered when
the answer itself does. Earlier turns are the engine's own (`--gold`: the right ones).
Usage: python -m tests.benchmarks.follow_ups [--gold] [--show]
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from index.engine import Engine
from index.follow_ups import standalone
from index.settings import IndexSettings
from index.store.build import build
from index.types import Answer, Turn

ROOT = Path(__file__).parents[2]
DIALOGUES = ROOT / "tests" / "dialogues"

Way = Callable[[str, Sequence[Turn]], str]


def joined(question: str, history: Sequence[Turn]) -> str:
    """The last question and answer before the new one."""
    return " ".join([history[-1].question, history[-1].answer, question])


def all_joined(question: str, history: Sequence[Turn]) -> str:
    """Everything that was said before the new question."""
    return " ".join([*(f"{turn.question} {turn.answer}" for turn in history), question])


WAYS: dict[str, Way] = {
    "as it is": lambda question, history: question,
    "last turn joined": joined,
    "all turns joined": all_joined,
    "standalone": standalone,
}


def holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def score(engine: Engine, way: Way, *, gold: bool, show: bool) -> list[tuple[bool, bool, bool]]:
    """(found, shown, answered) of every follow-up."""
    scores: list[tuple[bool, bool, bool]] = []
    for line in (DIALOGUES / "dialogues.jsonl").read_text("utf-8").splitlines():
        history: list[Turn] = []
        for question, answers in json.loads(line)["turns"]:
            asked = way(question, history) if history else question
            answer = engine.ask(asked)
            if history:
                scores.append(_judge(answer, answers))
                if show:
                    print("  ", scores[-1], asked, "→", answer.text or answer.outcome.value)
            history.append(Turn(question, answers[0] if gold else answer.text))
    return scores


def _judge(answer: Answer, answers: Sequence[str]) -> tuple[bool, bool, bool]:
    quotes = [holds(citation.quote, answers) for citation in answer.citations]
    return bool(quotes and quotes[0]), any(quotes), holds(answer.text, answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", action="store_true", help="earlier turns have the right answers")
    parser.add_argument(
        "--show", action="store_true", help="print each follow-up as it is asked by standalone"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "documents"
        shutil.copytree(DIALOGUES / "documents", documents)
        shutil.copytree(ROOT / "seeds", documents / "seeds")
        settings = IndexSettings(documents=documents, index=Path(folder) / "index")
        build(settings)
        engine = Engine.open(settings)
        print(f"{'':18} follow-ups  found  shown  answered")
        for name, way in WAYS.items():
            rows = score(engine, way, gold=options.gold, show=options.show and name == "standalone")
            found, shown, answered = (sum(column) / len(rows) for column in zip(*rows, strict=True))
            print(f"{name:18} {len(rows):>10} {found:>6.2f} {shown:>6.2f} {answered:>9.2f}")


if __name__ == "__main__":
    main()
