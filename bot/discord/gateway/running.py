"""The bot's life from the token to a clean end, and the check of what Discord grants it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator

import aiohttp
import discord

from bot.discord import sentences
from bot.discord.errors import IntentMissing, TokenRefused, Unreachable
from bot.discord.gateway.client import Munshi, permissions

_log = logging.getLogger(__name__)

FINISHING_SECONDS = 5.0  #: for pending questions at the end
APOLOGY_SECONDS = 1.5  #: for telling those whose question got no answer
CLOSING_SECONDS = 2.0  #: for closing the connection to Discord

_INTENTS_PAGE = "https://discord.com/developers/applications"


async def run(bot: Munshi, token: str) -> bool:
    """Serve until a signal. Returns whether all threads are free. Raises CannotServe and Unreachable."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    running = asyncio.create_task(_start(bot, token))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
    finally:
        stopping.cancel()
        finished = await close(bot)
        running.cancel()
        await asyncio.wait({running}, timeout=1.0)
        if running.done() and not running.cancelled():
            running.exception()  # closing ends it: mark its error as seen
    return finished


async def _start(bot: Munshi, token: str) -> None:
    with _login_errors():
        await bot.start(token)


@contextlib.contextmanager
def _login_errors() -> Iterator[None]:
    """Turn the errors of logging in into sentences that never hold the token."""
    try:
        yield
    except discord.LoginFailure:
        raise TokenRefused("Discord does not accept the token.") from None
    except discord.PrivilegedIntentsRequired:
        raise IntentMissing(
            "The config says message_content = true, but the Message Content intent is off."
        ) from None
    except (aiohttp.ClientError, discord.GatewayNotFound, discord.DiscordServerError, OSError) as error:
        raise Unreachable(f"Discord cannot be reached ({type(error).__name__}).") from None


async def close(bot: Munshi) -> bool:
    """Answer or apologise for every pending question, then leave. Returns whether all threads are free."""
    _log.info("closing")
    bot.service.refuse_questions()
    await bot.answering.wait(FINISHING_SECONDS)
    finished = await bot.service.cancel_questions()
    await bot.answering.wait(APOLOGY_SECONDS)
    bot.stop_maintenance()
    with contextlib.suppress(TimeoutError, Exception):
        async with asyncio.timeout(CLOSING_SECONDS):
            await bot.close()
    bot.service.close()
    return finished


async def check_grants(token: str, *, message_content: bool) -> tuple[str, list[str]]:
    """Ask Discord what the bot may do.

    Returns the invite link, and a sentence for whatever is missing. Raises CannotServe and Unreachable.
    """
    client = discord.Client(intents=discord.Intents.none())
    try:
        with _login_errors():
            await client.login(token)
            application = await client.application_info()
            servers = await client.http.get_guilds(200, with_counts=False)
    finally:
        await client.close()
    missing = []
    flags = application.flags
    if message_content and not (flags.gateway_message_content or flags.gateway_message_content_limited):
        missing.append(
            "The Message Content intent is off: switch it on at "
            f"{_INTENTS_PAGE}/{application.id}/bot, or set message_content = false."
        )
    invite = discord.utils.oauth_url(
        application.id, permissions=permissions(), scopes=("bot", "applications.commands")
    )
    if not servers:
        missing.append("Munshi is in no server yet: open the invite link below.")
    for server in servers:
        lacking = _lacking(int(server.get("permissions", 0)))
        if lacking:
            missing.append(f"In {server['name']} the role lacks {lacking}: open the invite link again.")
    return invite, missing


def _lacking(granted: int) -> str:
    """The permissions that are needed and not granted, in words."""
    has = discord.Permissions(granted)
    if has.administrator:
        return ""
    needed = [name for name, wanted in permissions() if wanted and not getattr(has, name)]
    return ", ".join(sentences.PERMISSIONS[name] for name in needed)
