"""`munshi serve` as a process of its own, talking to the Discord of `tests.bot.discord.wire`.

Usage: python -m tests.bot.discord.wire_serve ADDRESS DOCUMENTS INDEX STATE
"""

from __future__ import annotations

import sys
from pathlib import Path

import discord.http

from bot.config import Settings
from bot.discord.serve import serve
from bot.discord.settings import DiscordSettings
from index.settings import IndexSettings

if __name__ == "__main__":
    address, documents, index, state = sys.argv[1:]
    discord.http.Route.BASE = f"{address}/api/v10"
    settings = Settings(
        index=IndexSettings(documents=Path(documents), index=Path(index), threads=1),
        discord=DiscordSettings(
            state_file=Path(state), token_file=Path(state).parent / "token", person_cooldown=0.0
        ),
    )
    sys.exit(serve(settings))
