"""Build with little memory: each build either succeeds or fails, and leaves a whole index."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from index.errors import IndexMissing
from index.store.build import build
from tests.torture.attack import Attempt, contents, document, left_behind, write
from tests.torture.forks import Forks

ENOUGH = 500  # MB in addition to the program itself, with which the build of any of these texts must succeed
_WORDS = "keeper lamp ship night harbour rope."
SHAPES: dict[str, Callable[[Random], str]] = {
    "prose": lambda random: " ".join(random.choices(_WORDS.split(), k=2000)),
    "lines": lambda random: "a\n",
    "ideographs": lambda random: "字。",
    "items": lambda random: "- a\n",
    "rows": lambda random: "|a|b|\n",
    "headings": lambda random: "# a\n\n",
    "a word": lambda random: "word",
    "blank lines": lambda random: "\n",
    "equal sentences": lambda random: "The ferry to the island leaves at noon. ",
}


class Memory:
    """Builds an index of a text of up to 1 MB in one of these shapes, with a limit on memory."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        settings = attempt.settings()
        random = attempt.random
        write(settings.documents, "book.md", document(1, 1))
        old = {"book.md": document(1, 1)}
        if random.random() < 0.5:
            build(settings)
        else:
            old = None
        shape = random.choice(sorted(SHAPES))
        unit = SHAPES[shape](random)
        text = unit * (random.choice((100_000, 300_000, 1_000_000)) // len(unit.encode()))
        write(settings.documents, "large.txt", text + "\nThe end.\n")
        new = {"book.md": document(1, 1), "large.txt": text + "\nThe end.\n"}
        megabytes = random.choice((20, 60, 100, 150, 200, ENOUGH))
        child = self._forks.build(
            settings.documents, settings.index, attempt.folder / "result", megabytes=megabytes
        )
        ended = child.wait(400)
        child.kill()
        outcome = child.outcome()
        where = f"{shape}, {len(text)} characters, {megabytes} MB: {outcome}"
        assert ended, where
        done = outcome.get("written", False)
        assert done or megabytes < ENOUGH, where
        attempt.count[f"{megabytes} MB: {'done' if done else 'failed'}"] += 1
        try:
            assert contents(settings) == (new if done else old), where
        except IndexMissing:
            assert old is None and not done, where
        if not done and random.random() < 0.3:
            build(settings)
            assert contents(settings) == new, where
            assert not left_behind(settings), where
