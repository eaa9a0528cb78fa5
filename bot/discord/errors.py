"""The errors that members of a server read. Those for the person who runs the bot are in `bot.errors`."""

from __future__ import annotations

from index.errors import UserError


class MemberError(UserError):
    """An error whose text is a sentence of `bot.discord.sentences`, shown to members as it is.

    Errors of the engine may name files and settings of the machine, so members read another sentence for them
    (`sentences.question_failed`, `sentences.reindexing_failed`).
    """


class Closing(MemberError):
    """Munshi is being stopped."""
