"""What a button asks for, as the text that Discord gives back when it is pressed. No Discord here.

The text is all that a button remembers: it outlives the process, so its form carries a number, and a
form that is no longer known parses to None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "munshi"
_FORM = 1
_PATTERN = re.compile(rf"{PREFIX}:{_FORM}:([a-z]+):(\d{{1,18}}):(\d{{1,9}})")


class Kind(StrEnum):
    """What pressing does."""

    PASSAGE = "passage"  #: show the citation `number` of an answer in its neighbourhood
    RIGHT = "right"
    WRONG = "wrong"
    THREAD = "thread"  #: continue in a thread
    MORE = "more"  #: ask more, in a thread
    DOCUMENTS = "documents"  #: turn to the page `number` of the documents
    CHANNELS = "channels"  #: choose where Munshi may answer


@dataclass(frozen=True, slots=True)
class Action:
    """One press: what is wanted, of which answer, and which part of it."""

    kind: Kind
    answer: int = 0
    number: int = 0

    @property
    def custom_id(self) -> str:
        return f"{PREFIX}:{_FORM}:{self.kind}:{self.answer}:{self.number}"

    @classmethod
    def parse(cls, custom_id: str) -> Action | None:
        """The action that `custom_id` stands for; None where it is of another form."""
        found = _PATTERN.fullmatch(custom_id)
        if found is None or found[1] not in set(Kind):
            return None
        return cls(Kind(found[1]), int(found[2]), int(found[3]))
