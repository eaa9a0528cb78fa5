"""A few attempts of each attack, and the report of a failure."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.torture import run as run_module
from tests.torture.attack import Attempt
from tests.torture.forks import Forks
from tests.torture.run import ATTACKS, run

ATTEMPTS = {"system-calls": 3, "commands": 1, "damage": 2, "askers": 1, "folders": 1, "memory": 1}


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """The process from which the attacks fork their builds."""
    forks = Forks()
    yield forks
    forks.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the attacks use Linux's interfaces to processes")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_index_survives_an_attack(name: str, forks: Forks):
    """Kills, refused calls, damage, changes, hostile files and little memory leave a whole index and right quotes."""
    result = run(name, forks, seed=0, attempts=ATTEMPTS[name])
    if result.missing:
        pytest.skip(result.missing)
    assert not result.failures, "\n".join(result.failures)
    assert f"{name}: {ATTEMPTS[name]} tried, {ATTEMPTS[name]} held" in str(result)


class _Fails:
    """An attack of which about one attempt in ten fails."""

    def __init__(self, forks: Forks) -> None:
        pass

    def missing(self) -> str:
        return ""

    def attempt(self, attempt: Attempt) -> None:
        attempt.count["tried"] += 1
        assert attempt.random.random() > 0.1, (
            f"the folder was {'empty' if not list(attempt.folder.iterdir()) else 'full'}"
        )


def test_a_failure_is_printed_with_the_command_that_repeats_it(monkeypatch: pytest.MonkeyPatch):
    """An attempt that is run alone with the printed command fails as it did among the others."""
    monkeypatch.setitem(run_module.ATTACKS, "fails", _Fails)
    result = run("fails", Forks(), seed=5, attempts=60)
    assert 0 < len(result.failures) < 20
    assert str(result).startswith(f"fails: 60 tried, {60 - len(result.failures)} held, 0 s (tried 60)")
    assert "the folder was empty" in result.failures[0]
    command = result.failures[0].rpartition("To repeat it: ")[2]
    assert command.startswith("python -m tests.torture --only fails --seed 5 --first ")
    first = int(command.split("--first ")[1].split()[0])
    assert len(run("fails", Forks(), seed=5, first=first, attempts=1).failures) == 1
