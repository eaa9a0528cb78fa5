"""At the start, forget servers, channels, threads and roles that were deleted while Munshi was away."""

from __future__ import annotations

import logging

import discord

from bot.discord.service import Service

_log = logging.getLogger(__name__)

_APPLICATION = "application"  # name of the fact


async def forget_departed(client: discord.Client, service: Service, found: set[int]) -> None:
    """Forget what Discord no longer has. A server that is unavailable now is skipped.

    Nothing is forgotten if the state file belongs to another application, which may be in other servers.
    Threads that were fetched, and exist, are added to `found`, and are not fetched again.
    """
    if not await is_own_state(client, service) or not client.guilds:
        return
    servers = {server.id: server for server in client.guilds}
    for number in await service.forgetting.servers() - servers.keys():
        _log.info("server %d: Munshi is no longer in it; it is forgotten", number)
        await service.forgetting.forget_server(number)
    there = {number: server for number, server in servers.items() if not server.unavailable}
    for server in there.values():
        await _forget_choices(service, server)
    for number, channel in await service.forgetting.channels():
        if number not in there or client.get_channel(channel) is not None or channel in found:
            continue
        match await _is_there(client, channel):
            case True:
                found.add(channel)
            case False:
                await _forget(service, channel)


async def _forget_choices(service: Service, server: discord.Guild) -> None:
    """Forget channels and a role that managers of a server chose and that the server no longer has."""
    for channel in _chosen(service, server.id).difference(each.id for each in server.channels):
        await _forget(service, channel)
    helpers = service.humans.of(server.id)
    if helpers and helpers.role and server.get_role(helpers.role) is None:
        _log.info("role %d is deleted: it is not called any more", helpers.role)
        await service.humans.forget_role(helpers.role)


async def _forget(service: Service, channel: int) -> None:
    _log.info("channel %d is deleted: it is forgotten", channel)
    await service.forgetting.forget_channel(channel)


async def is_own_state(client: discord.Client, service: Service) -> bool:
    """Whether the state file belongs to the application of this bot.

    A file without an application gets this one, unless it has records and none is of a server of the bot.
    """
    own = str(client.application_id)
    known = await service.administration.fact(_APPLICATION)
    if known is None:
        recorded = await service.forgetting.servers()
        if not recorded or recorded & {server.id for server in client.guilds}:
            await service.administration.set_fact(_APPLICATION, own)
            return True
    if known != own:
        _log.warning(
            "The state file seems to belong to another application than the token, which belongs to %s: "
            "servers, channels and threads that this application cannot see are not forgotten.",
            own,
        )
    return known == own


def _chosen(service: Service, server: int) -> set[int]:
    """Return the channels of a server for which managers chose anything."""
    helpers = service.humans.of(server)
    called_in = {helpers.channel} if helpers and helpers.channel else set()
    tied, listened = service.folders.tied(server), service.listening.channels(server)
    return {*service.access.channels(server), *tied, *listened, *called_in}


async def _is_there(client: discord.Client, channel: int) -> bool | None:
    """Whether a channel or an archived thread exists; None if Discord does not say."""
    try:
        await client.fetch_channel(channel)
    except discord.NotFound:
        return False
    except (discord.DiscordException, OSError):
        return None
    return True
