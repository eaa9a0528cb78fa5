"""How a Message reaches a person, and the one handler of errors: a sentence for people, a trace in the log.

Sends components, and plain text where Discord refuses them. A message, channel or server that is gone, or a
permission that is missing, is one line in the log.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.discord.gateway import views
from bot.discord.messages import RED, Message, failure, sentence
from bot.discord.requests import UserErrorWithChannels
from index.errors import UserError

_log = logging.getLogger(__name__)

_INVALID_FORM = 50035
_UNKNOWN_MESSAGE_REFERENCE = "Unknown message"
NOTICE_SECONDS = 20.0  #: for which a notice stands that nobody but one person should see


async def respond(interaction: discord.Interaction, message: Message, *, private: bool = False) -> None:
    """Answer an interaction that has not been deferred."""
    send = interaction.response.send_message
    try:
        await send(view=views.layout(message), ephemeral=private)
    except discord.HTTPException as error:
        if not _refused_components(error):
            raise
        await send(**_plain(message), ephemeral=private)


async def follow_up(
    interaction: discord.Interaction, message: Message, *, private: bool = False
) -> discord.WebhookMessage:
    """Answer an interaction that has been deferred."""
    send = interaction.followup.send
    try:
        return await send(view=views.layout(message), ephemeral=private, wait=True)
    except discord.HTTPException as error:
        if not _refused_components(error):
            raise
        return await send(**_plain(message), ephemeral=private, wait=True)


async def update(interaction: discord.Interaction, message: Message) -> None:
    """Change what an interaction was answered with."""
    await interaction.edit_original_response(view=views.layout(message))


async def reply(
    asked: discord.Message, message: Message, *, seconds: float | None = None
) -> discord.Message | None:
    """Answer a message by a reply, which goes away after `seconds`; None where it was deleted meanwhile."""
    more: dict[str, Any] = {"mention_author": False}
    if seconds is not None:
        more["delete_after"] = seconds
    try:
        try:
            return await asked.reply(view=views.layout(message), **more)
        except discord.HTTPException as error:
            if not _refused_components(error):
                raise
            return await asked.reply(**_plain(message), **more)
    except discord.HTTPException as error:
        if not (isinstance(error, discord.NotFound) or _lost_question(error)):
            raise
        _log.info("the question of channel %d was deleted before its answer", asked.channel.id)
        return None


def _plain(message: Message) -> dict[str, Any]:
    view = views.plain_view(message)
    return {"content": message.plain, "suppress_embeds": True} | ({"view": view} if view else {})


def _refused_components(error: discord.HTTPException) -> bool:
    return error.status == 400 and not _lost_question(error)


def _lost_question(error: discord.HTTPException) -> bool:
    return error.code == _INVALID_FORM and _UNKNOWN_MESSAGE_REFERENCE in error.text


def wording(error: BaseException) -> Message | None:
    """What to tell a person of an error; None where there is nobody or nothing left to tell."""
    error = getattr(error, "original", error)
    if isinstance(error, UserErrorWithChannels):
        return sentence(str(error), colour=RED)
    if isinstance(error, UserError):
        return failure(str(error))
    if isinstance(error, app_commands.MissingPermissions):
        return failure("That needs the permission to manage the server.")
    if isinstance(error, app_commands.CheckFailure | app_commands.CommandNotFound):
        return failure("That can't be done here.")
    if isinstance(error, discord.NotFound | discord.Forbidden):
        _log.info("could not answer: %s", error)
        return None
    reference = secrets.token_hex(2)
    _log.error("reference %s", reference, exc_info=error)
    return failure(f"That went wrong, reference {reference}. Whoever runs me finds it in the log under it.")


async def explain(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person who pressed or typed, privately, what went wrong."""
    message = wording(error)
    if message is None:
        return
    try:
        if not interaction.response.is_done():
            await respond(interaction, message, private=True)
            return
        if interaction.extras.get("deferred") != "public":
            await follow_up(interaction, message, private=True)
            return
        # The first message after a public deferral is public: it is spent first, and removed again.
        await update(interaction, sentence("…"))
        await follow_up(interaction, message, private=True)
        await interaction.delete_original_response()
    except (discord.HTTPException, OSError) as failed:
        _log.info("could not say what went wrong: %s", failed)


async def explain_by_reply(asked: discord.Message, error: BaseException) -> None:
    """The same where all can read it: the notice goes away by itself."""
    message = wording(error)
    if message is None:
        return
    try:
        await reply(asked, message, seconds=NOTICE_SECONDS)
    except (discord.HTTPException, OSError) as failed:
        _log.info("could not say what went wrong: %s", failed)


async def defer(interaction: discord.Interaction, *, private: bool) -> None:
    """Acknowledge at once; what follows is for everyone or for one."""
    await interaction.response.defer(ephemeral=private, thinking=True)
    interaction.extras["deferred"] = "private" if private else "public"
