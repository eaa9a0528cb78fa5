"""A value that a text mentions, and where."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple


class Mention(NamedTuple):
    """A value in a text; of two with the same characters, the text means one of the values.

    Mentions of equal values of the same kind mean the same.
    """

    start: int
    end: int
    value: Hashable
