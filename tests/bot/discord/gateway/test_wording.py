"""Answers that a language model words, as members see them: the reader's answer at once, then a single change."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import discord
import pytest

from bot.discord.catalogue import load
from bot.discord.management.feedback import feedback
from bot.discord.questions.requests import Press, Reply, Request
from bot.discord.sentences import speaking
from bot.discord.state.records import Location
from index.settings import IndexSettings, LLMSettings
from index.wording.writer import Writer
from tests.bot.discord.library import HARBOUR, HARBOUR_QUESTION, index_folder
from tests.bot.discord.world import Scene, async_test, raw, scene, words
from tests.stub_llm import (
    SILENCE,
    Behaviour,
    Handler,
    StubLLM,
    claims,
    endless,
    hang_up,
    in_turn,
    says,
    silent,
    status,
    stub_llm,
    trickle,
)

KEY = "sk-s3cret-0123456789"
SENTENCES = (
    ("Ada Brenner built the harbour of Selwick.", "was built by the engineer Ada Brenner"),
    ("She chose granite, because limestone had crumbled.", "because limestone had crumbled"),
)
FIRST = f"{SENTENCES[0][0]} \\[1\\]"


@pytest.fixture(autouse=True, scope="module")
def _packages_are_loaded() -> None:
    pytest.importorskip("llama_index.llms.openai_like")


def writer(stub: StubLLM, **settings) -> Writer:
    chosen = {"model": "stub_9", "when": "always", "address": f"{stub.address}/v1", **settings}
    made = Writer(LLMSettings(kind="openai_like", **chosen))
    made.load()  # as before the bot serves
    return made


def changes(on: Scene) -> int:
    """How many messages were changed."""
    return [call.method for call in on.env.http_requests].count("PATCH")


def recorded(on: Scene) -> list[dict]:
    """The recorded answers, in no order."""
    with closing(sqlite3.connect(on.state_file)) as connection:
        return [json.loads(answer) for (answer,) in connection.execute("SELECT answer FROM answers")]


async def ask(on: Scene, question: str = HARBOUR_QUESTION, **how) -> tuple[Request, Reply]:
    """Ask as the gateway does. Returns the reader's reply, which is not shown."""
    request = Request(question, Location(on.server.id, on.channel.id), on.alice.id, **how)
    (reply,) = await on.service.questions.ask(request)
    return reply


