"""The errors that keep Munshi from serving on Discord, for the person who runs it: shown in the terminal."""

from __future__ import annotations

from index.errors import UserError


class CannotServe(UserError):
    """Somebody must correct something first: starting again does not help."""


class FoldersOverlap(CannotServe):
    """The documents or index folders of two servers are the same, or one is inside the other."""


class UploadsRefused(CannotServe):
    """The folder for uploads cannot be used, or another server would be answered from the uploads."""


class LanguageUnusable(CannotServe):
    """There is no such language, or the file with its sentences cannot be used."""


class TokenMissing(CannotServe):
    """No token was given."""


class TokenRefused(CannotServe):
    """Discord does not accept the token."""


class TokenMalformed(CannotServe):
    """The value that was given cannot be a token."""


class TokenExposed(CannotServe):
    """Others on this machine can read the token's file."""


class TokenAmongDocuments(CannotServe):
    """The file with the token is one of the documents, so that anybody who asks can read it."""


class KeyAmongDocuments(CannotServe):
    """The file with the language model's key or the store's token is one of the documents."""


class ConnectionRefused(CannotServe):
    """Discord closed the connection, and connecting again does not help."""


class CommandsRefused(CannotServe):
    """Discord does not accept the commands of the bot."""


class IntentMissing(CannotServe):
    """The settings need an intent that is switched off in Discord's developer portal."""


class Unreachable(UserError):
    """Discord cannot be reached now: starting again later may help."""


class StateUnavailable(UserError):
    """The state file cannot be used now, for example since the disk is full: starting again may help."""


class StateReplaced(UserError):
    """Another file was put in the place of the open state file: starting again opens it."""


class StateFolderUnknown(CannotServe):
    """The user has no home folder, so that there is no place for the state file."""


class StateUnusable(CannotServe):
    """The state file cannot be used as it is."""


class StateDamaged(StateUnusable):
    """The state file is damaged, or is no SQLite file."""


class StateInUse(StateUnusable):
    """Another process is serving with the state file."""


class StateTooNew(StateUnusable):
    """The state file was written by a later version of Munshi."""
