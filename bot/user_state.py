"""Settings → the folder for what people typed, which unlike an index cannot be made again."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings, folder_name


def state_folder(settings: Settings) -> Path:
    """Return the folder for what people typed under one config. It may not exist yet.

    Its name comes from the folder of the config. On Linux it is below $XDG_STATE_HOME, or below
    ~/.local/state if that is not set.
    """
    import platformdirs  # slow to load, and no answer needs it

    return platformdirs.user_state_path("munshi", appauthor=False) / folder_name(settings.folder)
