"""Every Monday, post the questions without a right answer in the channels that managers chose."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial

import discord

from bot.discord.gateway import delivery
from bot.discord.management.administration import DAY, Administration
from bot.discord.messages.unanswered import unanswered_message

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 600.0  # between two checks for a digest that is due
_WEEK = 7 * DAY
_LONGEST = 90 * DAY  # the longest time that a digest goes back


async def send_digests(client: discord.Client, administration: Administration) -> None:
    """Send each digest that is due, until cancelled."""
    await client.wait_until_ready()
    while True:
        try:
            await send_due(client, administration, time.time())
        except Exception:  # after any error the next digests are sent
            _log.exception("in the digests")
        await asyncio.sleep(_CHECK_SECONDS)


async def send_due(client: discord.Client, administration: Administration, now: float) -> None:
    """Send the digests that are due at a time, unless they would be empty.

    Each goes back to the digest before it, but at least a week and at most 90 days. A digest that Discord
    does not accept is due again, unless Munshi may not write in the channel or the channel is gone.
    """
    for server, number, sent in await administration.due_digests(now):
        channel = client.get_channel(number)
        if not isinstance(channel, discord.TextChannel) or channel.guild.id != server:
            continue
        if not await administration.note_digest(server, number, now):  # first, so that none is sent twice
            continue
        since = now - min(max(now - sent, _WEEK), _LONGEST)
        gaps = await administration.unanswered(server, since, number, partial(_may_read, channel))
        if gaps:
            try:
                await delivery.post(channel, unanswered_message(gaps, round((now - since) / DAY)))
            except delivery.UNDELIVERABLE as error:
                _log.warning("the digest of server %d could not be sent: %s", server, error)
                if not isinstance(error, discord.Forbidden | discord.NotFound):
                    await administration.note_digest(server, number, sent)


async def _may_read(channel: discord.TextChannel, number: int) -> bool:
    """Whether everybody who can read `channel` can also read the channel or thread with the id `number`."""
    other = channel.guild.get_channel_or_thread(number)
    try:
        other = other or await channel.guild.fetch_channel(number)  # an archived thread is not in memory
    except (discord.DiscordException, *delivery.UNDELIVERABLE):
        return False
    if isinstance(other, discord.Thread):
        if other.is_private() or other.parent is None:
            return False
        other = other.parent
    if other == channel:
        return True
    return _all_are_let_in(channel, other)


def _all_are_let_in(channel: discord.TextChannel, other: discord.abc.GuildChannel) -> bool:
    """Whether everybody who may read `channel`, by its permissions, may also read `other`."""
    everyone = channel.guild.default_role
    if any(rule.read_messages is False and who.id != everyone.id for who, rule in other.overwrites.items()):
        return False  # those kept out of `other` may be able to read `channel` through another role or alone
    readers = [role for role in channel.guild.roles if channel.permissions_for(role).read_messages]
    if not all(other.permissions_for(role).read_messages for role in readers):
        return False
    alone = [who for who, rule in channel.overwrites.items() if rule.read_messages and who not in readers]
    is_public = other.permissions_for(everyone).read_messages
    return is_public or all(other.overwrites_for(who).read_messages for who in alone)
