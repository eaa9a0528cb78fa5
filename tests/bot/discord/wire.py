"""A small Discord on loopback: enough of its REST API and gateway for the real discord.py transport.

Speaks HELLO, IDENTIFY, READY, heartbeats and RESUME over a compressed WebSocket, and takes commands'
registration, interaction callbacks, follow-ups and messages. It can be told to fail, and to drop the line.
It checks no rule of Discord's: that is simcord's part.
"""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

APPLICATION, SERVER, CHANNEL = 5001, 6001, 7001
TOKEN = "wire-token-that-must-never-be-logged"
_BOT = {"id": str(APPLICATION), "username": "Munshi", "discriminator": "0", "avatar": None, "bot": True}


@dataclass
class Call:
    """One REST call as it was received."""

    method: str
    path: str
    body: Any
    at: float


@dataclass
class Fault:
    """How, and how often, calls to a path fail."""

    path: str
    status: int
    body: Any
    headers: dict[str, str]
    times: int


@dataclass
class Wire:
    """The server: the calls that it received, and the failures that it should cause."""

    heartbeat_seconds: float = 1.0
    address: str = ""
    calls: list[Call] = field(default_factory=list)
    payloads: list[dict[str, Any]] = field(default_factory=list)  #: what came over the gateway
    heartbeats: list[float] = field(default_factory=list)
    connections: int = 0
    close_code: int | None = None  #: with which IDENTIFY is refused
    _faults: list[Fault] = field(default_factory=list)
    _socket: _Socket | None = None
    _sequence: int = 0
    _ids: int = 900_000
    _identified: asyncio.Event = field(default_factory=asyncio.Event)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    # ------------------------------------------------------ what tests do

    def fail(self, path: str, status: int, body: Any, *, times: int = 1, **headers: str) -> None:
        """Make the next calls fail whose path ends with a text."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._faults.append(Fault(path, status, body, named, times))

    async def ready(self, seconds: float = 20.0) -> None:
        """Wait until a bot is connected."""
        await asyncio.wait_for(self._identified.wait(), seconds)

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to the bot."""
        assert self._socket is not None
        self._sequence += 1
        await self._socket.send({"op": 0, "t": event, "s": self._sequence, "d": data})

    async def slash(self, name: str, person: int = 1, *, where: int = CHANNEL, **options: Any) -> str:
        """Someone types a command; returns the interaction's token, by which its calls are found."""
        return await self._interaction(
            2,
            person,
            {
                "id": "11",
                "name": name,
                "type": 1,
                "options": [{"name": key, "type": 3, "value": value} for key, value in options.items()],
            },
            where,
        )

    async def _interaction(self, kind: int, person: int, data: dict[str, Any], where: int = CHANNEL) -> str:
        number = self._next()
        token = f"interaction-{number}"
        await self.dispatch(
            "INTERACTION_CREATE",
            {
                "id": str(number),
                "application_id": str(APPLICATION),
                "type": kind,
                "token": token,
                "version": 1,
                "data": data,
                "guild_id": str(SERVER),
                "channel_id": str(where),
                "channel": _channel(where),
                "member": _member(person),
                "app_permissions": str(2**40 - 1),
                "entitlements": [],
                "attachment_size_limit": 10_000_000,
                "authorizing_integration_owners": {"0": str(SERVER)},
                "context": 0,
                "locale": "en-GB",
            },
        )
        return token

    async def write(
        self, content: str, person: int = 1, *, where: int = CHANNEL, server: int = SERVER
    ) -> int:
        """Someone writes a message that mentions the bot."""
        number = self._next()
        message = _message(number, content) | {
            "channel_id": str(where),
            "author": _user(person),
            "mentions": [_BOT],
        }
        member = {key: value for key, value in _member(person).items() if key != "user"}
        await self.dispatch("MESSAGE_CREATE", message | {"guild_id": str(server), "member": member})
        return number

    async def make_channel(self) -> int:
        """Somebody makes a text channel; returns its id."""
        number = self._next()
        await self.dispatch("CHANNEL_CREATE", _channel(number))
        return number

    async def delete_channel(self, number: int) -> None:
        """Somebody deletes a text channel."""
        await self.dispatch("CHANNEL_DELETE", _channel(number))

    async def wait_for(self, path: str, *, method: str | None = None, seconds: float = 20.0) -> Call:
        """Return the first call whose path contains `path`, now or within some time."""

        def match() -> Call | None:
            return next(
                (c for c in self.calls if path in c.path and method in (None, c.method)),
                None,
            )

        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: match() is not None)
        call = match()
        assert call is not None
        return call

    async def drop(self) -> None:
        """Drop the connection without a close frame, as a broken network does."""
        assert self._socket is not None
        self._identified.clear()
        self._socket.cut()

    async def close(self, code: int) -> None:
        """Close the connection with a code, as Discord does if something is wrong."""
        assert self._socket is not None
        await self._socket.response.close(code=code)

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    # -------------------------------------------------------------- REST

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any REST call."""
        path = request.path.removeprefix("/api/v10")
        body = await _body(request)
        async with self._arrived:
            self.calls.append(Call(request.method, path, body, time.perf_counter()))
            self._arrived.notify_all()
        if request.headers.get("Authorization", f"Bot {TOKEN}") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        fault = next((f for f in self._faults if path.endswith(f.path) and f.times > 0), None)
        if fault is not None:
            fault.times -= 1
            return _json(fault.body, fault.status, fault.headers)
        answer = self._answer(request.method, path, body)
        return _json(answer) if answer is not None else web.Response(status=204)

    def _answer(self, method: str, path: str, body: Any) -> Any:
        match path.strip("/").split("/"):
            case ["users", "@me"]:
                return _BOT
            case ["users", "@me", "guilds"]:
                return [{"id": str(SERVER), "name": "Home", "permissions": "2048"}]
            case ["oauth2", "applications", "@me"] | ["applications", "@me"]:
                return _application()
            case ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                return {"url": self.gateway, "shards": 1, "session_start_limit": limit}
            case ["applications", _, "commands"]:
                return [_registered(command, number) for number, command in enumerate(body, 100)]
            case ["interactions", number, _, "callback"]:
                made = _message(self._next(), "")
                interaction = {"id": number, "type": 2, "response_message_id": made["id"]}
                return {"interaction": interaction, "resource": {"type": body["type"], "message": made}}
            case [*_, "messages", "@original"] if method == "DELETE":
                return None
            case ["webhooks", *_] | ["channels", _, "messages", *_]:
                return _message(self._next(), "") | {"components": (body or {}).get("components", [])}
        raise web.HTTPNotFound(text=json.dumps({"message": f"no route {path}", "code": 0}))

    # ----------------------------------------------------------- gateway

    @property
    def gateway(self) -> str:
        return self.address.replace("http", "ws") + "/gateway"

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """One gateway connection, until it ends."""
        socket = _Socket(request)
        await socket.response.prepare(request)
        self._socket = socket
        self.connections += 1
        interval = int(self.heartbeat_seconds * 1000)
        await socket.send({"op": 10, "d": {"heartbeat_interval": interval}, "s": None, "t": None})
        async for message in socket.response:
            if message.type is not WSMsgType.TEXT:
                break
            await self._receive(socket, json.loads(message.data))
        return socket.response

    async def _receive(self, socket: _Socket, payload: dict[str, Any]) -> None:
        self.payloads.append(payload)
        match payload["op"]:
            case 1:
                self.heartbeats.append(time.perf_counter())
                await socket.send({"op": 11, "d": None, "s": None, "t": None})
            case 2 if self.close_code is not None:
                await socket.response.close(code=self.close_code)
            case 2:
                await self._introduce()
                self._identified.set()
            case 6:
                await self.dispatch("RESUMED", {})
                self._identified.set()

    async def _introduce(self) -> None:
        ready = {
            "v": 10,
            "user": _BOT,
            "guilds": [{"id": str(SERVER), "unavailable": True}],
            "session_id": "session-1",
            "resume_gateway_url": self.gateway,
            "application": {"id": str(APPLICATION), "flags": 0},
            "shard": [0, 1],
        }
        await self.dispatch("READY", ready)
        await self.dispatch("GUILD_CREATE", _guild())


class _Socket:
    """A WebSocket whose messages are compressed as one stream, as Discord's are."""

    def __init__(self, request: web.Request) -> None:
        self.response = web.WebSocketResponse()
        self._request = request
        self._stream = zlib.compressobj()

    async def send(self, payload: dict[str, Any]) -> None:
        data = self._stream.compress(json.dumps(payload).encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)
        await self.response.send_bytes(data)

    def cut(self) -> None:
        assert self._request.transport is not None
        self._request.transport.abort()


