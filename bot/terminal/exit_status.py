"""The exit status of a command. Scripts and supervisors rely on these numbers."""

from __future__ import annotations

import enum

from bot.errors import CannotServe
from index.errors import (
    ExtraMissing,
    FileReaderUnavailable,
    IndexFolderRefused,
    IndexReadOnly,
    KeyExposed,
    KeyMissing,
    LanguageModelUnavailable,
    OtherDocuments,
    QuestionEmpty,
    StoreRefused,
    UserError,
    WrongUse,
)
from index.types import Outcome

_WRONG_USE = (
    *(WrongUse, QuestionEmpty, CannotServe, IndexFolderRefused, KeyMissing, KeyExposed, StoreRefused),
    *(LanguageModelUnavailable, FileReaderUnavailable, ExtraMissing, IndexReadOnly, OtherDocuments),
)


class ExitStatus(enum.IntEnum):
    DONE = 0  #: answered, or done
    UNANSWERED = 1  #: the documents give no answer, or there is nothing to write
    WRONG_USE = 2  #: somebody has to correct something; starting again alone does not help
    BROKEN = 3  #: something is broken; the same command may work the next time
    STOPPED = 130  #: stopped by Ctrl-C: the number that shells use

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> ExitStatus:
        return cls.DONE if outcome is Outcome.ANSWERED else cls.UNANSWERED

    @classmethod
    def of_error(cls, error: UserError) -> ExitStatus:
        wrong = isinstance(error, _WRONG_USE)
        return cls.WRONG_USE if wrong else cls.BROKEN
