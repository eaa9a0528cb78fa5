"""What was deleted while Munshi was away is forgotten at the start: servers, channels, threads, roles."""

from __future__ import annotations

import logging

import discord

from bot.discord.service import Service

_log = logging.getLogger(__name__)

_APPLICATION = "application"  # name of the fact


async def forget_departed(client: discord.Client, service: Service, found: set[int]) -> None:
    """Forget what Discord no longer has. A server that is out of order just now is left alone.

    Nothing is forgotten where the state file is another application's, which may be in other servers.
    Threads that had to be fetched are added to `found`, and are not fetched again.
    """
    if not await is_own_state(client, service) or not client.guilds:
        return
    servers = {server.id: server for server in client.guilds}
    for number in await service.forgetting.servers() - servers.keys():
        _log.info("server %d is left: it is forgotten", number)
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
    """Forget the channels and the role that managers of a server chose, and that it no longer has."""
    for channel in _chosen(service, server.id).difference(each.id for each in server.channels):
        await _forget(service, channel)
    helpers = service.humans.of(server.id)
    if helpers and helpers.role and server.get_role(helpers.role) is None:
        _log.info("role %d is deleted: it is called no more", helpers.role)
        await service.humans.forget_role(helpers.role)


async def _forget(service: Service, channel: int) -> None:
    _log.info("channel %d is deleted: it is forgotten", channel)
    await service.forgetting.forget_channel(channel)


async def is_own_state(client: discord.Client, service: Service) -> bool:
    """Whether the state file is of this bot's application.

    A file that is of none yet becomes its own, unless all that it tells of is in other servers.
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
            "The state file seems to be of another application than the token, which is of %s: "
            "what this one does not see of servers, channels and threads is not forgotten.",
            own,
        )
    return known == own


def _chosen(service: Service, server: int) -> set[int]:
    """The channels of a server for which managers chose anything."""
    helpers = service.humans.of(server)
    called_in = {helpers.channel} if helpers and helpers.channel else set()
    tied, listened = service.folders.tied(server), service.listening.channels(server)
    return {*service.access.channels(server), *tied, *listened, *called_in}


async def _is_there(client: discord.Client, channel: int) -> bool | None:
    """Whether Discord has a channel, as it has a thread that is archived; None: it does not say."""
    try:
        await client.fetch_channel(channel)
    except discord.NotFound:
        return False
    except (discord.DiscordException, OSError):
        return None
    return True
