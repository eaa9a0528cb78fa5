"""`munshi serve` and what belongs to it, as functions of the settings that print and return an exit status.

0: ended as asked. 2: something must be mended by hand first, and starting again won't help. 3: something
is broken that may mend itself, so that a supervisor may start it again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from bot.discord.feedback import as_csv, as_jsonl
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from index.errors import UserError
from index.settings import IndexSettings

_log = logging.getLogger(__name__)

TOKEN_VARIABLE = "DISCORD_TOKEN"


class Settings(Protocol):
    """What of the whole config is needed here."""

    @property
    def index(self) -> IndexSettings: ...
    @property
    def discord(self) -> DiscordSettings: ...
    @property
    def servers(self) -> Mapping[int, IndexSettings]: ...


class TokenMissing(UserError):
    """No token was given."""


def serve(settings: Settings) -> int:
    """Run the bot until SIGTERM or Ctrl-C."""
    from bot.discord.gateway.running import (
        CannotServe,  # discord.py takes a while to load: only where it is needed
    )

    _log_to_stderr()
    try:
        finished = asyncio.run(_serve(settings))
    except (CannotServe, TokenMissing) as error:
        print(error, file=sys.stderr)
        return 2
    except UserError as error:
        print(error, file=sys.stderr)
        return 3
    if not finished:  # a thread still reads, and Python would wait for it
        logging.shutdown()
        os._exit(0)
    return 0


async def _serve(settings: Settings) -> bool:
    from bot.discord.engines import EnginesByServer
    from bot.discord.gateway.client import Munshi
    from bot.discord.gateway.running import run
    from bot.discord.service import open_service

    token = read_token(settings.discord)
    service = open_service(settings.discord, EnginesByServer(settings.index, settings.servers))
    return await run(Munshi(service), token)


def read_token(settings: DiscordSettings) -> str:
    """The bot's token, from the environment or the file that the settings name. Raises TokenMissing."""
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if token:
        return token
    try:
        token = settings.token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token or any(character.isspace() for character in token):
        raise TokenMissing(
            f"There is no token: set {TOKEN_VARIABLE}, or put it alone into the file {settings.token_file}. "
            "You find it on the Bot page of your application at https://discord.com/developers/applications."
        )
    return token


def check(settings: Settings) -> int:
    """Say what is missing for serving, with what mends it, and print the invite link. 0: nothing is."""
    from bot.discord.gateway.running import look

    problems = [problem for problem in (_index_problem(index) for index in _indexes(settings)) if problem]
    invite = ""
    try:
        State.open(settings.discord.state_file).close()
    except UserError as error:
        problems.append(str(error))
    try:
        token = read_token(settings.discord)
        invite, missing = asyncio.run(look(token, message_content=settings.discord.message_content))
        problems += missing
    except UserError as error:
        problems.append(str(error))
    for problem in problems:
        print(f"- {problem}")
    if not problems:
        print("Everything is there: start it with `munshi serve`.")
    if invite:
        print(f"Invite link: {invite}")
    return 2 if problems else 0


def _indexes(settings: Settings) -> list[IndexSettings]:
    every = [settings.index, *settings.servers.values()]
    return list({index.index: index for index in every}.values())


def _index_problem(settings: IndexSettings) -> str | None:
    from bot.discord.engines import open_engine

    try:
        open_engine(settings)
    except UserError as error:
        return str(error)
    return None


def feedback(
    settings: Settings, *, form: str = "csv", server: int | None = None, out: Path | None = None
) -> int:
    """Write the questions voted wrong, of one server or of all, to `out` or stdout."""
    if not settings.discord.state_file.exists():
        print("Nothing was voted yet.", file=sys.stderr)
        return 1
    try:
        state = State.open(settings.discord.state_file)
    except UserError as error:
        print(error, file=sys.stderr)
        return 3
    rows = state.feedback(server)
    state.close()
    text = as_csv(rows) if form == "csv" else as_jsonl(rows)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8", newline="")
    return 0


def _log_to_stderr() -> None:
    """One line an event; discord.py's own below warning are left out."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("discord").setLevel(logging.WARNING)
