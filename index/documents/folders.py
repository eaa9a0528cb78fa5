"""Which documents are in a folder, by their names: paths below the documents folder."""

from __future__ import annotations

import posixpath
from collections.abc import Collection


def normal_folder(path: str) -> str:
    """Return a folder's path as `in_folders` expects it: "rules" for "./rules/"; "" for the top folder."""
    normal = posixpath.normpath(path.strip()).strip("/")
    return "" if normal == "." else normal


def in_folders(name: str, folders: Collection[str]) -> bool:
    """Whether a document is in one of the folders, or has the name of one; without folders, always true."""
    return not folders or any(folder in ("", name) or name.startswith(f"{folder}/") for folder in folders)
