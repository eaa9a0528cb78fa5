"""Run the attempts of an attack, count them, and name the command that repeats each failure."""

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
    """The result of the attempts of an attack."""

    name: str
    attempts: int = 0
    seconds: float = 0.0
    count: Counter[str] = field(default_factory=Counter)  #: events of all attempts by name
    failures: list[str] = field(default_factory=list)  #: each with the command that repeats it
    missing: str = ""  #: why the attack cannot run here; empty if it can

    def __str__(self) -> str:
        if self.missing:
            return f"{self.name}: not tried, since {self.missing}"
        counted = ", ".join(f"{what} {times}" for what, times in sorted(self.count.items()))
        held = self.attempts - len(self.failures)
        return f"{self.name}: {self.attempts} tried, {held} held, {self.seconds:.0f} s ({counted})"


def run(
    name: str, forks: Forks, *, seed: int, first: int = 0, attempts: int | None = None, seconds: float = 0.0
) -> Result:
    """Run `attempts` attempts of an attack from number `first` on; if None, as many as start within `seconds`."""
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
    """Run an attempt in a new folder; return how it failed, or an empty text."""
    folder = Path(tempfile.mkdtemp(prefix="munshi-torture-"))
    try:
        attack.attempt(Attempt(number, Random(f"{seed} {name} {number}"), folder, result.count))
    except Exception:
        return f"{name}, attempt {number}: {traceback.format_exc()}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return ""