@asynccontextmanager
async def wire(**settings: Any) -> AsyncIterator[Wire]:
    """The server, listening on a free port of loopback."""
    server = Wire(**settings)
    application = web.Application()
    application.router.add_get("/gateway/", server.connect)
    application.router.add_get("/gateway", server.connect)
    application.router.add_route("*", "/api/v10/{path:.*}", server.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.address = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A response as Discord's, whose content type names no charset."""
    named = {"Content-Type": "application/json"} | (headers or {})
    return web.Response(body=json.dumps(body).encode(), status=status, headers=named)


async def _body(request: web.Request) -> Any:
    if request.content_type == "application/json":
        return await request.json()
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        return json.loads(str(form["payload_json"])) if "payload_json" in form else None
    return None


def _user(person: int) -> dict[str, Any]:
    return {"id": str(10_000 + person), "username": f"p{person}", "discriminator": "0", "avatar": None}


def _member(person: int) -> dict[str, Any]:
    return {
        "user": _user(person),
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": str(2**40 - 1),
    }


def _channel(number: int = CHANNEL) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": 0,
        "name": "general",
        "position": 0,
        "permission_overwrites": [],
        "guild_id": str(SERVER),
        "permissions": str(2**40 - 1),
        "nsfw": False,
        "parent_id": None,
    }


def _guild() -> dict[str, Any]:
    everyone = {
        "id": str(SERVER),
        "name": "@everyone",
        "permissions": str(2**40 - 1),
        "position": 0,
        "color": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
    }
    me = _member(0) | {"user": _BOT}
    return {
        "id": str(SERVER),
        "name": "Home",
        "owner_id": "10001",
        "roles": [everyone],
        "channels": [_channel()],
        "members": [me],
        "member_count": 101,
        "emojis": [],
        "features": [],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "stickers": [],
        "large": False,
        "unavailable": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": 0,
        "nsfw_level": 0,
        "preferred_locale": "en-GB",
        "afk_timeout": 300,
        "system_channel_flags": 0,
    }


def _message(number: int, content: str) -> dict[str, Any]:
    return {
        "id": str(number),
        "channel_id": str(CHANNEL),
        "author": _BOT,
        "content": content,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
    }


def _application() -> dict[str, Any]:
    return {
        "id": str(APPLICATION),
        "name": "Munshi",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0",
        "flags": 0,
        "summary": "",
        "team": None,
        "owner": _user(0),
        "bot": _BOT,
    }


def _registered(command: dict[str, Any], number: int) -> dict[str, Any]:
    own = {"id": str(number), "application_id": str(APPLICATION), "version": "1", "type": 1}
    return own | {"description": "", "default_member_permissions": None} | command