@async_test
async def test_a_command_is_answered_and_then_worded(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """/ask shows the reader's answer, changed once into sentences whose quotes its buttons show."""
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            message = on.channel.last_message
            text = words(message)
            assert text.startswith(f"{FIRST} {SENTENCES[1][0]} \\[2\\]\n> ")
            assert "**was built by the engineer Ada Brenner**" in text
            assert "**because limestone had crumbled**" in text
            assert "\n-# worded by stub\\_9 · " in text
            assert changes(on) == 1
            (answer,) = recorded(on)
            assert answer["wording"]["sentences"][1] == {"text": SENTENCES[1][0], "citation": 1}
            passage = await on.alice.click(message, label="Show passage 2")
            assert "**because limestone had crumbled**" in words(passage.response)
            voted = await on.bob.click(message, label="Wrong")
            assert words(voted.response).startswith("Noted: wrong.")
            assert SENTENCES[1][0] in (feedback(on.state_file) or "")
            await on.alice.slash(on.channel, "forget")
            assert recorded(on) == []


@async_test
async def test_a_mention_is_answered_and_then_worded(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A reply to a mention is worded too; the model gets earlier turns; the same question does not ask it again."""
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
            first = on.channel.last_message
            assert words(first).startswith(FIRST)
            await on.bob.send(on.channel, f"{on.mention} why did she choose granite?", reply_to=first)
            told = stub.requests[1]["messages"][1]["content"]
            assert f"Question: {HARBOUR_QUESTION}\nAnswer: {SENTENCES[0][0]}" in told
            await on.bob.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
            assert words(on.channel.last_message).startswith(FIRST)
            assert len(stub.requests) == 2


@async_test
async def test_a_private_answer_is_worded_privately(
    index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A private answer is changed where only its asker sees it, is in no feedback or log, and gone after /forget."""
    caplog.set_level(logging.INFO)
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION, private="yes")
            assert result.response.ephemeral
            assert not list(on.channel.history())
            assert words(result.response).startswith(FIRST)
            assert "Continue in a thread" not in words(result.response)
            await on.alice.click(result.response, label="Wrong")
            assert "Selwick" not in (feedback(on.state_file) or "")
            assert "Selwick" not in caplog.text
            await on.alice.slash(on.channel, "forget")
            assert recorded(on) == []


FAILURES: list[tuple[str, Behaviour]] = [
    ("refuses the key", status(401, json.dumps({"error": {"message": f"Incorrect key: {KEY}"}}))),
    ("breaks", status(500)),
    ("hangs up", hang_up),
    ("is silent", silent),
    ("is slow", trickle),
    ("writes without end", endless),
    ("writes no JSON", says("Ada Brenner, of course!")),
    ("lies", claims(("It was built by Jonas Tarn.", SENTENCES[0][1]))),
    ("invents a quote", claims(("Ada Brenner built it of oak.", "of oak, as she said"))),
    ("writes another language", claims(("Den Hafen hat eine Ingenieurin gebaut.", SENTENCES[0][1]))),
    ("has nothing to say", says('{"sentences": []}')),
]


WITHOUT_PROOF = [behaviour for _, behaviour in FAILURES[-4:]]  # and no failure
NOT_WORDED = "Not worded: the language model gave no usable answer in time."
NOTICE = f"\n-# {NOT_WORDED}"


@pytest.mark.parametrize("behaviour", [each for _, each in FAILURES], ids=[name for name, _ in FAILURES])
@async_test
async def test_where_the_model_fails_the_readers_answer_stands(
    index_of_harbour: IndexSettings, tmp_path: Path, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    """If the model fails, members see the reader's answer with a notice; the log never contains the key."""
    caplog.set_level(logging.DEBUG)
    key_file = tmp_path / "key"
    key_file.touch(0o600)
    key_file.write_text(KEY)
    without_model = tmp_path / "without"
    without_model.mkdir()
    async with scene(without_model, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        without = words(on.channel.last_message)
    with stub_llm(behaviour) as stub:
        failing = writer(stub, timeout=0.5, key_file=key_file)
        async with scene(tmp_path, index_of_harbour, writer=failing) as on:
            await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            failed = behaviour not in WITHOUT_PROOF
            text = words(on.channel.last_message)
            assert text.replace(NOTICE, "") == without
            assert text.count(NOTICE) == failed
            assert changes(on) == failed
            assert recorded(on)[-1]["wording"] is None
            assert recorded(on)[-1]["notices"] == [NOT_WORDED] * failed
        assert stub.requests
    lines = [record for record in caplog.records if record.name == "bot.discord.questions.wordings"]
    assert len(lines) == (0 if behaviour is FAILURES[-1][1] else 1)
    assert not any(record.levelno >= logging.ERROR or record.exc_info for record in lines)
    assert KEY not in caplog.text


@async_test
async def test_a_server_that_is_away(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If the model cannot be reached, the reader's answer stays, with a notice."""
    with stub_llm(silent) as stub:
        away = writer(stub)
    async with scene(tmp_path, index_of_harbour, writer=away) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        text = words(on.channel.last_message)
        assert text.startswith("## Ada Brenner")
        assert NOTICE in text
        assert changes(on) == 1


@async_test
async def test_the_notice_is_in_the_servers_language(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """In German the notice is German; a question asked again asks the model again."""
    with (
        stub_llm(in_turn(status(500), status(500), claims(*SENTENCES))) as stub,
        speaking(load("de", Path())),
    ):
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            for failed in (True, False):
                await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
                text = words(on.channel.last_message)
                assert ("nicht rechtzeitig brauchbar geantwortet." in text) == failed
            assert text.startswith(FIRST)


@async_test
async def test_a_busy_model_holds_up_no_reader(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """While the model is silent, all questions are answered by the reader; its limit holds, and at the end it is not asked."""
    asked = (HARBOUR_QUESTION, "Who is the captain of the ferry?", "Who was the lighthouse keeper?")
    with stub_llm(silent) as stub:
        slow = writer(stub, timeout=SILENCE, in_flight=1)
        async with scene(tmp_path, index_of_harbour, writer=slow, workers=1) as on:
            questions = on.service.questions
            wordings = []
            for question in asked:
                request, reply = await ask(on, question)
                wordings.append(asyncio.ensure_future(questions.word(request, reply)))
            while not stub.requests:
                await asyncio.sleep(0.05)
            assert not any(wording.done() for wording in wordings)
            await on.service.cancel_questions()  # while a thread waits
            assert await asyncio.gather(*wordings) == [None] * 3
            assert len(stub.requests) == 1


@async_test
async def test_only_so_many_wait_for_the_model(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If too many answers wait for the model, the next is the reader's at once, with a notice."""
    asked = (HARBOUR_QUESTION, "Who is the captain of the ferry?", "Who was the lighthouse keeper?")
    with stub_llm(silent) as stub:
        slow = writer(stub, timeout=SILENCE, in_flight=1)
        async with scene(tmp_path, index_of_harbour, writer=slow, queue=1) as on:
            waiting = []
            for question in asked:
                request, reply = await ask(on, question)
                waiting.append(asyncio.ensure_future(on.service.questions.word(request, reply)))
                await asyncio.sleep(0.05)
            message = await waiting[2]
            assert message is not None
            assert message.blocks[-1].endswith(NOTICE)
            assert not waiting[0].done()
            assert not waiting[1].done()
            await on.service.cancel_questions()
            await asyncio.gather(*waiting)


@pytest.mark.parametrize("meanwhile", ["voted on", "forgotten"])
@async_test
async def test_what_members_acted_on_is_not_changed(
    index_of_harbour: IndexSettings, tmp_path: Path, meanwhile: str
) -> None:
    """An answer that was voted on or forgotten before its wording is ready stays as it is shown."""
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            request, reply = await ask(on)
            assert reply.answer_id is not None
            before = recorded(on)
            conversations = on.service.conversations
            if meanwhile == "voted on":
                await conversations.vote(reply.answer_id, Press(request.location, on.bob.id, 1), False)
            else:
                await on.service.forgetting.forget(request.location, on.alice.id)
            assert await on.service.questions.word(request, reply) is None
            assert len(stub.requests) == 1
            assert recorded(on) == (before if meanwhile == "voted on" else [])


@async_test
async def test_a_message_that_is_gone_keeps_its_record(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If an answer's message was deleted before the wording, nobody is told, and the reader's answer stays recorded."""
    loop, reached, deleted = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def behave(handler: Handler) -> None:
        loop.call_soon_threadsafe(reached.set)
        asyncio.run_coroutine_threadsafe(deleted.wait(), loop).result(SILENCE)
        claims(*SENTENCES)(handler)

    with stub_llm(behave) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub)) as on:
            asking = asyncio.create_task(on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}"))
            await reached.wait()
            shown = on.channel.last_message
            on.env.backend.delete_message(on.channel.id, shown.id)
            deleted.set()
            await asking
            (answer,) = recorded(on)
            assert answer["wording"] is None
            assert shown.id not in [message.id for message in on.channel.history()]


@async_test
async def test_a_change_that_breaks_keeps_the_record(
    index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong while the message is changed, its buttons and its record are the reader's answer."""

    async def breaks(self: discord.Message, **named: object) -> None:
        raise ValueError("no such view")

    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_of_harbour, writer=writer(stub), check_errors=False) as on:
            monkeypatch.setattr(discord.WebhookMessage, "edit", breaks)
            await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
            (answer,) = recorded(on)
            assert answer["wording"] is None
            assert words(on.channel.last_message).startswith("## Ada Brenner")


@async_test
async def test_what_nobody_asked_is_not_worded(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """Answers that nobody asked for are not worded: they stay in the documents' words."""
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(
            tmp_path, index_of_harbour, writer=writer(stub), listening=True, listening_confidence=0.0
        ) as on:
            request = Request(
                HARBOUR_QUESTION, Location(on.server.id, on.channel.id), on.alice.id, unasked=True
            )
            reply = await on.service.questions.answer_unasked(request)
            assert reply is not None
            assert await on.service.questions.word(request, reply) is None
            assert stub.requests == []


@async_test
async def test_documents_that_differ_are_not_worded(tmp_path: Path) -> None:
    """If documents contradict each other, both are shown, and the model is not asked."""
    documents = {
        "new.md": "The ferry to Orrin leaves the harbour of Selwick at 07:10 in the morning.\n",
        "old.md": "The ferry to Orrin leaves the harbour of Selwick at 08:40 in the morning.\n",
    }
    with stub_llm(claims(*SENTENCES)) as stub:
        async with scene(tmp_path, index_folder(tmp_path / "two", documents), writer=writer(stub)) as on:
            await on.alice.slash(
                on.channel, "ask", question="When does the ferry to Orrin leave the harbour of Selwick?"
            )
            assert words(on.channel.last_message).startswith("The documents differ:")
            assert stub.requests == []
            assert changes(on) == 0


@async_test
async def test_nothing_of_a_wording_is_live(tmp_path: Path) -> None:
    """Markdown, mentions and marks in a model's sentence are plain text, even if a document contains them."""
    hostile = "**Ada Brenner** built `#1` ||of|| [granite](https://evil.example) for @everyone and <@1>"
    documents = HARBOUR | {"wall.txt": f"On the wall of the harbour stands: {hostile}.\n"}
    sentence = f"On the wall stands: {hostile} \u202e\u200b."
    with stub_llm(claims((sentence, hostile))) as stub:
        async with scene(tmp_path, index_folder(tmp_path / "wall", documents), writer=writer(stub)) as on:
            await on.alice.send(on.channel, f"{on.mention} What stands on the wall of the harbour?")
            message = on.channel.last_message
            text = words(message)
            assert text.startswith(
                "On the wall stands: \\*\\*Ada Brenner\\*\\* built \\`#1\\` \\|\\|of\\|\\| \\[granite\\](https\\://evil.example) "
                "for @\u200beveryone and \\<@\u200b1\\> . \\[1\\]"
            )
            assert "\u202e" not in json.dumps(raw(message), ensure_ascii=False)
            assert not message.mentions
            assert not message.mention_everyone
