"""The errors of the Discord side: those that members may read, and those that keep Munshi from serving.

The latter are for whoever runs the bot, and are read in the terminal.
"""

from __future__ import annotations

from index.errors import UserError


class MemberError(UserError):
    """A sentence of `bot.discord.sentences`, shown to members as it is.

    The engine's errors may name files and settings of the server, so members read another sentence for them
    (`sentences.question_failed`, `sentences.reindexing_failed`).
    """


class Closing(MemberError):
    """Munshi is being stopped."""


class CannotServe(UserError):
    """Something has to be put right by hand first: starting again does not help."""


class FoldersOverlap(CannotServe):
    """One server's documents or index are, hold or lie in another's."""


class UploadsRefused(CannotServe):
    """The folder for uploads cannot be one, or what is uploaded there would be told to another server."""


class LanguageUnusable(CannotServe):
    """There is no such language, or the file of its sentences cannot be read."""


class TokenMissing(CannotServe):
    """No token was given."""


class TokenRefused(CannotServe):
    """Discord does not accept the token."""


class TokenMalformed(CannotServe):
    """What was given cannot be a token."""


class TokenExposed(CannotServe):
    """Others on this machine can read the token's file."""


class TokenAmongDocuments(CannotServe):
    """The token's file is one of the documents, so that whoever asks can read it."""


class KeyAmongDocuments(CannotServe):
    """The file with the language model's key or the store's token is one of the documents."""


class ConnectionRefused(CannotServe):
    """Discord closed the connection, and opening it again does not help."""


class CommandsRefused(CannotServe):
    """Discord does not take the bot's commands."""


class IntentMissing(CannotServe):
    """The config needs an intent that is switched off in Discord's developer portal."""


class Unreachable(UserError):
    """Discord cannot be reached now: starting again later may help."""


class StateUnavailable(UserError):
    """The state file cannot be used now, as while the disk is full: starting again later may help."""


class StateUnusable(CannotServe):
    """The state file cannot be used as it is."""


class StateInUse(StateUnusable):
    """Another process serves with the state file."""


class StateTooNew(StateUnusable):
    """The state file was written by a later version of Munshi."""
