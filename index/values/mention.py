"""A value that a text mentions, and where."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable, covariant=True)


class Mention(NamedTuple, Generic[T]):
    """A value in a text; of two with the same characters, the text means one of the values.

    Mentions of equal values of the same kind mean the same.
    """

    start: int
    end: int
    value: T
