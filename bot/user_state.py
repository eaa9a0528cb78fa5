"""Settings → the folder for what people typed, which unlike an index cannot be made again."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings, folder_name
from bot.errors import StateFolderUnknown


def state_folder(settings: Settings) -> Path:
    """Return the folder for what people typed under one config. It may not exist yet.

    Its name comes from the folder of the config. On Linux it is below $XDG_STATE_HOME, or below
    ~/.local/state if that is not set. Raises StateFolderUnknown.
    """
    import platformdirs  # slow to load, and no answer needs it

    try:
        folder = platformdirs.user_state_path("munshi", appauthor=False)
    except RuntimeError as error:  # neither $HOME nor an entry in the list of users
        raise StateFolderUnknown(
            "This user has no home folder, in which Munshi would keep its state."
        ) from error
    return folder / folder_name(settings.folder)
