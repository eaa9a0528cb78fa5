"""What Discord grants the bot, and what is missing, for `munshi serve --check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.discord.gateway.client import permissions
from bot.discord.gateway.permissions import lacking
from bot.discord.gateway.running import login_errors
from bot.discord.sentences import say
from bot.discord.settings import DiscordSettings, needs_message_content

_PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class Grants:
    """What Discord says about the bot. The sentences are for the person who runs it."""

    invite: str  #: the link that adds the bot to a server
    missing: tuple[str, ...]  #: sentences on what keeps it from answering
    warnings: tuple[str, ...]  #: sentences on settings that may let in more people than intended


async def ask_for_grants(token: str, settings: DiscordSettings) -> Grants:
    """Ask Discord what the bot may do. Raises CannotServe and Unreachable."""
    client = discord.Client(intents=discord.Intents.none())
    try:
        with login_errors():
            await client.login(token)
            application = await client.application_info()
            servers = await client.http.get_guilds(200, with_counts=False)
    finally:
        await client.close()
    invite = discord.utils.oauth_url(
        application.id, permissions=permissions(), scopes=("bot", "applications.commands")
    )
    known: list[tuple[int, Mapping[str, Any]]] = [(int(server["id"]), server) for server in servers]
    return Grants(
        invite,
        (*_missing_intents(application, settings), *_missing_permissions([server for _, server in known])),
        (*_strangers(application, settings), *_not_allowed(known, settings)),
    )


def _missing_intents(application: discord.AppInfo, settings: DiscordSettings) -> list[str]:
    flags = application.flags
    if (
        not needs_message_content(settings)
        or flags.gateway_message_content
        or flags.gateway_message_content_limited
    ):
        return []
    return [
        "The Message Content intent is off: switch it on at "
        f"{_PORTAL}/{application.id}/bot, or set message_content and listening = false."
    ]


def _missing_permissions(servers: list[Mapping[str, Any]]) -> list[str]:
    if not servers:
        return ["Munshi is in no server yet: open the invite link below."]
    lacking = [(server["name"], _lacking(int(server.get("permissions", 0)))) for server in servers]
    return [
        f"In {name} the role lacks {names}: open the invite link again." for name, names in lacking if names
    ]


def _strangers(application: discord.AppInfo, settings: DiscordSettings) -> list[str]:
    """Return a warning if anybody on Discord may add the bot to a server, and ask the documents there."""
    if not application.bot_public or settings.allowed_servers:
        return []
    return [
        "Anybody can add Munshi to a server of theirs and ask your documents: switch Public Bot off at "
        f"{_PORTAL}/{application.id}/bot, or name your servers in allowed_servers."
    ]


def _not_allowed(servers: list[tuple[int, Mapping[str, Any]]], settings: DiscordSettings) -> list[str]:
    allowed = settings.allowed_servers
    return [
        f"Munshi does not answer in {server['name']} ({number}), which is not among allowed_servers."
        for number, server in servers
        if allowed and number not in allowed
    ]


def _lacking(granted: int) -> str:
    """Return the names of the permissions that are needed and not granted; "" if none is missing."""
    has = discord.Permissions(granted)
    if has.administrator:
        return ""
    names = lacking(has, (name for name, wanted in permissions() if wanted))
    return ", ".join(say(f"permission_{name}") for name in names)
