"""A logistic regression: its probability, and its fitted numbers in JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class LogisticRegression:
    """Base class of a dataclass with an `intercept`, and with coefficients named like their features."""

    __slots__ = ()
    intercept: float

    @classmethod
    def from_json(cls, values: Mapping[str, float]) -> Self:
        """Return the numbers that `to_json` wrote. Raises TypeError for an unknown name."""
        return cls(**{name: float(value) for name, value in values.items()})

    def to_json(self: DataclassInstance) -> dict[str, float]:
        """Return the numbers by name, rounded to five places."""
        return {name: round(value, 5) for name, value in asdict(self).items()}

    def confidence(self, features: DataclassInstance) -> float:
        """Return the probability for features, a dataclass of numbers: 0 to 1."""
        total = self.intercept + sum(getattr(self, name) * value for name, value in asdict(features).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
