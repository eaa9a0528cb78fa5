"""Send a Message or an error to a person: as components, or as plain text if Discord refuses them.

For an error, members read a sentence of `bot.discord.sentences`, never the words of the engine, which are
logged. A message, channel or server that is gone, a missing permission, and an outage of Discord are not
bugs: each is one line in the log, and a sentence for a person who waits for an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord.errors import MemberError
from bot.discord.gateway import views
from bot.discord.messages.message import Message, failure, notice
from bot.discord.sentences import question_failed, say
from index.errors import UserError

_log = logging.getLogger(__name__)

# Discord's error codes
_UNKNOWN = range(10001, 10100)  # a channel, message, server, interaction, … does not exist
_AT_THE_LIMIT = range(30001, 31000)  # a maximum of channels, reactions, … is reached
_CLOSED = {50083, 160005}  # a thread that is archived or locked
_TOO_MANY_THREADS = {160006, 160007}
_FILTERED = {200000, 200001, 240000}  # by the server's filters against spam
_INVALID_FORM = 50035
_INVALID_TOKEN = 50027  # the interaction is over
_UNKNOWN_MESSAGE = "unknown message"  # in the text of _INVALID_FORM for a reply to a message that is gone
#: Errors of sending: Discord refuses it, the connection breaks, or (the last one) the session is closed.
UNDELIVERABLE = (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError)
_TYPING_SECONDS = 8.0  # Discord shows it for ten
NOTICE_SECONDS = 20.0  #: after which an error message that everybody can read is deleted


async def _respond(interaction: discord.Interaction, message: Message, *, private: bool) -> None:
    """Answer an interaction that was not deferred."""
    send = interaction.response.send_message
    try:
        await send(view=views.layout(message), ephemeral=private)
    except discord.HTTPException as error:
        if not _refused_components(error):
            raise
        await send(**_plain(message), ephemeral=private)


async def follow_up(
    interaction: discord.Interaction, message: Message, *, private: bool
) -> discord.WebhookMessage:
    """Answer an interaction that was deferred."""
    send = interaction.followup.send
    try:
        sent = await send(view=views.layout(message), ephemeral=private, wait=True)
    except discord.HTTPException as error:
        if not _refused_components(error):
            raise
        sent = await send(**_plain(message), ephemeral=private, wait=True)
    interaction.extras["shown"] = True
    return sent


async def update(interaction: discord.Interaction, message: Message) -> None:
    """Change the message with which an interaction was answered."""
    await interaction.edit_original_response(view=views.layout(message))


async def change(sent: discord.Message, message: Message) -> bool:
    """Change an answer that is shown. Returns whether that worked: the message may be gone."""
    try:
        await sent.edit(content=None, view=views.layout(message))
    except UNDELIVERABLE as error:
        _log.info("an answer in channel %d stays as it is: %s", sent.channel.id, error)
        return False
    return True


async def reply(
    question: discord.Message, message: Message, *, seconds: float | None = None
) -> discord.Message | None:
    """Reply to a message; the reply is deleted after `seconds`. Returns None if the message is gone.

    A message of components has no text for the notification on a phone, and Discord sends notifications for
    the first form of a message. So plain text is sent first, and changed into components at once.
    """
    more: dict[str, Any] = {"mention_author": False}
    if seconds is not None:
        more["delete_after"] = seconds
    try:
        sent = await question.reply(**_plain(message), **more)
    except discord.HTTPException as error:
        if not _is_gone(error):
            raise
        _log.info("the question of channel %d was deleted before its answer", question.channel.id)
        return None
    try:
        return await sent.edit(content=None, view=views.layout(message))
    except UNDELIVERABLE as error:
        _log.info("an answer in channel %d stays plain text: %s", question.channel.id, error)
        return sent


async def post(
    channel: discord.abc.Messageable, message: Message, *, pinged: discord.Role | None = None
) -> None:
    """Send a message that is not a reply, plain text first as in `reply`. Only `pinged` can be pinged."""
    allowed = discord.AllowedMentions(
        everyone=False, users=False, replied_user=False, roles=[pinged] if pinged else False
    )
    sent = await channel.send(**_plain(message), allowed_mentions=allowed)
    try:
        await sent.edit(content=None, view=views.layout(message), allowed_mentions=allowed)
    except UNDELIVERABLE as error:
        _log.info("a message in channel %d stays plain text: %s", sent.channel.id, error)


def _plain(message: Message) -> dict[str, Any]:
    """Return the arguments for sending a Message as plain text, with its buttons."""
    view = views.plain_view(message)
    return {"content": message.plain, "suppress_embeds": True} | ({"view": view} if view else {})


def _refused_components(error: discord.HTTPException) -> bool:
    """Whether Discord refuses the components of a message, so that plain text may work."""
    return error.status == 400 and not _is_gone(error)


def _is_gone(error: BaseException) -> bool:
    """Whether Discord says, in any of its ways, that a message or its channel is no longer there."""
    if not isinstance(error, discord.HTTPException):
        return False
    if error.status == 404 or error.code in _UNKNOWN:
        return True
    return error.code == _INVALID_FORM and _UNKNOWN_MESSAGE in error.text.lower()


def _is_refusal(error: BaseException) -> bool:
    """Whether Discord refuses a valid request, because of its place, a limit, or a filter of the server."""
    return isinstance(error, discord.HTTPException) and (
        error.code in _AT_THE_LIMIT or error.code in _CLOSED | _TOO_MANY_THREADS | _FILTERED
    )


def _is_outage(error: BaseException) -> bool:
    """Whether Discord fails, limits our requests, drops the connection, or has ended an interaction."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code == _INVALID_TOKEN
    return isinstance(error, aiohttp.ClientError | ConnectionError)


