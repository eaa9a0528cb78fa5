"""Runs attacks for a while, prints what was tried and what held, and how to repeat what did not."""

from __future__ import annotations

import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.torture.askers import Askers
from tests.torture.attack import Attack, Attempt
from tests.torture.commands import Commands
from tests.torture.damage import Damage
from tests.torture.folders import Folders
from tests.torture.forks import Forks
from tests.torture.memory import Memory
from tests.torture.system_calls import SystemCalls

ATTACKS: dict[str, Callable[[Forks], Attack]] = {
    "system-calls": SystemCalls,
    "commands": Commands,
    "damage": Damage,
    "askers": Askers,
    "folders": Folders,
    "memory": Memory,
}


@dataclass
class Result:
    """What came of the attempts of an attack."""

    name: str
    attempts: int = 0
    seconds: float = 0.0
    count: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)  #: each with the command that repeats it
    missing: str = ""  #: why the attack could not be made at all

    def __str__(self) -> str:
        if self.missing:
            return f"{self.name}: not tried, since {self.missing}"
        counted = ", ".join(f"{what} {times}" for what, times in sorted(self.count.items()))
        held = self.attempts - len(self.failures)
        return f"{self.name}: {self.attempts} tried, {held} held, {self.seconds:.0f} s ({counted})"


def run(
    name: str, forks: Forks, *, seed: int, first: int = 0, attempts: int | None = None, seconds: float = 0.0
) -> Result:
    """Make so many attempts of an attack, from the `first`, or as many as fit into `seconds`."""
    result = Result(name)
    attack = ATTACKS[name](forks)
    result.missing = attack.missing()
    if result.missing:
        return result
    started = time.monotonic()
    number = first
    while number - first < attempts if attempts is not None else time.monotonic() - started < seconds:
        failure = _attempt(attack, name, seed, number, result)
        result.attempts += 1
        if failure:
            command = f"python -m tests.torture --only {name} --seed {seed} --first {number} --attempts 1"
            result.failures.append(f"{failure}\nTo repeat it: {command}")
        number += 1
    result.seconds = time.monotonic() - started
    return result


def _attempt(attack: Attack, name: str, seed: int, number: int, result: Result) -> str:
    """Make an attempt in a folder of its own; return how it failed, or nothing."""
    folder = Path(tempfile.mkdtemp(prefix="munshi-torture-"))
    try:
        attack.attempt(Attempt(number, Random(f"{seed} {name} {number}"), folder, result.count))
    except Exception:
        return f"{name}, attempt {number}: {traceback.format_exc()}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ""
