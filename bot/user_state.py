"""Settings → the folder for what people said. An index can be thrown away and made again; that cannot."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings, folder_name


def state_folder(settings: Settings) -> Path:
    """The folder for what people said under one config, named by the config's folder. It need not be there.

    On Linux it is below $XDG_STATE_HOME, or else below ~/.local/state.
    """
    import platformdirs  # takes a while to load, and no answer needs it

    return platformdirs.user_state_path("munshi", appauthor=False) / folder_name(settings.folder)
