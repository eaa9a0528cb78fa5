"""The button that passes a question on to a human, and pings the role that managers chose."""

from __future__ import annotations

import discord

from bot.discord.errors import MemberError
from bot.discord.gateway import delivery
from bot.discord.gateway.permissions import needed_to_write, require
from bot.discord.gateway.questions import location_in, press_of
from bot.discord.messages.humans import human_message
from bot.discord.messages.message import Message, notice
from bot.discord.questions.conversations import AnswerForgotten
from bot.discord.sentences import mention, say
from bot.discord.service import Service
from bot.discord.state.records import Helpers


async def call_human(interaction: discord.Interaction, service: Service, answer_id: int) -> Message:
    """Pass a question on, once, and return the reply to the person who pressed the button.

    Only its asker can pass on a private question; the reply says who will see it. Raises AnswerForgotten,
    TooSoon and MemberError, and discord.HTTPException if the question could not be sent.
    """
    press, server = press_of(interaction), interaction.guild
    helpers = service.humans.of(press.location.server)
    if server is None or helpers is None:
        raise MemberError(say("no_humans"))
    record = await service.conversations.answer_record(answer_id, press)
    if record.withdrawn and record.person != press.person:  # the message of the question was deleted
        raise AnswerForgotten(say("answer_forgotten"))
    channel = _destination(interaction, server, helpers)
    role = server.get_role(helpers.role) if helpers.role else None
    if role is None and helpers.channel is None:
        raise MemberError(say("no_humans"))  # the role was deleted
    closest = await service.documents.closest(record, press, location_in(server, channel))
    links = service.documents.links(server.id)
    message = human_message(record, closest, role=role.id if role else None, caller=press.person, links=links)
    if not await service.humans.claim(record.id, server.id, press.person):
        raise MemberError(say("human_called_before"))
    try:
        await delivery.post(channel, message, pinged=role)
    except BaseException:
        await service.humans.release(record.id, server.id, press.person)
        raise
    key = "human_called_privately" if record.private else "human_called"
    return notice(say(key, channel=mention(channel.id)))


def _destination(
    interaction: discord.Interaction, server: discord.Guild, helpers: Helpers
) -> discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel:
    """Return the channel that managers chose, or the question's. Raises MemberError if it is unusable."""
    channel = server.get_channel(helpers.channel) if helpers.channel else interaction.channel
    if not isinstance(
        channel, discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
    ):
        raise MemberError(say("no_humans"))
    require(channel.permissions_for(server.me), needed_to_write(channel))
    return channel
