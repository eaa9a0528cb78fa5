"""The errors whose messages people read.

Each message says in whole sentences what happened, and to which file, folder, model or server. The terminal
and Discord add what to do about it: the terminal names commands and paths, Discord neither. Any other error
that is raised is a bug.
"""

from __future__ import annotations


class UserError(Exception):
    """An error that the user can understand and mend. Every error of this module is one."""


class WrongUse(UserError):
    """A command or the config is wrong: for example, it names a reader or a file that does not exist."""


class QuestionEmpty(UserError):
    """The question is empty."""


class DocumentsUnavailable(UserError):
    """The documents folder does not exist, or cannot be listed."""


class DocumentsRefused(DocumentsUnavailable):
    """The system does not allow this user to list the documents folder."""


class PathUnreadable(DocumentsUnavailable):
    """The documents folder's path cannot be decoded with the file name encoding of this process."""


class NothingToIndex(UserError):
    """The documents folder contains no document that can be read."""


class IndexMissing(UserError):
    """There is no index at the location that the settings name."""


class IndexDamaged(UserError):
    """A file of the index is not what its manifest says."""


class IndexUnreadable(UserError):
    """The system refuses to open the index, for example because access is denied. This is no damage."""


class IndexMismatch(UserError):
    """The index was built with other settings, from another folder or by another version of Munshi."""


#: What opening an index raises if a build must make it anew.
MUST_BE_BUILT = (IndexMissing, IndexDamaged, IndexMismatch)


class OtherDocuments(UserError):
    """The index on the server was built from other documents than those of the folder."""


class IndexReadOnly(UserError):
    """The settings say that this machine does not build the index."""


class IndexBusy(UserError):
    """Another process is building this index, and the caller did not want to wait."""


class IndexUnwritable(UserError):
    """The index cannot be written: the disk is full or read-only, or another file is in the way."""


class IndexFolderRefused(IndexUnwritable):
    """The index folder contains files that Munshi did not write, or the documents."""


class ModelUnavailable(UserError):
    """A model that the settings name cannot be loaded."""


class EncodingFailed(ModelUnavailable):
    """The encoder was loaded, but fails on every text."""


class LanguageModelUnavailable(ModelUnavailable):
    """The language model that the settings name cannot be loaded."""


class StoreUnavailable(UserError):
    """The server of the index cannot be reached, or fails."""


class StoreMissing(StoreUnavailable):
    """The server of the index does not have a collection or a file that is read."""


class StoreRefused(StoreUnavailable):
    """The server of the index does not accept the token."""


class KeyMissing(UserError):
    """The key file that the settings name cannot be read, or does not contain a key alone."""


class StoreTokenMissing(KeyMissing):
    """The token file that the settings name cannot be read, or does not contain a token alone."""


class KeyExposed(UserError):
    """Other users of this machine can read the language model's key, or the store's token."""


class FileReaderUnavailable(UserError):
    """A LlamaIndex reader of files that the settings name cannot be loaded."""


class ExtraMissing(UserError, ImportError):
    """A package that comes with one of Munshi's extras is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        """`what` needs `extra`, as in `pip install 'munshi[extra]'`."""
        super().__init__(f"{what} needs packages that are not installed; they come with munshi[{extra}].")
        self.what = what
        self.extra = extra

    def __reduce__(self) -> tuple[type[ExtraMissing], tuple[str, str]]:
        return type(self), (self.what, self.extra)
