"""Questions that the documents don't answer: which are listed, how they are grouped, and who sees them."""

from __future__ import annotations

import csv
import dataclasses
import io
import time
from datetime import datetime
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.discord.gateway.digests import send_due
from bot.discord.management.administration import last_monday
from bot.discord.management.feedback import unanswered
from bot.discord.management.unanswered import Gap, gaps_of
from bot.discord.messages.unanswered import unanswered_message
from bot.discord.sentences import say
from bot.discord.state.answers import record_answer, set_message, withdraw
from bot.discord.state.database import State
from bot.discord.state.records import Location, Unanswered
from bot.discord.state.votes import record_vote, unanswered_questions
from index import Engine
from index.settings import IndexSettings
from index.types import Outcome
from tests.bot.discord.hostile_text import hostile
from tests.bot.discord.library import HARBOUR_QUESTION
from tests.bot.discord.samples import SLOW, check
from tests.bot.discord.state.samples import HERE, answer
from tests.bot.discord.world import async_test, handle, make_bot, scene, words

DOGS = ("Can I bring my dog on board?", "Are dogs allowed on board?", "may dogs come on board")
HOME = 1456074443980800100
TUNGSTEN = "What is the boiling point of tungsten?"


def row(question: str, person: int = 1, asked: float = 0.0, wrong: int = 0, document: str = "") -> Unanswered:
    return Unanswered(1, person, question, "", (document,) if document else (), 0, wrong, asked)


def test_alike_questions_are_one_gap(index_of_harbour: IndexSettings) -> None:
    """Questions that ask the same in other words are grouped, the most frequent first, with the closest document.

    What is asked of something else in nearly the same words is not among them.
    """
    engine = Engine.open(index_of_harbour)
    rows = [
        row(DOGS[0], 1, 5.0),
        row(TUNGSTEN, 1, 9.0),
        row("Can I bring my bike on board?", 2, 1.0),
        row(DOGS[1], 2, 7.0, wrong=1, document="ferry.txt"),
        row(DOGS[0], 1, 6.0),
    ]
    dogs, tungsten, bike = gaps_of(rows, engine)
    assert dogs == Gap(DOGS[0], 3, 2, 1, 0, "", "ferry.txt", 7.0, DOGS[1])
    assert (tungsten.question, tungsten.asked) == (TUNGSTEN, 1)
    assert (bike.question, bike.asked) == ("Can I bring my bike on board?", 1)
    assert tungsten.closest_document in ("harbour.md", "ferry.txt")


def test_without_an_index_the_same_words_are_together() -> None:
    """Without an index, questions of a group differ only in case and final mark; the one with a question mark is shown."""
    gaps = gaps_of([row("where is  IT"), row("Where is it?"), row("Where was it?")], None)
    assert [(gap.question, gap.asked) for gap in gaps] == [("Where is it?", 2), ("Where was it?", 1)]
    assert {gap.closest_document for gap in gaps} == {""}
    assert gaps_of([], None) == []


def test_which_questions_are_unanswered(tmp_path: Path) -> None:
    """The list has unanswered and wrongly answered questions, none private, withdrawn, direct, older or of another server."""
    state = State.open(tmp_path / "state.sqlite3")

    def asked(question: str, outcome: Outcome = Outcome.NOTHING, location: Location = HERE, **how) -> int:
        return record_answer(state, answer(outcome=outcome), location, 5, question=question, **how)

    asked("nothing")
    asked("passages", Outcome.PASSAGES)
    asked("answered", Outcome.ANSWERED)
    record_vote(state, asked("right", Outcome.ANSWERED), 5, True)
    record_vote(state, asked("wrong", Outcome.ANSWERED), 5, False)
    record_vote(state, asked("private", private=True), 5, False)
    set_message(state, asked("withdrawn"), 900)
    withdraw(state, [900])
    asked("direct", location=Location(0, 30))
    asked("elsewhere", location=Location(2, 20))
    here, everywhere = unanswered_questions(state, HERE.server), unanswered_questions(state)
    assert [row.question for row in here] == ["wrong", "passages", "nothing"]
    assert [row.wrong for row in here] == [1, 0, 0]
    assert [row.question for row in everywhere] == ["elsewhere", "wrong", "passages", "nothing"]
    assert unanswered_questions(state, since=time.time() + 60) == []
    state.close()


