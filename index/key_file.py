"""A file that holds a key, or a token, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import KeyExposed, KeyMissing
from index.regular_file import read_regular

_MOST_BYTES = 100_000


def read_key_file(file: Path | None, *, noun: str, owner: str, missing: type[KeyMissing] = KeyMissing) -> str:
    """The key in a file; "" without a file. Errors call it by a `noun`, and name whose it is, the `owner`.

    Raises KeyExposed where others on this machine can read the file, and `missing` where it holds no key.
    """
    if file is None:
        return ""
    try:
        key, exposed = read_secret(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise missing(f"The {owner}'s {noun} {file} cannot be read: {reason}.") from error
    if not key or not is_one_word(key):
        raise missing(f"The file {file} does not hold a {noun} and nothing else.")
    if exposed:
        raise KeyExposed(f"Others on this machine can read the {owner}'s {noun} {file}.")
    return key


def read_secret(file: Path) -> tuple[str, bool]:
    """The text of a small file, without space around it, and whether others on this machine can read it.

    Raises OSError.
    """
    text = read_regular(file, limit=_MOST_BYTES).decode("utf-8-sig", "replace").strip()
    exposed = os.name == "posix" and bool(file.stat().st_mode & 0o077)  # only POSIX tells
    return text, exposed


def is_one_word(key: str) -> bool:
    """Whether a key has neither a space nor a character that no key has."""
    return all("!" <= character <= "~" for character in key)
