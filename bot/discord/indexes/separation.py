"""Check that the documents and indexes of different servers are in separate folders.

Everybody who is answered from a folder can read what is in it, and an index contains the words of its
documents.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bot.config import DEFAULT_SERVER, Settings, whose_folder
from bot.errors import FoldersOverlap
from index.settings import IndexSettings


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of documents or of an index, and the server that it belongs to."""

    server: int
    what: str  # "documents" or "index"
    path: Path

    def __str__(self) -> str:
        return f"{whose_folder(self.server)} {self.what} folder {self.path}"


def check_separation(settings: Settings) -> None:
    """Raise FoldersOverlap if the folders of two servers overlap, unless both sections say `shared = true`.

    The default documents are for everybody, and need no `shared`. An index in its usual folder below the
    default index does not count as overlapping. One index for two folders of documents is always refused.
    """
    for (first, one), (second, other) in combinations(settings.engines.items(), 2):
        if same_folder(one.index, other.index) and not same_folder(one.documents, other.documents):
            raise FoldersOverlap(
                f"{_Folder(second, 'index', other.index)} is {_Folder(first, 'index', one.index)}, but their "
                "documents differ: one index cannot hold both."
            )
        if {first, second} - {DEFAULT_SERVER} <= settings.shared:
            continue
        for inner, verb, outer in _overlaps(first, one, second, other):
            raise FoldersOverlap(
                f"{inner} {verb} {outer}, so that what one server's folder contains would be shown to others."
            )


def _overlaps(
    first: int, one: IndexSettings, second: int, other: IndexSettings
) -> Iterator[tuple[_Folder, str, _Folder]]:
    """Yield the overlapping folders of two servers as (inner, "is" or "lies in", outer)."""
    for mine in (_Folder(first, "documents", one.documents), _Folder(first, "index", one.index)):
        for theirs in (_Folder(second, "documents", other.documents), _Folder(second, "index", other.index)):
            if same_folder(mine.path, theirs.path):
                yield theirs, "is", mine
            elif lies_in(mine.path, theirs.path):
                yield mine, "lies in", theirs
            elif lies_in(theirs.path, mine.path) and not _is_usual_index(theirs, mine):
                yield theirs, "lies in", mine


def _is_usual_index(inner: _Folder, outer: _Folder) -> bool:
    """Whether `inner` is a server's index in the folder that it has if the config names none."""
    usual = outer.path / "servers" / str(inner.server)
    is_default_index = outer.what == "index" and outer.server == DEFAULT_SERVER
    return inner.what == "index" and is_default_index and same_folder(inner.path, usual)


def same_folder(one: Path, other: Path) -> bool:
    """Whether two paths name the same folder, also through links or other names for it."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return os.path.samefile(one, other)
    except OSError:  # one of them does not exist
        return False


def lies_in(inner: Path, outer: Path) -> bool:
    """Whether a folder is inside another one, after links are followed."""
    return any(same_folder(parent, outer) for parent in Path(os.path.realpath(inner)).parents)
