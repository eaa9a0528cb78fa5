"""Who may read a channel: whether questions that were asked there may be shown to somebody."""

from __future__ import annotations

import discord

from bot.discord.gateway import delivery


async def member_may_read(member: discord.Member, number: int) -> bool:
    """Whether a member may read the channel or thread with the id `number`.

    False if there is no such channel any more, and for a private thread of others, unless the member manages
    threads.
    """
    other = await _channel(member.guild, number)
    if other is None:
        return False
    granted = other.permissions_for(member)
    if isinstance(other, discord.Thread) and other.is_private():
        return granted.read_messages and (other.owner_id == member.id or granted.manage_threads)
    return granted.read_messages


async def readers_may_read(channel: discord.TextChannel, number: int) -> bool:
    """Whether everybody who can read `channel` can also read the channel or thread with the id `number`."""
    other = await _channel(channel.guild, number)
    if isinstance(other, discord.Thread):
        other = None if other.is_private() else other.parent
    return other is not None and (other == channel or _all_are_let_in(channel, other))


async def _channel(server: discord.Guild, number: int) -> discord.abc.GuildChannel | discord.Thread | None:
    """Return the channel or thread of a server with an id; None if it cannot be found."""
    if known := server.get_channel_or_thread(number):
        return known
    try:
        return await server.fetch_channel(number)  # an archived thread is not in memory
    except (discord.DiscordException, *delivery.UNDELIVERABLE):
        return None


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
