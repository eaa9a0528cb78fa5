"""The name of an uploaded file, which may be hostile → a name that is safe in a folder of documents."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 80
_MOST_BYTES = 200  # file systems take 255
_LONGEST_SUFFIX = 20  # characters; a longer one is no suffix of any format
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
_PUNCTUATION = frozenset("._-()+,&' ")
_NO_BEGINNING = ".-()+,&' "  # the punctuation that no name begins with


def safe_name(sent: str) -> str:
    """The name that a file called `sent` is kept under; "" where nothing of it can be a name.

    It is one part of a path, in letters, digits and a little punctuation of any script, begins with a letter,
    digit or "_", and is no name that Windows keeps for itself.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    kept = unicodedata.normalize("NFC", "".join(map(_safe, last)))
    stem, dot, suffix = " ".join(kept.split()).rpartition(".")
    stem = stem.strip(" .-'&,+").lstrip(_NO_BEGINNING)
    suffix = "".join(filter(str.isalnum, suffix)).lower()
    if not (stem and dot and suffix and suffix.isascii()) or len(suffix) > _LONGEST_SUFFIX:
        return ""
    if stem.split(".")[0].strip().upper() in _RESERVED:
        stem = f"_{stem}"
    while len(stem) + len(suffix) >= MOST_CHARACTERS or len(stem.encode()) + len(suffix) >= _MOST_BYTES:
        stem = stem[:-1]
    stem = stem.rstrip(" .-")
    return f"{stem}.{suffix}" if stem else ""


def alike(name: str) -> str:
    """What two names share that some file system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _safe(character: str) -> str:
    """A character, "-" in place of one that is not safe, or nothing for one that is not seen."""
    category = unicodedata.category(character)
    if character in _PUNCTUATION or category[0] in "LNM":
        return character
    if category[0] == "C":
        return ""
    return " " if category[0] == "Z" else "-"
