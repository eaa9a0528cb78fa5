"""`munshi serve` as a process of its own, talking to the Discord of `tests.bot.discord.wire`.

Usage: python -m tests.bot.discord.wire_serve ADDRESS CONFIG
"""

from __future__ import annotations

import sys

import discord.http

from bot.terminal.cli import main

if __name__ == "__main__":
    address, config = sys.argv[1:]
    discord.http.Route.BASE = f"{address}/api/v10"
    sys.exit(main(["serve", "--config", config]))
