"""Does an index fit the settings? It does when it was made with what they ask for."""

from __future__ import annotations

from index.errors import IndexMismatch
from index.models.encoder import identify
from index.settings import IndexSettings
from index.store.generation import FORMAT, BuildSettings, Manifest


def recipe(settings: IndexSettings) -> BuildSettings:
    """What an index must be made with to fit `settings`."""
    return BuildSettings(
        FORMAT, identify(settings.encoder), settings.passages.tokens, settings.passages.overlap
    )


def check_fit(manifest: Manifest, settings: IndexSettings) -> None:
    """Raise IndexMismatch when the index was made with another encoder, passage size or format."""
    if manifest.recipe != recipe(settings):
        raise IndexMismatch(
            f"The index in {settings.index} was made with other settings (encoder, passage size or format): "
            "run `munshi index`, which rebuilds it."
        )
