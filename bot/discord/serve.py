"""Serve on Discord, or check what is missing for that."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot.config import Settings, once_each
from bot.discord.catalogue import load as load_language
from bot.discord.indexes.separation import check_separation
from bot.discord.sentences import speaking
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.lock import sole_process
from bot.discord.uploads.rules import upload_folders
from bot.errors import TokenExposed, TokenMalformed, TokenMissing
from bot.keys_apart import check_keys_apart
from bot.writer import open_writer
from index.errors import MUST_BE_BUILT, IndexDamaged, UserError
from index.key_file import is_one_word, read_secret
from index.settings import IndexSettings

_log = logging.getLogger(__name__)

_TOKEN_VARIABLE = "DISCORD_TOKEN"


def serve(settings: Settings, state_file: Path) -> None:
    """Run the bot until SIGTERM or Ctrl-C, then end the process. `state_file` keeps its records.

    Raises CannotServe if somebody must correct something first, and other UserErrors if starting again may
    help.
    """
    with _noting_sigterm() as stop:
        _serve_until_stopped(settings, state_file, stop)


@contextlib.contextmanager
def _noting_sigterm() -> Iterator[threading.Event]:
    """Set an event on SIGTERM. Loading takes a second or two before the event loop handles signals."""
    stop = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


def _serve_until_stopped(settings: Settings, state_file: Path, stop: threading.Event) -> None:
    _log_to_stderr()
    check_separation(settings)
    check_keys_apart(settings)
    language = load_language(settings.discord.language, settings.folder)
    for warning in language.faults:
        _log.warning("%s", warning)
    with speaking(language), sole_process(state_file):
        asyncio.run(_serve(settings, state_file, stop))


async def _serve(settings: Settings, state_file: Path, stop: threading.Event) -> NoReturn:
    """Serve until SIGTERM, Ctrl-C or `stop`, then end the process."""
    from bot.discord.gateway.client import Munshi  # discord.py is slow to load
    from bot.discord.gateway.running import run
    from bot.discord.indexes.engines import EnginesByServer
    from bot.discord.service import Service

    token = read_token(settings.discord)
    engines = EnginesByServer(settings.engine, settings.servers)
    writer = open_writer(settings.engine.llm)
    if writer is not None:
        writer.load()  # takes seconds, which would count towards the deadline of the first answers
    uploads = upload_folders(settings)
    service = Service(settings.discord, engines, State.open(state_file), settings.links_of, uploads, writer)
    bot = Munshi(service, message_content=settings.discord.message_content)
    await run(bot, token, stopped=stop.is_set)
    # A thread may still work, or hang with its drive or server, and asyncio and Python would wait for it. To
    # kill one is safe: the state file is closed, and a build that is killed leaves the old index.
    logging.shutdown()
    os._exit(0)


def read_token(settings: DiscordSettings) -> str:
    """Return the token of the bot, from the environment or from the file that the settings name.

    Raises TokenMissing, TokenMalformed, and TokenExposed if others on this machine can read the file.
    """
    token, source = os.environ.get(_TOKEN_VARIABLE, "").strip(), _TOKEN_VARIABLE
    if not token:
        token, source = _token_in(settings.token_file), f"the file {settings.token_file}"
    if not token:
        lacks = "contains none" if settings.token_file.exists() else "does not exist"
        raise TokenMissing(
            f"There is no token: {_TOKEN_VARIABLE} is not set, and the file {settings.token_file} {lacks}."
        )
    if not is_one_word(token):
        raise TokenMalformed(f"The token from {source} cannot be right: it has a space or an odd character.")
    return token


def _token_in(file: Path) -> str:
    """Return the token in a file, or "" if the file cannot be read. Raises TokenExposed."""
    try:
        token, exposed = read_secret(file)
    except OSError:
        return ""
    if exposed:
        raise TokenExposed(f"Others on this machine can read the token's file {file}.")
    return token


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is missing for serving. If `errors` and `missing` are empty, nothing is."""

    errors: tuple[UserError, ...]  #: of the indexes, the state file, the language model and the token
    missing: tuple[str, ...]  #: on Discord's side, as sentences with what to do about it
    warnings: tuple[str, ...]  #: on indexes to be built, who may ask, and unused parts of a translation
    invite: str  #: the invite link; empty if Munshi could not log in to Discord


def check(settings: Settings, state_file: Path) -> Readiness:
    """Check all that serving needs: indexes, state file, language model, token, and what Discord grants."""
    from bot.discord.gateway.grants import Grants, ask_for_grants

    errors: list[UserError] = []
    grants = Grants("", (), ())
    warnings: list[str] = []
    checks: list[Callable[[], object]] = [
        *(partial(_check_index, index, warnings) for index in once_each(settings.engines.values())),
        lambda: check_separation(settings),
        lambda: check_keys_apart(settings),
        lambda: upload_folders(settings),
        lambda: warnings.extend(load_language(settings.discord.language, settings.folder).faults),
        lambda: State.open(state_file).close(),
        lambda: open_writer(settings.engine.llm),
    ]
    for run_check in checks:
        try:
            run_check()
        except UserError as error:
            errors.append(error)
    try:
        token = read_token(settings.discord)
        grants = asyncio.run(ask_for_grants(token, settings.discord))
    except UserError as error:
        errors.append(error)
    return Readiness(tuple(errors), grants.missing, (*warnings, *grants.warnings), grants.invite)


def _check_index(settings: IndexSettings, warnings: list[str]) -> None:
    """Open an index. If serving will build it first, add a warning; raises any other UserError."""
    from bot.discord.indexes.engines import open_engine
    from index.store.changes import scan_documents

    try:
        open_engine(settings)
    except MUST_BE_BUILT as error:
        is_damaged_server = settings.store.kind != "folder" and isinstance(error, IndexDamaged)
        if settings.store.is_read_only or is_damaged_server or not scan_documents(settings).files:
            raise
        warnings.append(f"{error} It is built when serving starts; until then nothing is answered from it.")


def _log_to_stderr() -> None:
    """Log one line for each event; of libraries, only warnings and errors."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for library in ("discord", "watchfiles", "httpx"):
        logging.getLogger(library).setLevel(logging.WARNING)
