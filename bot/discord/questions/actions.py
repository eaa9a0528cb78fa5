"""What a button does, as the custom_id that Discord sends back when it is pressed.

A button outlives the process that sent it and holds nothing but this text. The text therefore begins with
the version of its form; text of another version parses to None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "munshi"
_VERSION = 1
_PATTERN = re.compile(rf"{PREFIX}:{_VERSION}:([a-z]+):(\d{{1,18}}):(\d{{1,9}})")


class Kind(StrEnum):
    """What pressing does."""

    PASSAGE = "passage"  #: show citation `index` of the answer in its neighbourhood
    RIGHT = "right"
    WRONG = "wrong"
    THREAD = "thread"  #: continue in a thread
    MORE = "more"  #: ask more, in a form
    DOCUMENTS = "documents"  #: turn to page `index` of the documents
    SOLVED = "solved"  #: an answer that nobody asked for solved it
    UNWANTED = "unwanted"  #: it was not what was asked
    HUMAN = "human"  #: hand the question on to a human
    PRIVATE_HUMAN = "private"  #: the same of a private question, by its asker
    CHANNELS = "channels"  #: choose where Munshi may answer


@dataclass(frozen=True, slots=True)
class Action:
    """What pressing a button does, to which answer (by its id in the records), and to which part of it."""

    kind: Kind
    answer_id: int = 0
    index: int = 0

    @property
    def custom_id(self) -> str:
        return f"{PREFIX}:{_VERSION}:{self.kind}:{self.answer_id}:{self.index}"

    @classmethod
    def parse(cls, custom_id: str) -> Action | None:
        """The action of a custom_id; None where it is of another version, or not ours."""
        match = _PATTERN.fullmatch(custom_id)
        if match is None or match[1] not in set(Kind):
            return None
        return cls(Kind(match[1]), int(match[2]), int(match[3]))
