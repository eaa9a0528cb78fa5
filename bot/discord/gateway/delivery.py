"""How a Message or an error reaches a person: components, or plain text where Discord refuses them.

Of an error a member reads a sentence of `bot.discord.sentences`, never the words of the engine; these are
logged. A message, channel or server that is gone, a permission that is missing, or an outage of Discord is no
error of ours: it is one line in the log, and a sentence where somebody waits for an answer.
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

# Discord's codes of errors
_UNKNOWN = range(10001, 10100)  # a channel, message, server, interaction and the like that is gone
_AT_THE_LIMIT = range(30001, 31000)  # the most channels, reactions and the like
_CLOSED = {50083, 160005}  # a thread that is archived or locked
_TOO_MANY_THREADS = {160006, 160007}
_FILTERED = {200000, 200001, 240000}  # by what the server's managers set up against spam
_INVALID_FORM = 50035
_INVALID_TOKEN = 50027  # of an interaction that is over
_UNKNOWN_MESSAGE = "unknown message"  # what its text says of a reply to a message that is gone
#: What sending raises where Discord refuses it, the line breaks, or (the last) the session is closed.
UNDELIVERABLE = (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError)
_TYPING_SECONDS = 8.0  # Discord shows it for ten
NOTICE_SECONDS = 20.0  #: for which an error stands that all can read


async def respond(interaction: discord.Interaction, message: Message, *, private: bool) -> None:
    """Answer an interaction that has not been deferred."""
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
    """Answer an interaction that has been deferred."""
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
    """Change what an interaction was answered with."""
    await interaction.edit_original_response(view=views.layout(message))


async def change(sent: discord.Message, message: Message) -> bool:
    """Change an answer that is shown. Returns whether that was possible: it may be gone."""
    try:
        await sent.edit(content=None, view=views.layout(message))
    except UNDELIVERABLE as error:
        _log.info("an answer in channel %d stays as it is: %s", sent.channel.id, error)
        return False
    return True


async def reply(
    question: discord.Message, message: Message, *, seconds: float | None = None
) -> discord.Message | None:
    """Reply to a message; the reply is deleted after `seconds`. None: the message was deleted meanwhile.

    A message of components has no text that a phone's notification could show, and Discord sends that for a
    message as it is first. So the plain text comes first, and is changed into the components at once.
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
    """Send a message that replies to nobody, plain text first as in `reply`. Only the role may be pinged."""
    allowed = discord.AllowedMentions(
        everyone=False, users=False, replied_user=False, roles=[pinged] if pinged else False
    )
    sent = await channel.send(**_plain(message), allowed_mentions=allowed)
    try:
        await sent.edit(content=None, view=views.layout(message), allowed_mentions=allowed)
    except UNDELIVERABLE as error:
        _log.info("a message in channel %d stays plain text: %s", sent.channel.id, error)


def _plain(message: Message) -> dict[str, Any]:
    view = views.plain_view(message)
    return {"content": message.plain, "suppress_embeds": True} | ({"view": view} if view else {})


def _refused_components(error: discord.HTTPException) -> bool:
    return error.status == 400 and not _is_gone(error)


def _is_gone(error: BaseException) -> bool:
    """Whether Discord says that a message, or where it stood, is no longer there, in whatever form."""
    if not isinstance(error, discord.HTTPException):
        return False
    if error.status == 404 or error.code in _UNKNOWN:
        return True
    return error.code == _INVALID_FORM and _UNKNOWN_MESSAGE in error.text.lower()


def _is_refusal(error: BaseException) -> bool:
    """Whether Discord refuses something that is right in itself, because of where or how often it is done."""
    return isinstance(error, discord.HTTPException) and (
        error.code in _AT_THE_LIMIT or error.code in _CLOSED | _TOO_MANY_THREADS | _FILTERED
    )


def _is_outage(error: BaseException) -> bool:
    """Whether Discord fails, is too busy for us, cuts the line, or takes an interaction for over."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code == _INVALID_TOKEN
    return isinstance(error, aiohttp.ClientError | ConnectionError)


@contextlib.asynccontextmanager
async def typing(channel: discord.abc.Messageable) -> AsyncIterator[None]:
    """Show that Munshi is typing. Nothing waits for it, and it may fail."""

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
    """What a member reads of an error."""
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
    """Tell the person who pressed or typed, privately, what went wrong."""
    message = explanation(error)
    try:
        if not interaction.response.is_done():
            await respond(interaction, message, private=True)
            return
        if interaction.extras.get("deferred") != "public" or interaction.extras.get("shown"):
            await follow_up(interaction, message, private=True)
            return
        # The first message after a public deferral is public: send an empty one, and delete it again.
        await update(interaction, notice("…"))
        await follow_up(interaction, message, private=True)
        await interaction.delete_original_response()
    except UNDELIVERABLE as failed:
        _log.info("could not say what went wrong: %s", failed)


async def explain_by_reply(question: discord.Message, error: BaseException) -> None:
    """Tell by a reply what went wrong. All can read it, so it is deleted after `NOTICE_SECONDS`."""
    message = explanation(error)
    if _is_gone(error):
        return
    try:
        try:
            await reply(question, message, seconds=NOTICE_SECONDS)
        except discord.Forbidden:  # replying takes a permission more than writing does
            await question.channel.send(**_plain(message), delete_after=NOTICE_SECONDS)
    except UNDELIVERABLE as failed:
        _log.info("could not say what went wrong: %s", failed)


async def defer(interaction: discord.Interaction, *, private: bool) -> None:
    """Acknowledge an interaction; its answer will be for everyone, or only for the person."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    interaction.extras["deferred"] = "private" if private else "public"
