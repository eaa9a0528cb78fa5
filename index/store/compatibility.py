"""Whether an index can be used with the settings: it must have been built with the same parameters."""

from __future__ import annotations

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
