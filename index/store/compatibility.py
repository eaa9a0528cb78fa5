"""Whether an index fits the settings: their documents folder, and the parameters that it is built with."""

from __future__ import annotations

import os

from index.errors import IndexMismatch
from index.models.encoder import encoder_identifier
from index.settings import IndexSettings
from index.store.manifest import BuildParameters, Manifest


def build_parameters(settings: IndexSettings) -> BuildParameters:
    """The parameters with which a build with these settings makes an index."""
    return BuildParameters(
        encoder_identifier(settings.encoder), settings.passages.tokens, settings.passages.overlap
    )


def check_compatible(manifest: Manifest, settings: IndexSettings) -> None:
    """Raise IndexMismatch if the index was built with another encoder, passage size or overlap."""
    before, now = manifest.built_with, build_parameters(settings)
    if before != now:
        raise IndexMismatch(
            f"The index in {settings.location} was made with other settings: {_differences(before, now)}."
        )


def _differences(before: BuildParameters, now: BuildParameters) -> str:
    """The parameters that differ, each with both values."""
    pairs = (
        ("the encoder", before.encoder, now.encoder),
        ("`passages.tokens`", before.passage_tokens, now.passage_tokens),
        ("`passages.overlap`", before.passage_overlap, now.passage_overlap),
    )
    return ", ".join(f"{name} was {old}, not {new}" for name, old, new in pairs if old != new)


def check_folder(manifest: Manifest, settings: IndexSettings) -> None:
    """Raise IndexMismatch if the index was built from another documents folder."""
    if folder := moved_folder(manifest, settings):
        raise IndexMismatch(f"The index in {settings.location} was built from another folder, {folder}.")


def moved_folder(manifest: Manifest | None, settings: IndexSettings) -> str:
    """The documents folder that an index was built from, if it is not that of the settings; otherwise empty.

    Always empty for an index on a server: another machine may have built it, where the same folder has
    another path.
    """
    if manifest is None or settings.store.kind != "folder":
        return ""
    # Compared as bytes, since this process may be unable to encode a path that was read in another locale.
    before, now = manifest.folder.encode(), os.fsencode(settings.documents)
    # The same path needs no look at the drive, which may not respond.
    same = before == os.path.abspath(now) or os.path.realpath(before) == os.path.realpath(now)
    return "" if same else manifest.folder