@contextlib.asynccontextmanager
async def typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that Munshi is typing. Nothing waits for this, and it may fail."""

    async def show() -> None:
        with contextlib.suppress(*UNDELIVERABLE):
            while True:
                await channel.typing()
                await asyncio.sleep(_TYPING_SECONDS)

    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        showing.cancel()


def explanation(error: BaseException) -> Message:
    """Return what a member reads about an error, and log it unless the sentence says all."""
    error = getattr(error, "original", error)
    if isinstance(error, MemberError):
        return failure(str(error))
    if isinstance(error, UserError):
        _log.warning("%s: %s", type(error).__name__, error)
        return failure(question_failed(error))
    if isinstance(error, app_commands.MissingPermissions):
        return failure(say("managers_only"))
    if isinstance(error, app_commands.CheckFailure | app_commands.CommandNotFound):
        return failure(say("not_possible_here"))
    if _is_gone(error):
        _log.info("could not answer: %s", error)
        return failure(say("gone"))
    if _is_refusal(error):
        _log.info("could not answer: %s", error)
        return failure(say("discord_refused"))
    if isinstance(error, discord.Forbidden):
        _log.info("could not answer: %s", error)
        return failure(say("lacking_a_permission"))
    if _is_outage(error):
        _log.warning("could not answer: Discord fails: %s", error)
        return failure(say("discord_failed"))
    if isinstance(error, sqlite3.Error):
        _log.warning("the state file could not be used: %s", error)
        return failure(say("cannot_remember"))
    reference = secrets.token_hex(2)
    _log.error("reference %s", reference, exc_info=error)
    return failure(say("failed", reference=reference))


async def explain(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person who used a button or command, privately, what went wrong."""
    message = explanation(error)
    try:
        if not interaction.response.is_done():
            await _respond(interaction, message, private=True)
            return
        if interaction.extras.get("deferred") != "public" or interaction.extras.get("shown"):
            await follow_up(interaction, message, private=True)
            return
        # The first message after a public deferral is public: show a placeholder, and delete it again.
        await update(interaction, notice("…"))
        await follow_up(interaction, message, private=True)
        await interaction.delete_original_response()
    except UNDELIVERABLE as failed:
        _log.info("could not say what went wrong: %s", failed)


async def explain_by_reply(question: discord.Message, error: BaseException) -> None:
    """Tell by a reply what went wrong. Everybody can read it, so it is deleted after `NOTICE_SECONDS`."""
    message = explanation(error)
    if _is_gone(error):
        return
    try:
        try:
            await reply(question, message, seconds=NOTICE_SECONDS)
        except discord.Forbidden:  # replying needs one more permission than writing
            await question.channel.send(**_plain(message), delete_after=NOTICE_SECONDS)
    except UNDELIVERABLE as failed:
        _log.info("could not say what went wrong: %s", failed)


async def defer(interaction: discord.Interaction, *, private: bool) -> None:
    """Acknowledge an interaction. Its answer will be visible to everyone; `private`: only to the person."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    interaction.extras["deferred"] = "private" if private else "public"
