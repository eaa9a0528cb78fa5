"""Which documents lie in a folder, by their names, which are paths below the documents folder."""

from __future__ import annotations

import posixpath
from collections.abc import Collection


def normal_folder(path: str) -> str:
    """The form of a folder's path that `in_folders` takes: "rules", not "./rules/"; "" for all documents."""
    normal = posixpath.normpath(path.strip()).strip("/")
    return "" if normal == "." else normal


def in_folders(name: str, folders: Collection[str]) -> bool:
    """Whether a document lies in any of these folders, or is one of them; without folders every one does."""
    return not folders or any(folder in ("", name) or name.startswith(f"{folder}/") for folder in folders)
