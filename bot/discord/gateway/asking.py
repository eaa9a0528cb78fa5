"""From something on Discord that asks to an answer sent there: by command, button or form, and by message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

from bot.discord.gateway import delivery
from bot.discord.requests import Asked
from bot.discord.service import Service
from bot.discord.state.records import Place
from index.errors import UserError

if TYPE_CHECKING:
    from bot.discord.gateway.client import Munshi

_THREADED = (discord.ChannelType.text, discord.ChannelType.news)
_QUESTIONS = (discord.MessageType.default, discord.MessageType.reply)


def place_of(interaction: discord.Interaction) -> Place:
    """Where an interaction happens."""
    return Place(interaction.guild_id or 0, interaction.channel_id or 0)


async def answer(
    interaction: discord.Interaction[Munshi],
    question: str,
    *,
    private: bool = False,
    follows: int | None = None,
) -> None:
    """Answer a question that an interaction asks."""
    service, place, channel = interaction.client.service, place_of(interaction), interaction.channel
    asked = Asked(
        question=question,
        place=place,
        person=interaction.user.id,
        allowed_as=getattr(channel, "parent_id", None) or place.channel,
        conversation=_conversation(service, place),
        follows=follows,
        private=private,
        thread=channel is not None
        and channel.type in _THREADED
        and interaction.app_permissions.create_public_threads,
    )
    service.admit(asked)
    await delivery.defer(interaction, private=private)
    with interaction.client.working():
        try:
            reply = await service.ask(asked)
        except UserError as error:
            await delivery.explain(interaction, error)
            return
        sent = await delivery.follow_up(interaction, reply.message, private=private)
    await service.shown_as(reply.number, sent.id)


def _conversation(service: Service, place: Place) -> int | None:
    return place.channel if place.direct or place.channel in service.threads else None


async def answer_message(client: Munshi, message: discord.Message) -> None:
    """Answer a message, where it asks Munshi something."""
    if message.author.bot or message.webhook_id or message.type not in _QUESTIONS:
        return
    replied = _replied_to(client, message)
    place = Place(message.guild.id if message.guild else 0, message.channel.id)
    if not _is_meant(client, message, replied, place):
        return
    asked = Asked(
        question=_without_mention(client, message),
        place=place,
        person=message.author.id,
        allowed_as=getattr(message.channel, "parent_id", None) or place.channel,
        conversation=_conversation(client.service, place),
        follows=replied,
        visible=True,
        thread=_can_open_thread(message),
    )
    try:
        with client.working():
            await _answer_by_reply(client, message, asked)
    except Exception as error:
        await delivery.explain_by_reply(message, error)


async def _answer_by_reply(client: Munshi, message: discord.Message, asked: Asked) -> None:
    try:
        client.service.admit(asked)
        reply = await client.service.ask(asked)
    except UserError as error:
        await delivery.explain_by_reply(message, error)
        return
    sent = await delivery.reply(message, reply.message)
    if sent is not None:
        await client.service.shown_as(reply.number, sent.id)


def _replied_to(client: Munshi, message: discord.Message) -> int | None:
    """The message of ours that this one replies to."""
    reference = message.reference
    if reference is None or not isinstance(reference.resolved, discord.Message):
        return None
    return reference.resolved.id if reference.resolved.author == client.user else None


def _is_meant(client: Munshi, message: discord.Message, replied: int | None, place: Place) -> bool:
    """Whether Munshi is asked: by name, by a reply it can read, in a direct message or in its own thread."""
    if place.direct or client.user in message.mentions or _own_role(message) in message.role_mentions:
        return True
    if not message.content:
        return False  # Discord keeps the words from us: the reply was sent without the mention
    in_own_thread = client.service.settings.message_content and place.channel in client.service.threads
    return replied is not None or (in_own_thread and not message.mentions and message.reference is None)


def _own_role(message: discord.Message) -> discord.Role | None:
    return message.guild.self_role if message.guild else None


def _without_mention(client: Munshi, message: discord.Message) -> str:
    role = _own_role(message)
    mentions = rf"<@!?{client.user.id}>" + (rf"|<@&{role.id}>" if role else "")  # type: ignore[union-attr]
    return re.sub(mentions, " ", message.content).strip()


def _can_open_thread(message: discord.Message) -> bool:
    if message.guild is None or message.guild.me is None or message.channel.type not in _THREADED:
        return False
    return message.channel.permissions_for(message.guild.me).create_public_threads
