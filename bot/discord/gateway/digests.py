"""Every Monday, post the questions without a right answer in the channels that managers chose."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial

import discord

from bot.discord.gateway import delivery
from bot.discord.gateway.readers import readers_may_read
from bot.discord.management.administration import Administration
from bot.discord.messages.unanswered import unanswered_message
from bot.durations import DAY

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
        gaps = await administration.unanswered(server, since, partial(readers_may_read, channel), number)
        if gaps:
            try:
                await delivery.post(channel, unanswered_message(gaps, round((now - since) / DAY)))
            except delivery.UNDELIVERABLE as error:
                _log.warning("the digest of server %d could not be sent: %s", server, error)
                if not isinstance(error, discord.Forbidden | discord.NotFound):
                    await administration.note_digest(server, number, sent)