def test_what_was_answered_wrong_is_shown_with_its_answer() -> None:
    """The list shows the answer that was voted wrong."""
    gap = Gap("Who built it?", 3, 2, 1, 0, "Ada *Brenner*", "harbour.md", 0.0, "")
    assert "-# answered: Ada \\*Brenner\\*" in unanswered_message([gap], 7).blocks[1]
    declined = dataclasses.replace(gap, voted_wrong=0, answer="")
    assert "answered:" not in unanswered_message([declined], 7).blocks[1]


@SLOW
@given(st.lists(st.builds(Gap, hostile, st.integers(1, 9**9), st.integers(1, 9), st.integers(0, 9), st.just(0), hostile, hostile, st.just(0.0), hostile), max_size=15))  # fmt: skip
def test_any_list_fits_and_holds_nothing_live(gaps: list[Gap]) -> None:
    """For any questions and names of documents, the list fits and Discord acts on nothing in it."""
    check(unanswered_message(gaps, 7))


@async_test
async def test_unanswered_is_a_list_and_a_file_for_managers(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/munshi unanswered shows the questions that need a document, and attaches them as a table."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager = on.add_manager()
        none = await manager.slash(on.channel, "munshi unanswered")
        assert words(none.response).startswith("Every question of the last 30 days was answered")
        for person in (on.alice, on.bob):
            await person.slash(on.channel, "ask", question=TUNGSTEN)
        await on.alice.slash(on.channel, "ask", question="Who is the pope?", private="yes")
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        result = await manager.slash(on.channel, "munshi unanswered", days=7)
        listed, file = [*([result.response] if result.response else []), *result.followups][-2:]
        assert listed.ephemeral
        assert file.ephemeral
        said = words(listed)
        assert said.startswith("### What the documents don't say\n2 questions in 7 days\n")
        assert f"**{TUNGSTEN}**\n-# asked 2 times by 2 people" in said
        assert "pope" not in said
        (attached,) = file.attachments
        table = list(csv.DictReader(io.StringIO((await attached.read()).decode())))
        assert [(line["question"], line["asked"]) for line in table] == [(TUNGSTEN, "2")]


@async_test
async def test_the_digest_comes_every_monday_into_the_chosen_channel(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A digest is sent once a week, unless every question was answered, and not after it is stopped."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager, desk = on.add_manager(), on.server.create_text_channel("desk")
        set_up = await manager.slash(on.channel, "munshi digest", channel=desk)
        assert words(set_up.response).startswith(f"Every Monday I list in <#{desk.id}> what was asked")
        week, administration = 7 * 86400.0, on.service.administration
        await send_due(on.bot, administration, time.time() + week)
        assert desk.history() == []  # nothing was asked
        await administration.set_digest(on.server.id, desk.id, time.time())
        await on.alice.slash(on.channel, "ask", question=TUNGSTEN)
        await send_due(on.bot, administration, time.time())
        assert desk.history() == []  # it is not Monday yet
        for _ in range(2):
            await send_due(on.bot, administration, time.time() + 2 * week)
        (sent,) = desk.history()
        assert TUNGSTEN in words(sent)
        await manager.slash(on.channel, "munshi digest", stop="yes")
        await send_due(on.bot, administration, time.time() + 4 * week)
        assert len(desk.history()) == 1


@async_test
async def test_a_digest_that_is_stopped_while_it_is_sent_stays_stopped(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A choice that a manager makes while digests are sent is not undone by recording that one was sent."""
    async with scene(tmp_path, index_of_harbour) as on:
        manager, administration = on.add_manager(), on.service.administration
        await administration.set_digest(on.server.id, on.channel.id, 0.0)
        ((server, channel, _),) = await administration.due_digests(time.time())
        looked = await manager.slash(on.channel, "munshi digest")
        assert words(looked.response) == say("digest_in", channel=f"<#{on.channel.id}>")
        stopped = await manager.slash(on.channel, "munshi digest", stop="yes")
        assert words(stopped.response) == say("no_digest")
        assert not await administration.note_digest(server, channel, time.time())
        assert await administration.due_digests(time.time() + 14 * 86400.0) == []


@async_test
async def test_the_digest_shows_on_phones_and_not_where_munshi_may_no_longer_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The notification of a digest has text; a server that is no longer allowed gets no digest."""
    async with scene(tmp_path, index_of_harbour, server=HOME) as on:
        manager, desk = on.add_manager(), on.server.create_text_channel("desk")
        await manager.slash(on.channel, "munshi digest", channel=desk)
        await on.alice.slash(on.channel, "ask", question=TUNGSTEN)
        monday = time.time() + 7 * 86400.0
        elsewhere = make_bot(tmp_path, index_of_harbour, allowed_servers=(HOME + 1,))
        await on.env.restart_bot(elsewhere)
        await send_due(elsewhere, elsewhere.service.administration, monday)
        assert desk.history() == []
        again = make_bot(tmp_path, index_of_harbour, allowed_servers=(HOME,))
        await on.env.restart_bot(again)
        await send_due(again, again.service.administration, monday)
        sent = [call for call in on.env.http_requests if f"/{desk.id}/messages" in call.path]
        assert [call.method for call in sent] == ["POST", "PATCH"]
        assert TUNGSTEN in sent[0].json["content"]
        assert TUNGSTEN in words(desk.last_message)


@async_test
async def test_a_digest_goes_back_to_the_one_before_it(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """No question is omitted after the machine slept over two Mondays, or after Discord failed once."""
    async with scene(tmp_path, index_of_harbour) as on:
        administration, desk = on.service.administration, on.server.create_text_channel("desk")
        await administration.set_digest(on.server.id, desk.id, time.time() - 1)
        await on.alice.slash(on.channel, "ask", question=TUNGSTEN)
        late = time.time() + 16 * 86400.0
        on.env.inject_error("POST", f"/channels/{desk.id}/messages", status=503)
        await send_due(on.bot, administration, late)
        assert desk.history() == []
        for _ in range(2):
            await send_due(on.bot, administration, late)
        (sent,) = desk.history()
        assert TUNGSTEN in words(sent)
        assert "in 16 days" in words(sent)


@async_test
async def test_a_digest_comes_again_after_a_clock_that_was_ahead(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A digest sent "in the future" by a wrong clock is due at once; after the clock was put back by an hour it is not."""
    async with scene(tmp_path, index_of_harbour) as on:
        administration, now = on.service.administration, time.time()
        for ahead, due in ((3600.0, []), (20 * 365 * 86400.0, [(on.server.id, on.channel.id)])):
            await administration.set_digest(on.server.id, on.channel.id, now + ahead)
            assert [each[:2] for each in await administration.due_digests(now)] == due


@async_test
async def test_the_digest_tells_nothing_of_channels_that_its_readers_cannot_read(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Questions of a closed channel are listed only in channels whose readers can all read that channel."""
    async with scene(tmp_path, index_of_harbour) as on:
        role = on.server.create_role("Staff")
        staff = on.server.add_member(on.env.create_user("staff"), roles=[role])
        closed = {
            on.server.default_role: discord.PermissionOverwrite(read_messages=False),
            role: discord.PermissionOverwrite(read_messages=True),
            on.bot.user: discord.PermissionOverwrite(read_messages=True),
        }
        office = on.server.create_text_channel("office", overwrites=closed)
        desk = on.server.create_text_channel("desk", overwrites=closed)
        await staff.slash(office, "ask", question="Who is to be dismissed?")
        await on.alice.slash(on.channel, "ask", question=TUNGSTEN)
        administration = on.service.administration
        for channel, dismissed in ((on.channel, False), (desk, True)):
            await administration.set_digest(on.server.id, channel.id, 0.0)
            await send_due(on.bot, administration, time.time() + 7 * 86400.0)
            assert TUNGSTEN in words(channel.last_message)
            assert ("dismissed" in words(channel.last_message)) is dismissed


@async_test
async def test_managers_see_only_questions_of_channels_that_they_can_read(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/munshi unanswered and feedback exclude those of closed channels and of private threads of others."""
    async with scene(tmp_path, index_of_harbour) as on:
        reads, kept_out = (discord.PermissionOverwrite(read_messages=may) for may in (True, False))
        closed = {on.server.default_role: kept_out, on.alice.user: reads, on.bot.user: reads}
        office = on.server.create_text_channel("office", overwrites=closed)
        private = discord.ChannelType.private_thread.value
        thread = on.env.backend.create_thread(on.channel.id, "talk", on.alice.id, type=private)
        for channel in (office, handle(on, thread.id), on.channel):
            answered = await on.alice.slash(channel, "ask", question=HARBOUR_QUESTION)
            await on.alice.click(answered.response, label="Wrong")
        manager, asked = on.add_manager(), []
        for command in ("munshi unanswered", "munshi feedback"):
            result = await manager.slash(on.channel, command)
            (attached,) = (result.followups[-1:] or [result.response])[0].attachments
            asked += csv.DictReader(io.StringIO((await attached.read()).decode()))
        assert [line["question"] for line in asked] == [HARBOUR_QUESTION] * 2
        assert asked[0]["asked"] == "1"


@async_test
async def test_the_digest_tells_nothing_of_channels_that_keep_out_a_reader(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Questions of a channel that excludes a member or a role are listed only in that channel."""
    async with scene(tmp_path, index_of_harbour) as on:
        council, guests = on.server.create_role("Council"), on.server.create_role("Guests")
        reads, kept_out = (discord.PermissionOverwrite(read_messages=may) for may in (True, False))
        desk = on.server.create_text_channel(
            "desk", overwrites={on.server.default_role: kept_out, council: reads, on.bot.user: reads}
        )
        administration = on.service.administration
        for name, who in (("ballot", on.bob.user), ("council", guests)):
            asked_in = on.server.create_text_channel(name, overwrites={who: kept_out})
            await on.alice.slash(asked_in, "ask", question=f"Who leaves the {name}?")
            for channel, listed in ((desk, False), (asked_in, True)):
                await administration.set_digest(on.server.id, channel.id, 0.0)
                await send_due(on.bot, administration, time.time() + 7 * 86400.0)
                sent = words(channel.last_message) if channel.history() else ""
                assert (f"Who leaves the {name}?" in sent) is listed


@async_test
async def test_the_digest_tells_nothing_of_private_threads(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Questions of a thread are listed in its channel, unless the thread is private."""
    async with scene(tmp_path, index_of_harbour) as on:
        kinds = (discord.ChannelType.public_thread, discord.ChannelType.private_thread)
        for kind, question in zip(kinds, (TUNGSTEN, "Who is to be dismissed?"), strict=True):
            thread = on.env.backend.create_thread(on.channel.id, "talk", on.alice.id, type=kind.value)
            await on.alice.slash(handle(on, thread.id), "ask", question=question)
        await on.service.administration.set_digest(on.server.id, on.channel.id, 0.0)
        await send_due(on.bot, on.service.administration, time.time() + 7 * 86400.0)
        assert TUNGSTEN in words(on.channel.last_message)
        assert "dismissed" not in words(on.channel.last_message)


@async_test
async def test_the_digest_tells_nothing_of_channels_of_other_members(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A channel that single members may read lists questions of another channel only if all of them can read that."""
    async with scene(tmp_path, index_of_harbour) as on:
        reads, kept_out = (discord.PermissionOverwrite(read_messages=may) for may in (True, False))
        closed = {on.server.default_role: kept_out, on.alice.user: reads, on.bot.user: reads}
        mine = on.server.create_text_channel("mine", overwrites=closed)
        ours = on.server.create_text_channel("ours", overwrites=closed | {on.bob.user: reads})
        await on.alice.slash(mine, "ask", question="Who is to be dismissed?")
        await on.alice.slash(ours, "ask", question=TUNGSTEN)
        for channel, dismissed in ((mine, True), (ours, False)):
            await on.service.administration.set_digest(on.server.id, channel.id, 0.0)
            await send_due(on.bot, on.service.administration, time.time() + 7 * 86400.0)
            assert TUNGSTEN in words(channel.last_message)
            assert ("dismissed" in words(channel.last_message)) is dismissed


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 23, 8, 0), datetime(2026, 11, 23, 8, 0)),
        (datetime(2026, 11, 23, 7, 59), datetime(2026, 11, 16, 8, 0)),
        (datetime(2026, 11, 27, 5, 0), datetime(2026, 11, 23, 8, 0)),
        (datetime(2026, 11, 29, 23, 59), datetime(2026, 11, 23, 8, 0)),
    ],
)
def test_the_last_monday(now: datetime, monday: datetime) -> None:
    """The week of the digest starts on Monday at eight."""
    assert last_monday(now.timestamp()) == monday.timestamp()


def test_the_terminal_gives_the_same(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """`munshi feedback --unanswered` writes the same table, for one server or all; without questions, none."""
    path, settings = tmp_path / "state.sqlite3", Settings(engine=index_of_harbour)
    assert unanswered(settings, path) is None
    state = State.open(path)
    for question in (DOGS[0], DOGS[1], TUNGSTEN):
        record_answer(state, answer(outcome=Outcome.NOTHING), HERE, 5, question=question)
    state.close()
    text = unanswered(settings, path, server=HERE.server)
    assert text is not None
    assert [line["asked"] for line in csv.DictReader(io.StringIO(text))] == ["2", "1"]
    lines = unanswered(settings, path, form="jsonl")
    assert lines is not None
    assert lines.count("\n") == 2
    assert unanswered(settings, path, server=999) is None
