"""The errors that a person is meant to read.

Each message states the facts in whole sentences: what happened, and to what. What to do about it is added by
the face that shows the error: the terminal names commands and paths, Discord neither. Anything else that is
raised is a bug.
"""

from __future__ import annotations


class UserError(Exception):
    """What happened, and to what."""


class WrongUse(UserError):
    """The command or the config asks for something that makes no sense."""


class QuestionEmpty(UserError):
    """There is no question in what was asked."""


class DocumentsUnavailable(UserError):
    """The documents folder is not there, or cannot be listed."""


class DocumentsRefused(DocumentsUnavailable):
    """The system lets this user not list the documents folder."""


class PathUnreadable(DocumentsUnavailable):
    """The documents folder's path cannot be read in the encoding that file names have in this process."""


class NothingToIndex(UserError):
    """The documents folder holds no document that can be read."""


class IndexMissing(UserError):
    """There is no index yet where one was asked for."""


class IndexDamaged(UserError):
    """A file of the index is not what its manifest says."""


class IndexUnreadable(UserError):
    """The system refuses to open the index, as where access to it is denied: that is no damage."""


class IndexMismatch(UserError):
    """The index is not what is asked for now: of other settings, another folder or another version."""


class IndexBusy(UserError):
    """Another process is building this index, and waiting was not wanted."""


class IndexUnwritable(UserError):
    """The disk does not take the index: it is full, read-only, or something stands in the way."""


class IndexFolderRefused(IndexUnwritable):
    """The index folder holds what Munshi did not write, or the documents."""


class ModelUnavailable(UserError):
    """A model that the settings name cannot be loaded."""


class EncodingFailed(ModelUnavailable):
    """The encoder was loaded, and fails over every text."""


class LanguageModelUnavailable(ModelUnavailable):
    """The language model that the settings name cannot be loaded."""


class StoreUnavailable(UserError):
    """The server that holds the index cannot be reached, or fails."""


class StoreMissing(StoreUnavailable):
    """The server that holds the index no longer has what is read of it."""


class StoreRefused(StoreUnavailable):
    """The server that holds the index does not accept the token."""


class KeyMissing(UserError):
    """The file that the settings name holds no key."""


class StoreTokenMissing(KeyMissing):
    """The file that the settings name holds no token for the store."""


class KeyExposed(UserError):
    """Others on this machine can read the language model's key, or the store's token."""


class FileReaderUnavailable(UserError):
    """A reader of a file format that the settings name cannot be loaded."""


class ExtraMissing(UserError, ImportError):
    """A package is not installed that comes with one of Munshi's extras."""

    def __init__(self, what: str, extra: str) -> None:
        """`what` needs `extra`, as in `pip install 'munshi[extra]'`."""
        super().__init__(f"{what} needs packages that are not installed; they come with munshi[{extra}].")
        self.what = what
        self.extra = extra

    def __reduce__(self) -> tuple[type[ExtraMissing], tuple[str, str]]:
        return type(self), (self.what, self.extra)
