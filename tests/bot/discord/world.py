"""A simulated Discord with the real bot in it, for tests of what members see.

`scene` is an async context: a bot on real indexes, in simcord's in-process Discord, with a server, a channel
and two members. Tests say what members do, and compare the whole of what is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import app_commands
from simcord.backend.models.message import AllowedMentions
from simcord.builders import ChannelHandle
from simcord.components import walk_components

from bot.discord.gateway import views
from bot.discord.gateway.client import Munshi
from bot.discord.indexes.engines import EnginesByServer, open_engine
from bot.discord.messages.message import Button, Message
from bot.discord.questions.actions import Action, Kind
from bot.discord.questions.requests import Request
from bot.discord.service import NO_UPLOADS, Service
from bot.discord.settings import DiscordSettings
from bot.discord.state.database import State
from bot.discord.state.records import Location
from bot.discord.uploads.disk import UploadFolder
from index import Engine
from index.conversation.follow_ups import standalone
from index.errors import UserError
from index.settings import IndexSettings
from index.types import Answer, Outcome, Turn
from index.wording.writer import Writer
from tests.bot.discord.library import HARBOUR_QUESTION

# What a test starts may take so long on a busy machine; a notice stands for longer before it is deleted.
_BUSY_SECONDS = 15.0
_EXPECTED = (UserError, app_commands.CheckFailure)  # simcord records these too, though members are told


@dataclass
class Scene:
    """The objects that a test uses."""

    env: Any
    bot: Munshi
    server: Any
    channel: Any
    alice: Any
    bob: Any
    state_file: Path

    @property
    def service(self) -> Service:
        return self.bot.service

    @property
    def mention(self) -> str:
        return f"<@{self.bot.user.id}>"

    def add_manager(self) -> Any:
        """A member who may manage the server."""
        role = self.server.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        return self.server.add_member(self.env.create_user("manager"), roles=[role])

    async def show_manager_commands(self, member: Any) -> None:
        """Let a member see /munshi, by an override of the server's settings, who may not manage the server."""
        (group,) = [command for command in await self.bot.tree.fetch_commands() if command.name == "munshi"]
        self.server.set_command_permissions(group, {member: True})

    async def reply_without_ping(self, member: Any, channel: Any, text: str, message: Any) -> None:
        """Let a member reply to a message whose author is not mentioned."""
        reference, silent = {"message_id": str(message.id)}, AllowedMentions(replied_user=False)
        self.env.backend.create_message(
            channel.id, member.id, text, reference=reference, allowed_mentions=silent
        )
        await self.env.settle()

    async def post(self, message: Message) -> discord.Message:
        """Post a message of the bot that is not an answer."""
        return await self._post(self.channel, message)

    async def post_answer(
        self, channel: Any, person: Any, label: str, kind: Kind, *, private: bool = False
    ) -> discord.Message:
        """Record an answer to a person's question, and post a message for it that has one button."""
        location = Location(channel.guild_id if hasattr(channel, "guild_id") else self.server.id, channel.id)
        request = Request("Who built it?", location, person.id, private=private)
        given = Answer("Who built it?", Outcome.NOTHING, "", 0.0, (), 1)
        answer_id = await self.service.conversations.record(request, given, None)
        assert answer_id is not None
        button = Button(label, Action(kind, answer_id))
        message = await self._post(channel, Message(("an answer",), rows=((button,),)))
        await self.service.conversations.set_message(answer_id, message.id)
        return message

    async def _post(self, channel: Any, message: Message) -> discord.Message:
        real = self.bot.get_channel(channel.id)
        assert isinstance(real, discord.TextChannel)
        return await real.send(view=views.layout(message))

    def ids(self) -> list[int]:
        """The ids of all answers in the state file."""
        return [answer_id for (answer_id,) in self.rows("SELECT id FROM answers")]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the result of a query in the state file."""
        with closing(sqlite3.connect(self.state_file)) as connection:
            return connection.execute(query).fetchall()


@contextlib.asynccontextmanager
async def scene(
    tmp_path: Path,
    index: IndexSettings,
    *,
    servers: Mapping[int, IndexSettings] | None = None,
    server: int | None = None,
    check_errors: bool = True,
    **how: Any,
) -> AsyncIterator[Scene]:
    """A bot from `make_bot` in a server of its own, where nothing happens by itself."""
    bot = make_bot(tmp_path, index, servers=servers, **how)
    async with simcord.run(bot, check_errors=False, settle_timeout=_BUSY_SECONDS) as env:
        home = env.create_guild("Home", id=server)
        channel = home.create_text_channel("general")
        alice = home.add_member(env.create_user("alice"))
        bob = home.add_member(env.create_user("bob"))
        yield Scene(env, bot, home, channel, alice, bob, tmp_path / "state.sqlite3")
        bugs = [error for error in env.errors if not isinstance(getattr(error, "original", error), _EXPECTED)]
        assert not (check_errors and bugs), bugs


def make_bot(
    tmp_path: Path,
    index: IndexSettings,
    *,
    servers: Mapping[int, IndexSettings] | None = None,
    opening: Callable[[IndexSettings], Any] | None = None,
    uploads: Mapping[int, UploadFolder] = NO_UPLOADS,
    writer: Writer | None = None,
    patience: float = 2.0,
    **settings: Any,
) -> Munshi:
    """The real bot, on a state file in `tmp_path`, whose lock it waits for with `patience`, in seconds.

    An index outside `tmp_path`, which no test changes, is opened once for all tests.
    """
    quiet = {"person_cooldown": 0.0, "refresh_seconds": 3600.0, "rebuild_after": 0.0, "workers": 2}
    chosen = DiscordSettings(**(quiet | settings))
    engines = EnginesByServer(index, servers or {}, opening=opening or functools.partial(_opened, tmp_path))
    state = State.open(tmp_path / "state.sqlite3", patience=patience)
    service = Service(chosen, engines, state, uploads=uploads, writer=writer)
    return Munshi(service, message_content=chosen.message_content, shard_count=1)


_engines: dict[str, Engine] = {}  # of indexes that no test changes, by their settings


def _opened(tmp_path: Path, settings: IndexSettings) -> Engine:
    """The engine of an index, opened again if the test may change the index."""
    if settings.index.is_relative_to(tmp_path):
        return open_engine(settings)
    if repr(settings) not in _engines:
        _engines[repr(settings)] = open_engine(settings)
    return _engines[repr(settings)]


async def opened_thread(on: Scene) -> tuple[Any, Any]:
    """Open a thread from an answer. Returns it, and the reply to the person who pressed the button."""
    answered = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
    pressed = await on.alice.click(answered.response, label="Continue in a thread")
    (thread,) = on.bot.get_channel(on.channel.id).threads
    return handle(on, thread.id), pressed


def handle(on: Scene, channel: int) -> ChannelHandle:
    """A channel or thread, by its id, for what members do in it."""
    return ChannelHandle(on.env, on.server, on.env.backend.get_channel(channel))


def async_test(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in an event loop of its own."""

    @functools.wraps(test)
    def run(*values: Any, **named: Any) -> None:
        asyncio.run(test(*values, **named))

    return run


