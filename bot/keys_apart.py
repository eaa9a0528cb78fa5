"""Check that no file with a token or a key is one of the documents, whose words anybody can read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from bot.config import Settings
from bot.errors import CannotServe, KeyAmongDocuments, TokenAmongDocuments
from index.documents.files import is_included
from index.settings import IndexSettings


def check_keys_apart(settings: Settings) -> None:
    """Raise an error if a file with a token or a key is one of the documents, whose words anybody can read.

    It is TokenAmongDocuments for Discord's token, and KeyAmongDocuments for the key of the language model and
    the token of the store.
    """
    every = settings.engines.values()
    _check_apart(settings.discord.token_file, "token", every, TokenAmongDocuments)
    for own in every:
        _check_apart(own.llm.key_file, "language model's key", every, KeyAmongDocuments)
        _check_apart(own.store.token_file, "store's token", every, KeyAmongDocuments)


def _check_apart(
    file: Path | None, what: str, every: Iterable[IndexSettings], error: type[CannotServe]
) -> None:
    """Raise `error` if the file with `what` would be read as a document of any of these indexes."""
    if file is None or not file.is_file():
        return
    real = Path(os.path.realpath(file))
    for own in every:
        documents = Path(os.path.realpath(own.documents))
        name = real.relative_to(documents).as_posix() if real.is_relative_to(documents) else ""
        if name and is_included(name, own.files):
            raise error(f"The file {real} with the {what} is one of the documents in {own.documents}.")
