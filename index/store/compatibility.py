"""Whether an index can be used with the settings: it must be of their folder and their parameters."""

from __future__ import annotations

import os

from index.errors import IndexMismatch
from index.models.encoder import identify
from index.settings import IndexSettings
from index.store.manifest import BuildParameters, Manifest


def build_parameters(settings: IndexSettings) -> BuildParameters:
    """The parameters that an index of these settings is built with."""
    return BuildParameters(identify(settings.encoder), settings.passages.tokens, settings.passages.overlap)


def check_compatible(manifest: Manifest, settings: IndexSettings) -> None:
    """Raise IndexMismatch when the index was built with another encoder or passage size."""
    if manifest.built_with != build_parameters(settings):
        raise IndexMismatch(
            f"The index in {settings.location} was made with other settings (encoder or passage size)."
        )


def check_folder(manifest: Manifest, settings: IndexSettings) -> None:
    """Raise IndexMismatch when the index was built from another documents folder."""
    if folder := moved_folder(manifest, settings):
        raise IndexMismatch(f"The index in {settings.location} was built from another folder, {folder}.")


def moved_folder(manifest: Manifest | None, settings: IndexSettings) -> str:
    """The documents folder that an index was built from, where it is not that of the settings; else empty.

    What a server holds may be of another machine, where that folder has another path: it counts as the same.
    """
    if manifest is None or settings.store.kind != "folder":
        return ""
    # As bytes, since a path that was read in another locale need not be one of this process.
    before, now = manifest.folder.encode(), os.fsencode(settings.documents)
    same = os.path.realpath(before) == os.path.realpath(now)
    return "" if same else manifest.folder