def shown(sent: Any) -> list[dict[str, Any]]:
    """The components of something sent, without the numbers that Discord and the state give them."""
    return _without_ids(raw(sent))


def raw(sent: Any) -> list[dict[str, Any]]:
    """The components of something sent, as they are."""
    components = sent.components
    if components and not isinstance(components[0], dict):
        components = [component.to_dict() for component in components]
    return components


def drawn(message: Message) -> list[dict[str, Any]]:
    """The components that a Message must be sent as."""
    return _without_ids(views.layout(message).to_components())


def _without_ids(components: Any) -> Any:
    if isinstance(components, list):
        return [_without_ids(component) for component in components]
    if isinstance(components, dict):
        return {
            key: re.sub(r":\d+:", ":answer:", value) if key == "custom_id" else _without_ids(value)
            for key, value in components.items()
            if key != "id" and value is not None and value is not False
        }
    return components


def own_messages(on: Scene, channel: Any) -> list[Any]:
    """The messages of Munshi in a channel, the earliest first."""
    return [message for message in channel.history() if message.author == on.bot.user]


def words(sent: Any) -> str:
    """All text that a person reads in something sent."""
    return "\n".join(
        part.get("content") or part.get("label") or ""
        for part in walk_components(shown(sent))
        if part.get("type") in (2, 10)
    )


def follow_up_answer(engine: Engine, question: str, turn: Turn) -> Answer:
    """The answer to a follow-up question, with the line that says how it was read."""
    in_full = standalone(question, [turn])
    return dataclasses.replace(engine.ask(in_full), notices=(f"Read as “{in_full}”.",))


async def anybody_may_read(_: int) -> bool:
    """Say of every channel that its questions may be shown."""
    return True
