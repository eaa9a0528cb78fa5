"""Reads a file that contains a key, or a token, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import KeyExposed, KeyMissing
from index.regular_file import read_regular

_MOST_BYTES = 100_000


def read_key_file(file: Path | None, *, noun: str, owner: str, missing: type[KeyMissing] = KeyMissing) -> str:
    """The key in a file; "" if `file` is None.

    In error messages, `noun` is the word for the key, and `owner` the model or server that it is for. Raises
    `missing` if the file cannot be read or does not contain a key alone, and KeyExposed if other users of
    this machine can read the file.
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
    """The text of a small file, without space around it, and whether other users can read the file.

    Raises OSError, also for a file of more than 100,000 bytes.
    """
    text = read_regular(file, limit=_MOST_BYTES).decode("utf-8-sig", "replace").strip()
    exposed = os.name == "posix" and bool(file.stat().st_mode & 0o077)  # other systems have no such bits
    return text, exposed


def is_one_word(key: str) -> bool:
    """Whether a key consists of printable ASCII characters, without a space."""
    return all("!" <= character <= "~" for character in key)
