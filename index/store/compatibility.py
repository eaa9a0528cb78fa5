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
    if not is_of_folder(manifest, settings):
        raise IndexMismatch(
            f"The index in {settings.location} was built from another folder, {manifest.folder}."
        )


def is_of_folder(manifest: Manifest, settings: IndexSettings) -> bool:
    """Whether an index was built from the documents folder of the settings.

    What a server holds may be of another machine, where that folder has another path: it counts as such.
    """
    same = os.path.realpath(manifest.folder) == os.path.realpath(settings.documents)
    return same or settings.store.kind != "folder"
