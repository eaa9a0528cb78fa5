"""What keeps Munshi from serving on Discord: errors that the operator is meant to read, in the terminal."""

from __future__ import annotations

from index.errors import UserError


class CannotServe(UserError):
    """Something has to be put right by hand first: starting again does not help."""


class TokenMissing(CannotServe):
    """No token was given."""


class TokenRefused(CannotServe):
    """Discord does not accept the token."""


class IntentMissing(CannotServe):
    """The config needs an intent that is switched off in Discord's developer portal."""


class Unreachable(UserError):
    """Discord cannot be reached now: starting again later may help."""


class StateUnusable(UserError):
    """The state file cannot be used as it is."""


class StateTooNew(StateUnusable):
    """The state file was written by a later version of Munshi."""
