"""What a command's exit status means; scripts and supervisors rely on these numbers."""

from __future__ import annotations

import enum

from bot.discord.errors import CannotServe
from index.errors import (
    ExtraMissing,
    FileReaderUnavailable,
    IndexFolderRefused,
    KeyExposed,
    KeyMissing,
    LanguageModelUnavailable,
    QuestionEmpty,
    StoreRefused,
    UserError,
    WrongUse,
)
from index.types import Outcome

_WRONG_USE = (
    *(WrongUse, QuestionEmpty, CannotServe, IndexFolderRefused, KeyMissing, KeyExposed, StoreRefused),
    *(LanguageModelUnavailable, FileReaderUnavailable, ExtraMissing),
)


class ExitStatus(enum.IntEnum):
    DONE = 0  #: answered, or done
    UNTOLD = 1  #: the documents don't tell
    WRONG_USE = 2  #: starting again does not help before somebody has put something right
    BROKEN = 3  #: something is broken, and may be all right the next time
    STOPPED = 130  #: Ctrl-C, as a shell has it

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> ExitStatus:
        return cls.DONE if outcome is Outcome.ANSWERED else cls.UNTOLD

    @classmethod
    def of_error(cls, error: UserError) -> ExitStatus:
        wrong = isinstance(error, _WRONG_USE)
        return cls.WRONG_USE if wrong else cls.BROKEN
