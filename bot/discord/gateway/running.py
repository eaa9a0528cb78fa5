"""Run the bot from login to a clean end, and turn Discord's refusals into errors."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Iterator

import aiohttp
import discord

from bot.discord.gateway.client import Munshi
from bot.errors import CommandsRefused, ConnectionRefused, IntentMissing, TokenRefused, Unreachable
from index.errors import UserError

_log = logging.getLogger(__name__)

FINISHING_SECONDS = 5.0  #: to finish pending questions at the end
APOLOGY_SECONDS = 1.5  #: to apologise for questions without an answer
UNDOING_SECONDS = 1.0  #: to undo an upload that is not read yet
CLOSING_SECONDS = 2.0  #: to close the connection to Discord


async def run(bot: Munshi, token: str, *, stopped: Callable[[], bool] = lambda: False) -> None:
    """Serve until SIGTERM or SIGINT. `stopped` says whether such a signal came before the call.

    Raises CannotServe, Unreachable, StateReplaced and StateUnavailable.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    if stopped():
        await close(bot)
        return
    running = asyncio.create_task(_start(bot, token))
    keeping = asyncio.create_task(bot.service.keep_state_file())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, keeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (running, keeping):
            if task.done():
                task.result()
    finally:
        keeping.cancel()
        stopping.cancel()
        await close(bot)
        running.cancel()
        await asyncio.wait({running}, timeout=1.0)
        if running.done() and not running.cancelled():
            running.exception()  # caused by closing: retrieve it, so that asyncio does not log it


async def _start(bot: Munshi, token: str) -> None:
    with login_errors():
        await bot.start(token)


@contextlib.contextmanager
def login_errors() -> Iterator[None]:
    """Turn errors of the connection into CannotServe or Unreachable, which never contain the token."""
    try:
        yield
    except discord.DiscordException as error:
        raise _refusal(error) from None
    except (aiohttp.ClientError, OSError) as error:
        raise Unreachable(f"Discord cannot be reached ({type(error).__name__}).") from None


def _refusal(error: discord.DiscordException) -> UserError:
    """Turn an error of discord.py into an error for the person who runs the bot. A bug is raised again."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004) | discord.HTTPException(status=401):
            return TokenRefused("Discord does not accept the token.")
        case discord.PrivilegedIntentsRequired() | discord.ConnectionClosed(code=4013 | 4014):
            return IntentMissing(
                "The config says message_content or listening = true, but the Message Content intent is off."
            )
        case discord.ConnectionClosed(code=code):
            return ConnectionRefused(f"Discord closed the connection for good (code {code}).")
        case discord.GatewayNotFound() | discord.DiscordServerError() | discord.HTTPException(status=429):
            return Unreachable(f"Discord cannot be reached ({type(error).__name__}).")
        case discord.HTTPException(status=status, code=code):
            return CommandsRefused(f"Discord refuses the bot's commands (status {status}, code {code}).")
    raise error


async def close(bot: Munshi) -> None:
    """Answer or apologise for every pending question, then leave."""
    _log.info("closing")
    bot.service.refuse_questions()
    await bot.answering.wait(FINISHING_SECONDS)
    await bot.service.cancel_questions()
    await bot.answering.wait(APOLOGY_SECONDS)
    await bot.answering.cancel(UNDOING_SECONDS)
    bot.stop_maintenance()
    with contextlib.suppress(TimeoutError, Exception):
        async with asyncio.timeout(CLOSING_SECONDS):
            await bot.close()
    bot.service.close()
