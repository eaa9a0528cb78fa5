"""Which files of an index folder are Munshi's own: a build may delete or replace only these.

A file or folder is Munshi's own if its name is one that Munshi makes, and so are all names below it. CURRENT
and LOCK are names that other programs use as well. So their contents must be Munshi's, or a generation must
be in the same folder. If an index folder contains anything else, it is refused before a file in it is
changed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import IndexFolderRefused
from index.regular_file import read_regular
from index.store.layout import (
    CURRENT,
    GENERATION_FILES,
    GENERATION_PREFIX,
    HASHES_FILE,
    LEXICAL_FILES,
    LEXICAL_FOLDER,
    LOCK,
    MANIFEST_FILE,
    UNFINISHED_PREFIX,
)


def _any_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(names)))})"


# Written by earlier versions, and no longer read.
_EARLIER_FILES = frozenset(["blocks.sha256", "dense.faiss", "rough.faiss"])
_EARLIER_LEXICAL_FILES = frozenset(["words.npy"])
_ENCODER = re.compile(r"encoder-[0-9a-f]{12}-(?:int8|float32)-[0-9]+\.(?:onnx|[0-9]+\.tmp)")
_GENERATION = re.compile(_any_of([GENERATION_PREFIX, UNFINISHED_PREFIX]) + "[0-9]{1,18}")
_FOLDER = re.compile(rf"{LEXICAL_FOLDER}(?:/run-[0-9]+)?")
_FILE = re.compile(
    _any_of(GENERATION_FILES | _EARLIER_FILES)
    + f"|{_FOLDER.pattern}/{_any_of(LEXICAL_FILES | _EARLIER_LEXICAL_FILES)}"
)
_MANIFEST_START = b'{\n"format": '
_HASHES = re.compile(rf"(?:{re.escape(UNFINISHED_PREFIX)}[0-9]+-)?{re.escape(HASHES_FILE)}")
# Other files and folders that may be in an index folder, and are not changed: indexes of other documents,
# what users said (earlier versions kept it here), and files that operating systems leave in any folder.
_NEIGHBOUR_FOLDERS = frozenset(["folders", "servers", "lost+found"])
_NEIGHBOUR_FILES = re.compile(
    r"discord\.sqlite3(?:-wal|-shm|-journal|\.lock)?|chat-history|\.gitignore|CACHEDIR\.TAG"
    r"|\.DS_Store|Thumbs\.db|desktop\.ini|\.nfs[0-9a-f]+"
)
_CURRENT_CONTENT = re.compile(rb"(?:%b[0-9]{0,18})?\s*" % GENERATION_PREFIX.encode())
_SHARED_NAMES = {
    CURRENT: _CURRENT_CONTENT,
    f"{UNFINISHED_PREFIX}{CURRENT}": _CURRENT_CONTENT,
    LOCK: re.compile(rb""),
}


def require_own_folder(index: Path, documents: Path) -> None:
    """Raise IndexFolderRefused if an index folder contains the documents, or a file that is not Munshi's.

    The index folder need not exist. It may be inside the documents folder, whose scan skips it.
    """
    if not index.is_dir():
        return
    documents = documents.absolute()
    for folder in (documents, *documents.parents, *Path(os.path.realpath(documents)).parents):
        if os.path.exists(folder) and os.path.samefile(folder, index):
            what = "is" if folder == documents else "contains"
            raise IndexFolderRefused(
                f"The index folder {index} {what} the documents folder. Nothing in it was changed."
            )
    if (name := _foreign_name(index)) is not None:
        raise IndexFolderRefused(
            f"The index folder {index} contains {name!r}, which Munshi did not write. "
            "Nothing in it was changed."
        )


def _foreign_name(folder: Path) -> str | None:
    """A path below an index folder that is not Munshi's own; None if all are. Raises OSError."""
    has_generation = False
    doubtful = []
    for path in sorted(folder.iterdir()):
        try:
            if _GENERATION.fullmatch(path.name):
                if (name := _foreign_in_generation(path)) is not None:
                    return name
                has_generation = has_generation or any(path.iterdir())
            elif not _is_known(path):
                return path.name
            elif path.name in _SHARED_NAMES and not _has_content(path, _SHARED_NAMES[path.name]):
                doubtful.append(path.name)
        except FileNotFoundError:
            continue  # a running build has just removed it
    return doubtful[0] if doubtful and not has_generation else None


def _is_known(path: Path) -> bool:
    """Whether a path next to the generations has a name and a type that an index folder may contain.

    Raises OSError.
    """
    if path.name in _SHARED_NAMES:
        return _may_be_replaced(path.lstat().st_mode)
    return is_file_of_hashes(path) or is_old_encoder(path) or _is_neighbour(path)


def is_own_generation(path: Path) -> bool:
    """Whether a path is the folder of a generation, finished or not, without a file that is not Munshi's."""
    return bool(_GENERATION.fullmatch(path.name)) and _foreign_in_generation(path) is None


def is_old_encoder(path: Path) -> bool:
    """Whether a path is a file of the encoder that earlier versions wrote. Raises OSError."""
    return bool(_ENCODER.fullmatch(path.name)) and stat.S_ISREG(path.lstat().st_mode)


def is_file_of_hashes(path: Path) -> bool:
    """Whether a path is a file of hashes, finished or not. Raises OSError."""
    return bool(_HASHES.fullmatch(path.name)) and stat.S_ISREG(path.lstat().st_mode)


def _foreign_in_generation(path: Path) -> str | None:
    """A path in a generation's folder that no generation has; None if there is none.

    If `path` is not a folder, its own name is returned.
    """
    if not stat.S_ISDIR(path.lstat().st_mode):
        return path.name
    found = []
    for name, mode in _walk(path, ""):
        if stat.S_ISDIR(mode):
            known = bool(_FOLDER.fullmatch(name)) or not any((path / name).iterdir())
        else:
            known = bool(_FILE.fullmatch(name)) and _may_be_replaced(mode)
        if not known and not _NEIGHBOUR_FILES.fullmatch(name):
            return f"{path.name}/{name}"
        found.append(name)
    # Other programs have a file of this name too.
    if found == [MANIFEST_FILE] and not read_regular(path / found[0]).startswith(_MANIFEST_START):
        return f"{path.name}/{found[0]}"
    return None


def _may_be_replaced(mode: int) -> bool:
    """Whether a file with one of Munshi's names may be replaced: an ordinary file, or a pipe.

    A pipe contains nothing that could be lost.
    """
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield (path below the folder, mode) of every file and folder below it. Links are not followed."""
    for path in sorted(folder.iterdir()):
        mode = path.lstat().st_mode
        yield prefix + path.name, mode
        if stat.S_ISDIR(mode):
            yield from _walk(path, f"{prefix}{path.name}/")


def _has_content(path: Path, content: re.Pattern[bytes]) -> bool:
    """Whether the whole content of a file matches a pattern; False if it is not an ordinary file."""
    try:
        return bool(content.fullmatch(read_regular(path, limit=64)))
    except FileNotFoundError:
        raise
    except OSError:
        return False


def _is_neighbour(path: Path) -> bool:
    """Whether a path may be in an index folder although Munshi's builds do not write it."""
    if path.name in _NEIGHBOUR_FOLDERS:
        return path.is_dir()
    return bool(_NEIGHBOUR_FILES.fullmatch(path.name)) and path.is_file()
