"""Who may write direct messages if the config names servers, whatever Discord answers, and how fast."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import discord
import pytest

from bot.discord.choices.access import NotHere
from bot.discord.gateway import membership
from bot.discord.gateway.membership import Membership
from bot.discord.sentences import say
from bot.discord.state.records import Location
from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.world import async_test, make_bot, scene, words

HOME = 1456074443980800100
DIRECT = Location(0, 5)
MEMBERS = f"/guilds/{HOME}/members/*"


@async_test
async def test_a_discord_that_fails_refuses_a_member_once(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A missing reply of Discord is not remembered: the next question is answered, and then Discord is not asked again."""
    async with scene(tmp_path, index_of_harbour, server=HOME, allowed_servers=(HOME, HOME + 1)) as on:
        on.env.inject_error("GET", MEMBERS, status=503)
        refused = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        assert words(refused.response) == say("cannot_answer")
        for _ in range(2):
            answered = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
            assert "Ada Brenner" in words(answered.response)
        asked = [call for call in on.env.http_requests if f"/guilds/{HOME}/members/" in call.path]
        assert len(asked) == 2


@async_test
async def test_a_member_stays_one_while_discord_fails(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member of an hour ago counts as one until Discord says otherwise; for others nothing is known."""
    known = Membership([HOME])
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        stranger = on.env.create_user("stranger")
        await known.check(on.bot, DIRECT, on.alice.id)
        with pytest.raises(NotHere, match=say("members_only")):
            await known.check(on.bot, DIRECT, stranger.id)
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 3601)
        on.env.inject_error("GET", MEMBERS, status=503)
        await known.check(on.bot, DIRECT, on.alice.id)
        on.env.inject_error("GET", MEMBERS, status=503)
        with pytest.raises(NotHere, match=say("cannot_answer")):
            await known.check(on.bot, DIRECT, stranger.id)
        on.env.inject_error("GET", MEMBERS, status=404)
        with pytest.raises(NotHere, match=say("members_only")):
            await known.check(on.bot, DIRECT, on.alice.id)


@async_test
async def test_whoever_writes_before_the_servers_are_known(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Until Discord has sent the servers, nobody is refused as a stranger; afterwards strangers are."""
    (tmp_path / "early").mkdir()
    early, known = make_bot(tmp_path / "early", index_of_harbour), Membership([HOME])
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        with pytest.raises(NotHere, match=say("cannot_answer")):
            await known.check(early, DIRECT, on.alice.id)
        await known.check(on.bot, DIRECT, on.alice.id)
        stranger = on.env.create_user("stranger")
        for _ in range(2):
            with pytest.raises(NotHere, match=say("members_only")):
                await known.check(on.bot, DIRECT, stranger.id)
        asked = [call for call in on.env.http_requests if call.path.endswith(f"/members/{stranger.id}")]
        assert len(asked) == 1  # a stranger is remembered
    early.service.close()


@async_test
async def test_all_servers_are_asked_at_the_same_time(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member is recognised as soon as one server answers, however many others are slow."""
    servers = [HOME + number for number in range(5)]
    waiting: set[int] = set()
    all_asked = asyncio.Event()
    fetch = discord.Guild.fetch_member

    async def slow(self: discord.Guild, person: int) -> discord.Member:
        waiting.add(self.id)
        if waiting == set(servers):
            all_asked.set()
        await all_asked.wait()
        return await fetch(self, person)

    async with scene(tmp_path, index_of_harbour, server=servers[-1]) as on:
        for number in servers[:-1]:
            on.env.create_guild(f"Server {number}", id=number)
        await on.env.settle()
        monkeypatch.setattr(discord.Guild, "fetch_member", slow)
        await Membership(servers).check(on.bot, DIRECT, on.alice.id)
        assert waiting == set(servers)


@async_test
async def test_a_discord_that_is_silent_is_not_waited_for(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within three seconds, the limit for an interaction, the asker is told to ask again."""

    async def silent(self: discord.Guild, person: int) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(membership, "_ASK_SECONDS", 0.01)
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        monkeypatch.setattr(discord.Guild, "fetch_member", silent)
        with pytest.raises(NotHere, match=say("still_looking")):
            await Membership([HOME]).check(on.bot, DIRECT, on.alice.id)


@async_test
async def test_hundreds_of_servers_are_asked_a_few_at_a_time_and_once(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that takes longer than the limit goes on, and its result is known when the person asks again."""
    servers = [HOME + number for number in range(200)]
    asked: list[int] = []
    at_once = most_at_once = 0

    async def slow(self: discord.Guild, person: int) -> None:
        nonlocal at_once, most_at_once
        asked.append(self.id)
        at_once += 1
        most_at_once = max(most_at_once, at_once)
        await asyncio.sleep(0.001)
        at_once -= 1
        if self.id != servers[-1]:
            raise discord.NotFound(SimpleNamespace(status=404, reason=""), "Unknown Member")

    monkeypatch.setattr(membership, "_ASK_SECONDS", 0.0)
    monkeypatch.setattr(discord.Guild, "fetch_member", slow)
    async with scene(tmp_path, index_of_harbour) as on:
        monkeypatch.setattr(on.bot, "get_guild", lambda number: discord.Object(number, type=discord.Guild))
        monkeypatch.setattr(discord.Object, "fetch_member", slow, raising=False)
        known = Membership(servers)
        for _ in range(2):
            with pytest.raises(NotHere, match=say("still_looking")):
                await known.check(on.bot, DIRECT, on.alice.id)
        while len(asked) < len(servers):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        await known.check(on.bot, DIRECT, on.alice.id)
    assert sorted(asked) == servers
    assert most_at_once <= 10


@async_test
async def test_many_people_together_have_few_servers_asked_at_a_time() -> None:
    """Discord limits all requests of Munshi together, also for answers: only some searches run at a time."""
    at_once = most_at_once = 0

    class Server:
        async def fetch_member(self, person: int) -> None:
            nonlocal at_once, most_at_once
            at_once += 1
            most_at_once = max(most_at_once, at_once)
            try:
                await asyncio.sleep(0.001)
            finally:
                at_once -= 1

    client = SimpleNamespace(get_guild=lambda number: Server(), is_ready=lambda: True)
    known = Membership(range(HOME, HOME + 30))
    await asyncio.gather(*(known.check(client, DIRECT, person) for person in range(20)))
    assert most_at_once <= 10


@async_test
async def test_whoever_uses_a_command_in_a_server_is_one_of_its_members(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A command in an allowed server proves membership without asking Discord; one in another server does not."""
    async with scene(tmp_path, index_of_harbour, server=HOME, allowed_servers=(HOME,)) as on:
        await on.alice.slash(on.channel, "documents")
        answered = await on.alice.user.slash("ask", question=HARBOUR_QUESTION)
        assert "Ada Brenner" in words(answered.response)
        assert not [call for call in on.env.http_requests if "/members/" in call.path]
        known = Membership([HOME])
        await known.check(on.bot, Location(HOME + 1, 5), 77)
        with pytest.raises(NotHere, match=say("members_only")):
            await known.check(on.bot, DIRECT, 77)
