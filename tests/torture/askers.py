"""Ask while other processes build and the documents change: each quote must be in a version of its document."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from random import Random

from index.engine import Engine
from index.settings import IndexSettings
from index.store.build import build
from tests.torture.attack import QUESTIONS, Attempt, check_citations, contents, left_behind
from tests.torture.commands import Library
from tests.torture.forks import Child, Forks

ASKERS, BUILDERS = 4, 2
SECONDS = 2.0  # of an attempt


class Askers:
    """Runs threads that ask engines and processes that build, while a folder changes."""

    def __init__(self, forks: Forks) -> None:
        self._forks = forks

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        settings = attempt.settings()
        library = Library(settings.documents, attempt.random)
        build(settings)
        asking = [_Asker(settings, library, Random(f"{attempt.random.random()}")) for _ in range(ASKERS)]
        for asker in asking:
            asker.start()
        ends = time.monotonic() + SECONDS
        builds: list[Child | None] = [None] * BUILDERS
        try:
            while time.monotonic() < ends and not any(asker.error for asker in asking):
                library.change()
                for number, child in enumerate(builds):
                    if child is None or child.wait(0):
                        _check(child, attempt)
                        result = attempt.folder / f"result-{number}"
                        builds[number] = self._forks.build(settings.documents, settings.index, result)
                time.sleep(attempt.random.uniform(0.0, 0.1))
        finally:
            for child in builds:
                assert child is None or child.wait(120), "a build hangs"
                _check(child, attempt)
            for asker in asking:
                asker.stop()
        for asker in asking:
            attempt.count["questions"] += asker.questions
            attempt.count["quotes checked"] += asker.quotes
            attempt.count["generations seen"] += len(asker.generations)
            if asker.error:
                raise asker.error
        build(settings)
        assert contents(settings) == library.now()
        assert not left_behind(settings), left_behind(settings)


def _check(child: Child | None, attempt: Attempt) -> None:
    """Check the outcome of a build that has ended."""
    if child is None:
        return
    outcome = child.outcome()
    assert "error" not in outcome, outcome
    attempt.count["generations written" if outcome["written"] else "builds with nothing to do"] += 1


class _Asker(threading.Thread):
    """Asks again and again; now and then it opens a newer generation."""

    def __init__(self, settings: IndexSettings, library: Library, random: Random) -> None:
        super().__init__(daemon=True)
        self._settings, self._library, self._random = settings, library, random
        self._done = threading.Event()
        self.questions = self.quotes = 0
        self.generations: set[str] = set()
        self.error: BaseException | None = None

    def stop(self) -> None:
        self._done.set()
        self.join(120)

    def run(self) -> None:
        try:
            engine = Engine.open(self._settings)
            while not self._done.is_set():
                if self._random.random() < 0.5 and not engine.is_current():
                    engine = Engine.open(self._settings)
                answer = engine.ask(self._random.choice(QUESTIONS), passages=self._random.choice((None, 3)))
                citations = [asdict(citation) for citation in answer.citations]
                check_citations(citations, lambda name: self._library.versions.get(name, []))
                self.questions += 1
                self.quotes += len(citations)
                self.generations.add(engine.identity)
        except BaseException as error:  # any error is a failure, because there always is a whole index
            self.error = error
