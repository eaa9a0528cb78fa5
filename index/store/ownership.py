"""Which files of an index folder are Munshi's own: the only ones that a build may delete or replace.

A name proves it where it is exactly one that Munshi makes, and what lies below it is too. CURRENT and LOCK
are names that other programs use as well, so their contents have to be ours, or a generation has to lie
beside them. A folder with anything else in it is refused before a file of it is touched.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexFolderRefused
from index.regular_file import read_regular

_GENERATION = re.compile(r"(?:gen|\.new)-[0-9]{1,18}")
# Files of a generation, of this version and of earlier ones, and the folders that they lie in.
_FILE = re.compile(
    r"manifest\.(?:json|sha256)|blocks\.(?:sums|sha256)|text\.utf8|structure\.bin|(?:passages|keys|checksums)\.npy"
    r"|(?:vectors|coarse|dense|rough)\.faiss"
    r"|lexical/(?:run-[0-9]+/)?(?:terms|words|starts|rows|counts|lengths)\.npy"
)
_FOLDER = re.compile(r"lexical(?:/run-[0-9]+)?")
_MANIFEST_START = b'{\n"format": '
_HASHES = re.compile(r"(?:\.new-[0-9]+-)?file-hashes\.json")
# Written by earlier versions, and no longer read.
_ENCODER = re.compile(r"encoder-[0-9a-f]{12}-(?:int8|float32)-[0-9]+\.(?:onnx|[0-9]+\.tmp)")
# What lies in an index folder for other reasons and is left alone: indexes of other documents, what people
# said (earlier versions kept it here), and what operating systems leave in any folder.
_NEIGHBOUR_FOLDERS = frozenset(["folders", "servers", "lost+found"])
_NEIGHBOUR_FILES = re.compile(
    r"discord\.sqlite3(?:-wal|-shm|-journal|\.lock)?|chat-history|\.gitignore|CACHEDIR\.TAG"
    r"|\.DS_Store|Thumbs\.db|desktop\.ini|\.nfs[0-9a-f]+"
)
_CURRENT_CONTENT = re.compile(rb"(?:gen-[0-9]{0,18})?\s*")
_SHARED_NAMES = {"CURRENT": _CURRENT_CONTENT, ".new-CURRENT": _CURRENT_CONTENT, "LOCK": re.compile(rb"")}


def require_own_folder(index: Path, documents: Path) -> None:
    """Raise IndexFolderRefused where an index folder holds the documents, or anything foreign.

    The index folder need not be there. It may lie inside the documents folder, whose scan leaves it out.
    """
    if not index.is_dir():
        return
    documents = documents.absolute()
    for folder in (documents, *documents.parents, *Path(os.path.realpath(documents)).parents):
        if os.path.exists(folder) and os.path.samefile(folder, index):
            what = "is" if folder == documents else "holds"
            raise IndexFolderRefused(
                f"The index folder {index} {what} the documents folder. Nothing in it was changed."
            )
    if (name := foreign_name(index)) is not None:
        raise IndexFolderRefused(
            f"The index folder {index} holds {name!r}, which Munshi did not write. Nothing in it was changed."
        )


def foreign_name(folder: Path) -> str | None:
    """A path below an index folder that is not Munshi's own, or None. Raises OSError."""
    proven = False
    doubtful = []
    for path in sorted(folder.iterdir()):
        try:
            if _GENERATION.fullmatch(path.name):
                if (name := _foreign_in_generation(path)) is not None:
                    return name
                proven = proven or any(path.iterdir())
            elif not _is_known(path):
                return path.name
            elif path.name in _SHARED_NAMES and not _holds(path, _SHARED_NAMES[path.name]):
                doubtful.append(path.name)
        except FileNotFoundError:
            continue  # a build that is running has just removed it
    return doubtful[0] if doubtful and not proven else None


def _is_known(path: Path) -> bool:
    """Whether a path beside the generations has a name and kind of ours, or is left alone. Raises OSError."""
    if path.name in _SHARED_NAMES:
        return _may_be_replaced(path.lstat().st_mode)
    return is_file_of_hashes(path) or is_old_encoder(path) or _is_neighbour(path)


def is_own_generation(path: Path) -> bool:
    """Whether a path is the folder of a generation, finished or not, with nothing foreign in it."""
    return bool(_GENERATION.fullmatch(path.name)) and _foreign_in_generation(path) is None


def is_old_encoder(path: Path) -> bool:
    """Whether a path is a file that earlier versions made of the encoder. Raises OSError."""
    return bool(_ENCODER.fullmatch(path.name)) and stat.S_ISREG(path.lstat().st_mode)


def is_file_of_hashes(path: Path) -> bool:
    """Whether a path is a file of hashes, or one that was being written. Raises OSError."""
    return bool(_HASHES.fullmatch(path.name)) and stat.S_ISREG(path.lstat().st_mode)


def _foreign_in_generation(path: Path) -> str | None:
    """A path in a generation's folder that no generation has, the folder itself where it is none, or None."""
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
    if found == ["manifest.json"] and not read_regular(path / found[0]).startswith(_MANIFEST_START):
        return f"{path.name}/{found[0]}"
    return None


def _may_be_replaced(mode: int) -> bool:
    """Whether what has the name of a file of ours can be one; a pipe holds nothing that could be lost."""
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield (path below the folder, mode) of everything below it; no link is followed."""
    for path in sorted(folder.iterdir()):
        mode = path.lstat().st_mode
        yield prefix + path.name, mode
        if stat.S_ISDIR(mode):
            yield from _walk(path, f"{prefix}{path.name}/")


def _holds(path: Path, content: re.Pattern[bytes]) -> bool:
    """Whether a file has this content; False for what is no file."""
    try:
        return bool(content.fullmatch(read_regular(path, limit=64)))
    except FileNotFoundError:
        raise
    except OSError:
        return False


def _is_neighbour(path: Path) -> bool:
    if path.name in _NEIGHBOUR_FOLDERS:
        return path.is_dir()
    return bool(_NEIGHBOUR_FILES.fullmatch(path.name)) and path.is_file()
