"""The action of a button ↔ the custom_id that Discord sends back when the button is pressed.

A button outlives the process that sent it, and this text is all that it stores. The text therefore contains
the version of its format; text of another version parses to None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "munshi"
_VERSION = 1
_PATTERN = re.compile(rf"{PREFIX}:{_VERSION}:([a-z]+):(\d{{1,18}}):(\d{{1,9}})")


class Kind(StrEnum):
    """The kinds of actions."""

    PASSAGE = "passage"  #: show citation `index` of the answer with the text around it
    RIGHT = "right"
    WRONG = "wrong"
    THREAD = "thread"  #: continue in a thread
    MORE = "more"  #: ask another question, in a form
    DOCUMENTS = "documents"  #: show page `index` of the list of documents
    SOLVED = "solved"  #: vote that an answer that nobody asked for solved the problem
    UNWANTED = "unwanted"  #: vote that it does not answer what was asked
    HUMAN = "human"  #: pass the question on to a human
    PRIVATE_HUMAN = "private"  #: let the asker pass a private question on to a human
    CHANNELS = "channels"  #: choose where Munshi may answer; `index` is the number of the menu


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does: the kind, the id of the recorded answer, and the index of a part of it."""

    kind: Kind
    answer_id: int = 0
    index: int = 0

    @property
    def custom_id(self) -> str:
        return f"{PREFIX}:{_VERSION}:{self.kind}:{self.answer_id}:{self.index}"

    @classmethod
    def parse(cls, custom_id: str) -> Action | None:
        """Return the action of a custom_id; None if it has another version, or is not Munshi's."""
        match = _PATTERN.fullmatch(custom_id)
        if match is None or match[1] not in set(Kind):
            return None
        return cls(Kind(match[1]), int(match[2]), int(match[3]))
