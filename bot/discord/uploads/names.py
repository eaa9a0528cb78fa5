"""The name of an uploaded file, which may be hostile → a safe name in a folder of documents."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 80
_MOST_BYTES = 200  # file systems allow 255
_LONGEST_SUFFIX = 20  # characters; no format has a longer suffix
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
_PUNCTUATION = frozenset("._-()+,&' ")
_NOT_FIRST = ".-()+,&' "  # punctuation that no name starts with


def safe_name(sent: str) -> str:
    """Return the name under which a file called `sent` is kept; "" if no valid name is left.

    It is a single part of a path, consists of letters and digits of any script and a little punctuation,
    starts with a letter, a digit or "_", and is not a name that Windows reserves.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    kept = unicodedata.normalize("NFC", "".join(map(_safe, last)))
    stem, dot, suffix = " ".join(kept.split()).rpartition(".")
    stem = stem.strip(" .-'&,+").lstrip(_NOT_FIRST)
    suffix = "".join(filter(str.isalnum, suffix)).lower()
    if not (stem and dot and suffix and suffix.isascii()) or len(suffix) > _LONGEST_SUFFIX:
        return ""
    if stem.split(".")[0].strip().upper() in _RESERVED:
        stem = f"_{stem}"
    while len(stem) + len(suffix) >= MOST_CHARACTERS or len(stem.encode()) + len(suffix) >= _MOST_BYTES:
        stem = stem[:-1]
    stem = stem.rstrip(" .-")
    return f"{stem}.{suffix}" if stem else ""


def comparable_name(name: str) -> str:
    """Return a form of a name that is equal for names that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _safe(character: str) -> str:
    """Return a safe character unchanged, " " for white space, "" for an invisible one, "-" for others."""
    category = unicodedata.category(character)
    if character in _PUNCTUATION or category[0] in "LNM":
        return character
    if category[0] == "C":
        return ""
    return " " if category[0] == "Z" else "-"
