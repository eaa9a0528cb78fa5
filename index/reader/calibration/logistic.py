"""The probability of a logistic regression, and its fitted numbers in JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class LogisticRegression:
    """Base of a dataclass of numbers: an `intercept`, and coefficients with the names of their features."""

    __slots__ = ()
    intercept: float

    @classmethod
    def from_json(cls, values: Mapping[str, float]) -> Self:
        """Raises TypeError for an unknown name."""
        return cls(**{name: float(value) for name, value in values.items()})

    def to_json(self: DataclassInstance) -> dict[str, float]:
        """The numbers by name, rounded to five places."""
        return {name: round(value, 5) for name, value in asdict(self).items()}

    def confidence(self, features: DataclassInstance) -> float:
        """The probability for so many features, 0 to 1."""
        total = self.intercept + sum(getattr(self, name) * value for name, value in asdict(features).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
