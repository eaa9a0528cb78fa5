"""Settings → the servers that may upload files, each with the folder in its documents.

Uploads to a server are shown to nobody else: a folder that others are answered from too is refused.
"""

from __future__ import annotations

import os
from pathlib import Path

from bot.config import DEFAULT_SERVER, Settings, whose_folder
from bot.discord.indexes.separation import lies_in, same_folder
from bot.discord.uploads.disk import UploadFolder
from bot.errors import UploadsRefused
from index.documents.files import matches
from index.settings import IndexSettings


def upload_folders(settings: Settings) -> dict[int, UploadFolder]:
    """Return the folders for uploads by server. Raises UploadsRefused."""
    found = {number: _folder(settings, number, folder) for number, folder in settings.uploads.items()}
    if settings.discord.uploads is not None:
        found[_only_server(settings)] = _folder(settings, DEFAULT_SERVER, settings.discord.uploads)
    return found


def _only_server(settings: Settings) -> int:
    """Return the only server that is answered from the default documents. Raises UploadsRefused otherwise."""
    servers = set(settings.discord.allowed_servers) - settings.servers.keys()
    if len(servers) != 1 or settings.discord.direct_messages == "yes":
        raise UploadsRefused(
            "Files uploaded into the default documents would be shown to every server, and in direct "
            "messages: `allowed_servers` must name one server that has no documents of its own, and "
            '`direct_messages` must not be "yes".'
        )
    return servers.pop()


def _folder(settings: Settings, number: int, folder: Path) -> UploadFolder:
    """Check the folder for uploads of a server, or of DEFAULT_SERVER. Raises UploadsRefused."""
    own = settings.engines[number]
    below = Path(os.path.relpath(os.path.abspath(folder), os.path.abspath(own.documents))).as_posix()
    if below.split("/")[0] in (".", "..") or _leads_elsewhere(folder, own.documents, below):
        raise UploadsRefused(
            f"The folder for uploads {folder} does not lie in the documents {own.documents}."
        )
    if same_folder(folder, own.index) or lies_in(folder, own.index):
        raise UploadsRefused(f"The folder for uploads {folder} lies in the index {own.index}.")
    parts = below.split("/")
    if any(matches("/".join(parts[: depth + 1]), own.files.exclude) for depth in range(len(parts))):
        raise UploadsRefused(f"The folder for uploads {folder} is excluded from the documents by `exclude`.")
    for other, theirs in settings.engines.items():
        if other != number and _share(own, theirs):
            raise UploadsRefused(
                f"Files uploaded into {folder} would be shown to others too: "
                f"it lies in {whose_folder(other)} documents."
            )
    return UploadFolder(own.documents, below)


def _leads_elsewhere(folder: Path, documents: Path, below: str) -> bool:
    """Whether a link leads from the path of the folder to another place."""
    return Path(os.path.realpath(folder)) != Path(os.path.realpath(documents)) / below


def _share(one: IndexSettings, other: IndexSettings) -> bool:
    """Whether the documents folders of two servers are the same, or one is inside the other."""
    return (
        same_folder(one.documents, other.documents)
        or lies_in(one.documents, other.documents)
        or lies_in(other.documents, one.documents)
    )
