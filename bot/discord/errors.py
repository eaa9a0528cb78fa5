"""The errors that members of a server read. Those for the person who runs the bot are in `bot.errors`."""

from __future__ import annotations

from pathlib import Path

from index.errors import DocumentsUnavailable, UserError


class MemberError(UserError):
    """An error whose text is a sentence of `bot.discord.sentences`, shown to members as it is.

    Errors of the engine may name files and settings of the machine, so members read another sentence for them
    (`sentences.question_failed`, `sentences.reindexing_failed`).
    """


class Closing(MemberError):
    """Munshi is being stopped."""


class DocumentsHang(DocumentsUnavailable):
    """The documents folder does not respond, as on a network drive whose server is gone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The documents folder {folder} does not respond. Its drive may be disconnected.")
