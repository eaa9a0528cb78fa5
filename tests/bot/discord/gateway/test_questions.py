"""Questions of members, as they see them: by command, mention, reply, and on a message."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.gateway.reading import as_seen
from bot.discord.messages.answer import answer_message
from bot.discord.questions.queue import TooSlow
from bot.discord.questions.requests import Press
from bot.discord.sentences import say, too_soon
from bot.discord.state.records import Location
from index import Engine
from index.settings import IndexSettings
from index.types import Answer, Turn
from tests.bot.discord.library import HARBOUR_QUESTION, index_folder
from tests.bot.discord.samples import WITH_THREAD
from tests.bot.discord.world import async_test, drawn, follow_up_answer, own_messages, scene, shown, words


@async_test
async def test_ask_answers_everyone_with_the_whole_message(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/ask is deferred, then shows the engine's answer, its proof and its buttons to everyone."""
    async with scene(tmp_path, index_of_harbour) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        answer = Engine.open(index_of_harbour).ask(HARBOUR_QUESTION)
        expected = answer_message(answer, answer_id=1, question=HARBOUR_QUESTION, buttons=WITH_THREAD)
        assert result.acknowledged
        assert not result.response.ephemeral
        assert shown(result.response) == drawn(expected)
        assert "Ada Brenner" in words(result.response)


@async_test
async def test_ask_privately_is_seen_by_one(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """With private: yes the answer is ephemeral, has no thread button, and the question is not suggested to others."""
    async with scene(tmp_path, index_of_harbour) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION, private="yes")
        assert result.response.ephemeral
        assert "Continue in a thread" not in words(result.response)
        assert await on.bob.autocomplete(on.channel, "ask", "question", "") == []
        assert len(await on.alice.autocomplete(on.channel, "ask", "question", "")) == 1


@async_test
async def test_autocomplete_offers_this_channels_questions(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Autocomplete suggests recent questions of the channel, newest first, that contain the typed text."""
    async with scene(tmp_path, index_of_harbour) as on:
        other = on.server.create_text_channel("other")
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        await on.alice.slash(on.channel, "ask", question="When does the ferry leave?")
        await on.alice.slash(other, "ask", question="Who is Marta Quill?")
        offered = await on.bob.autocomplete(on.channel, "ask", "question", "")
        assert [choice["value"] for choice in offered] == ["When does the ferry leave?", HARBOUR_QUESTION]
        offered = await on.bob.autocomplete(on.channel, "ask", "question", "FERRY")
        assert [choice["value"] for choice in offered] == ["When does the ferry leave?"]


@async_test
async def test_a_mention_is_answered_by_a_reply(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A message that mentions Munshi gets its answer as a reply that pings nobody."""
    async with scene(tmp_path, index_of_harbour) as on:
        message = await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        reply = on.channel.last_message
        answer = Engine.open(index_of_harbour).ask(HARBOUR_QUESTION)
        assert shown(reply) == drawn(answer_message(answer, answer_id=1, buttons=WITH_THREAD))
        assert reply.reference.message_id == message.id
        sent, changed = [call for call in on.env.http_requests if f"/{on.channel.id}/messages" in call.path]
        assert sent.json["allowed_mentions"] == {"parse": [], "replied_user": False}
        assert "Ada Brenner" in sent.json["content"]  # what a phone's notification shows
        assert (changed.method, changed.json["content"]) == ("PATCH", None)
        assert changed.json["components"]


FERRY = "When does the ferry to Orrin leave?"


@async_test
async def test_each_question_of_a_message_is_answered_by_a_reply(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Each reply names its question, and acts on its own answer; a question follows those before it."""
    captain = "who is the captain of the ferry?"
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(
            on.channel,
            f"{on.mention} hi! I am at sea. {HARBOUR_QUESTION}\n- {captain}\n- where is the zork museum?\nthanks",
        )
        engine = Engine.open(index_of_harbour)
        answers = [engine.ask(f"I am at sea. {HARBOUR_QUESTION}"), engine.ask(captain)]
        built, leads = own_messages(on, on.channel)
        expected = answer_message(answers[0], answer_id=1, question=HARBOUR_QUESTION, buttons=WITH_THREAD)
        assert shown(built) == drawn(expected)
        notice = say("no_answer_to", questions="“where is the zork museum?”")
        answer = dataclasses.replace(answers[1], notices=(notice,))
        expected = answer_message(answer, answer_id=1, question=captain, buttons=WITH_THREAD)
        assert shown(leads) == drawn(expected)
        assert {reply.reference.message_id for reply in (built, leads)} == {asked.id}
        await on.alice.click(built, label="Wrong")
        rows = on.rows("SELECT question FROM answers WHERE id IN (SELECT answer FROM votes)")
        assert rows == [(HARBOUR_QUESTION,)]
        unanswered = "SELECT question FROM answers WHERE outcome != 'answered'"
        assert on.rows(unanswered) == [("where is the zork museum?",)]  # for those who improve the documents


@async_test
async def test_questions_that_are_quoted_are_not_answered_by_themselves(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """They are those of others: the message is one question."""
    async with scene(tmp_path, index_of_harbour) as on:
        asked = await on.alice.send(on.channel, f"> {FERRY}\n{on.mention} {HARBOUR_QUESTION}")
        assert len(own_messages(on, on.channel)) == 1
        await on.bob.context_menu(on.channel, "Ask about this", asked)
        assert len(own_messages(on, on.channel)) == 2


@async_test
async def test_each_question_of_a_command_is_answered(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """/ask with two questions shows two answers; who asked privately is alone in seeing both."""
    async with scene(tmp_path, index_of_harbour) as on:
        both = f"{HARBOUR_QUESTION} Also, {FERRY}"
        await on.alice.slash(on.channel, "ask", question=both)
        built, leaves = own_messages(on, on.channel)
        assert "Ada Brenner" in words(built)
        assert "seven in the morning" in words(leaves)
        await on.alice.slash(on.channel, "ask", question=both, private="yes")
        assert on.rows("SELECT private FROM answers ORDER BY sequence") == [(0,), (0,), (1,), (1,)]


@async_test
async def test_a_message_none_of_whose_questions_is_answered_has_one_reply(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """It is then answered as a whole."""
    async with scene(tmp_path, index_of_harbour) as on:
        text = "Who painted the mill of Zork? Where is the Zork museum?"
        await on.alice.send(on.channel, f"{on.mention} {text}")
        (reply,) = own_messages(on, on.channel)
        answer = Engine.open(index_of_harbour).ask(text)
        assert shown(reply) == drawn(answer_message(answer, answer_id=1, buttons=WITH_THREAD))


class SlowOnFerries:
    """An engine that is too slow for questions about the ferry."""

    def __init__(self, settings: IndexSettings) -> None:
        self._engine = Engine.open(settings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def ask(self, question: str) -> Answer:
        if "ferry" in question:
            raise TooSlow("too slow")
        return self._engine.ask(question)


@async_test
async def test_what_fails_for_one_question_leaves_the_answers_to_others(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The reply names the question that has no answer; if the first fails, people read why."""
    async with scene(tmp_path, index_of_harbour, opening=SlowOnFerries) as on:
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION} {FERRY}")
        (reply,) = own_messages(on, on.channel)
        assert "Ada Brenner" in words(reply)
        assert f"No answer to “{FERRY}”." in words(reply)
        await on.alice.send(on.channel, f"{on.mention} {FERRY} {HARBOUR_QUESTION}")
        assert "too slow" in words(on.channel.last_message)


@pytest.mark.parametrize(
    "beside", ["<:ship:123456789012345678>", "<@1456074443980800055>", "<t:1700000000:R>"]
)
@async_test
async def test_what_has_a_number_that_nobody_sees_is_not_asked(
    beside: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """An emoji, a mention or a timestamp next to a question does not change the answer, however it is asked."""
    asked = FERRY
    typed = f"{beside} {asked} {beside}"
    answer = Engine.open(index_of_harbour).ask(asked)
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {typed}")
        expected = answer_message(answer, answer_id=1, buttons=WITH_THREAD)
        assert shown(on.channel.last_message) == drawn(expected)
        result = await on.alice.slash(on.channel, "ask", question=typed, private="yes")
        form = await on.alice.click(result.response, label="Ask more")
        more = await on.alice.submit_modal(form, {"question": typed})
        for sent in (result.response, more.response):
            assert shown(sent) == drawn(answer_message(answer, answer_id=1, question=asked))


@async_test
async def test_where_the_components_are_refused_the_plain_answer_stays(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """The text for the notification is the whole answer with its buttons, in case nothing follows."""
    async with scene(tmp_path, index_of_harbour) as on:
        on.env.inject_error(
            "PATCH", "/channels/*/messages/*", status=400, code=50035, message="Invalid Form Body"
        )
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        reply = on.channel.last_message
        assert "Ada Brenner" in reply.content
        assert "harbour.md, line 3" in reply.content
        vote = await on.alice.click(reply, label="Right")
        assert words(vote.response).startswith("Noted: right.")


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError, ConnectionResetError])
@async_test
async def test_where_the_line_breaks_the_plain_answer_stays(
    error: type[Exception], index_of_harbour: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A posted answer that cannot be changed into components is the only reply, and is recorded."""

    async def breaks(self: discord.Message, **named: object) -> None:
        raise error

    async with scene(tmp_path, index_of_harbour) as on:
        with monkeypatch.context() as broken:
            broken.setattr(discord.Message, "edit", breaks)
            await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        _, reply = on.channel.history()
        assert "Ada Brenner" in reply.content
        (number,) = on.ids()
        press = Press(Location(on.server.id, on.channel.id), on.bob.id, reply.id)
        assert (await on.service.conversations.answer_record(number, press)).message == reply.id


@async_test
async def test_a_reply_to_an_answer_is_a_follow_up(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A reply that mentions Munshi is understood with the answer that it replies to, and its question."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        answered = on.channel.last_message
        await on.bob.send(on.channel, f"{on.mention} why did she choose granite?", reply_to=answered)
        reply = on.channel.last_message
        engine = Engine.open(index_of_harbour)
        said = Turn(HARBOUR_QUESTION, engine.ask(HARBOUR_QUESTION).text)
        expected = follow_up_answer(engine, "why did she choose granite?", said)
        assert reply.id != answered.id
        assert shown(reply) == drawn(answer_message(expected, answer_id=2, buttons=WITH_THREAD))


@async_test
async def test_messages_that_are_no_questions_get_no_answer(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Everyone- and here-mentions, mentions of others, and messages of bots and webhooks get no answer."""
    async with scene(tmp_path, index_of_harbour) as on:
        robot = on.server.add_member(on.env.create_user("robot", bot=True))
        hook = on.server.create_webhook(on.channel, "hook")
        await on.alice.send(on.channel, f"@everyone {HARBOUR_QUESTION}")
        await on.alice.send(on.channel, f"@here {HARBOUR_QUESTION}")
        await on.alice.send(on.channel, f"{on.bob.mention} {HARBOUR_QUESTION}")
        await robot.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        await hook.send(f"{on.mention} {HARBOUR_QUESTION}")
        assert not own_messages(on, on.channel)


@async_test
async def test_ask_about_this_asks_the_messages_text(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The command on a message asks the text of the message."""
    async with scene(tmp_path, index_of_harbour) as on:
        message = await on.bob.send(on.channel, HARBOUR_QUESTION)
        result = await on.alice.context_menu(on.channel, "Ask about this", message)
        assert "Ada Brenner" in words(result.response)


@pytest.mark.parametrize("said", ["", "hello", "Help!", "help, thanks 🙏", "Hi, Munshi", "what can you do?"])
@async_test
async def test_who_asks_nothing_reads_what_munshi_is(
    said: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A greeting, a call for help or a bare mention gets what Munshi is, two examples, and no votes."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {said}")
        lines = words(on.channel.last_message).split("\n")
        assert lines[0] == "### I'm Munshi"
        assert lines[2:5] == [
            "Ask me, for example:",
            "- What do the documents say about “The harbour of Selwick”?",
            "- What do the documents say about “ferry”?",
        ]
        assert len(lines) == 6
        assert on.ids() == []


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("thanks 🙏", "You're welcome."),
        ("no, that's wrong", "If an answer is wrong, press “Wrong” below it: "),
    ],
)
@async_test
async def test_thanks_and_doubts_have_their_own_reply(
    said: str, reply: str, index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Who thanks, or says that an answer is wrong, is not told what Munshi is."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {said}")
        assert words(on.channel.last_message).startswith(reply)
        assert on.ids() == []


@async_test
async def test_a_reply_that_mentions_munshi_asks_what_it_replies_to(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A bare mention, "answer this please" or "any idea?", in reply to somebody's question answers that question."""
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        question = await on.bob.send(on.channel, f"**{HARBOUR_QUESTION}** {on.alice.mention}")
        for said in ("", "answer this, please!", "any idea?", "help", on.bob.mention, "👆"):
            await on.alice.send(on.channel, f"{on.mention} {said}", reply_to=question)
            assert "Ada Brenner" in words(on.channel.last_message)
        await on.alice.send(on.channel, f"{on.mention} When does the ferry leave?", reply_to=question)
        assert "seven" in words(on.channel.last_message)
        await on.alice.send(on.channel, on.mention, reply_to=on.channel.last_message)
        assert words(on.channel.last_message).startswith("### I'm Munshi")  # its own words ask nothing
        offered = await on.bob.autocomplete(on.channel, "ask", "question", "")
        assert HARBOUR_QUESTION in [choice["value"] for choice in offered]
        await on.bob.delete(question)
        await on.env.settle()
        offered = await on.bob.autocomplete(on.channel, "ask", "question", "")
        assert HARBOUR_QUESTION not in [choice["value"] for choice in offered]


@async_test
async def test_what_another_bot_shows_can_be_asked_about(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A bot's message that has only an embed is asked by the embed's title and description."""
    async with scene(tmp_path, index_of_harbour, message_content=True) as on:
        other = on.env.create_user("quiz", bot=True)
        on.server.add_member(other)
        embed = {"type": "rich", "title": "Question of the day", "description": f"**{HARBOUR_QUESTION}**"}
        on.env.backend.create_message(on.channel.id, other.id, embeds=[embed])
        await on.env.settle()
        quiz = on.channel.last_message
        asked = await on.alice.context_menu(on.channel, "Ask about this", quiz)
        assert "Ada Brenner" in words(asked.response)
        await on.alice.send(on.channel, f"{on.mention} any idea?", reply_to=quiz)
        assert "Ada Brenner" in words(on.channel.last_message)


@async_test
async def test_a_message_that_is_forwarded_to_munshi_is_the_question(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a direct message a forwarded message is asked as it is."""
    async with scene(tmp_path, index_of_harbour) as on:
        question = await on.bob.send(on.channel, f"**{HARBOUR_QUESTION}**")
        await on.alice.user.send_dm("hello")
        direct = on.alice.user.dm_channel
        reference = {"type": 1, "channel_id": str(on.channel.id), "message_id": str(question.id)}
        on.env.backend.create_message(direct.id, on.alice.id, reference=reference)
        await on.env.settle()
        assert "Ada Brenner" in words(direct.last_message)


@async_test
async def test_a_message_that_munshi_cannot_see_is_told_so(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If Discord withholds the text of the message replied to, the reply names the way that works."""
    async with scene(tmp_path, index_of_harbour) as on:
        question = await on.bob.send(on.channel, on.alice.mention)
        await on.alice.send(on.channel, on.mention, reply_to=question)
        assert words(on.channel.last_message) == say("cannot_see_message")


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("<@5> <@!6> <@&7> who **built** it?", "who built it?"),
        ("> quoted\n# Who built it <#9>?", "quoted\nWho built it?"),
        ("<:ship:123> [who](https://example.org) <t:1700000000:R> ||built|| `it`?", "who built it?"),
        ("@everyone who?", "who?"),
        ("<@5> @here @everyone who?", "who?"),
        ("<@5> who may write @everyone?", "who may write @everyone?"),
        ("[who](https://discord.com/channels/5/6/7) **built** it <#9>?", "who built it?"),
        (
            "who built <https://discord.com/channels/5/6/7>? https://ptb.discord.com/channels/@me/8",
            "who built?",
        ),
        ("-# small\n- an item", "small\nan item"),
        ("2 * 3 < 7?", "2 * 3 < 7?"),
        ("**Who _really_ built** ~~her~~ __the old harbour__?", "Who really built her the old harbour?"),
        ("> # What is ***it***?", "What is it?"),
        ("**What does `_x_ <#9>` do?**", "What does _x_ <#9> do?"),
        ("```py\nx = _a_ * b\n```", "x = _a_ * b"),
        (r"\*max\_tokens\*", "*max_tokens*"),
        ("港**は**誰", "港は誰"),
        ("**What is the *daily limit***?", "What is the daily limit?"),
        ("__**Who** built it__?", "Who built it?"),
    ],
)
def test_a_message_is_read_as_people_see_it(content: str, seen: str) -> None:
    """Mentions, emoji of servers and Markdown are removed from the question of a message."""
    assert as_seen(content) == seen


_UNMARKED = [
    *("max_tokens", "__init__", r"C:\temp\logs_old", "2*3*4", "a||b", "~/notes", "*args", "**kwargs"),
    *("-5", "_build/x_y", "https://example.org/_a_?b=*c*", "5 ** 2", "x~~y", "***", "#9"),
]


@given(
    st.lists(
        st.sampled_from(_UNMARKED)
        | st.from_regex(r"[a-zü]+(\*{0,2}|_{0,2}|~{0,2}|\|{0,2}|\\)[a-zü]+", fullmatch=True)
    )
)
def test_what_is_no_markup_is_read_as_it_stands(words_of_text: list[str]) -> None:
    """Marks inside words, or without a second one, are not Markdown: identifiers, paths, products."""
    text = " ".join(["what about", *words_of_text])
    assert as_seen(text) == text


@given(st.text(st.sampled_from("ab_*~|\\#>@<")))
def test_code_is_read_as_it_stands(code: str) -> None:
    """Nothing between backticks is Markdown or a mention."""
    assert as_seen(f"what is `x{code}`?") == f"what is x{code}?"


@async_test
async def test_an_identifier_is_asked_for_as_it_is_written(tmp_path: Path) -> None:
    """A message that names an identifier is answered from the passage that names it."""
    documents = {
        f"{name}.md": f"# {name}\n\nThe setting {name} is {number} by default.\n"
        for number, name in enumerate(("retry_count", "max_tokens", "page_size"), 3)
    }
    async with scene(tmp_path, index_folder(tmp_path / "relay", documents)) as on:
        message = await on.bob.send(on.channel, "What is **max_tokens** by default?")
        result = await on.alice.context_menu(on.channel, "Ask about this", message)
        assert "Asked: What is max\\_tokens by default?" in words(result.response)


@async_test
async def test_odd_questions_are_answered_calmly(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """6000 characters, only emoji, and other scripts get a reply, never an error."""
    async with scene(tmp_path, index_of_harbour) as on:
        for question in (
            "x" * 6000,
            "why? " * 1200,
            "🌊🌊🌊",
            "港は誰が建てましたか",
            "من بنى الميناء؟",
            "‮‮",
            "***",
        ):
            result = await on.alice.slash(on.channel, "ask", question=question)
            assert words(result.response), question
            assert "reference" not in words(result.response), question


@async_test
async def test_nothing_is_one_sentence(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """The reply to an unanswerable question is one sentence, with no passage and no confidence under it."""
    question = "What is the boiling point of tungsten?"
    async with scene(tmp_path, index_of_harbour) as on:
        result = await on.alice.slash(on.channel, "ask", question=question)
        said = words(result.response).split("\n")
        assert said[:2] == ["I found nothing about this in the documents.", f"-# Asked: {question}"]
        assert said[2:] == ["Right", "Wrong", "Continue in a thread"]


@async_test
async def test_a_question_that_is_too_long_is_answered_with_a_notice(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If a question is longer than the engine reads, the reply says how much was read."""
    async with scene(tmp_path, index_of_harbour) as on:
        result = await on.alice.slash(on.channel, "ask", question=f"{HARBOUR_QUESTION} {'and why? ' * 300}")
        assert "-# Only the first 2,000 characters of the question were read." in words(result.response)


@async_test
async def test_what_a_misspelt_word_was_read_as_is_told(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A corrected spelling is shown under the answer, escaped, also if the answer was cached."""
    asked = HARBOUR_QUESTION.replace("harbour", "harbuor")
    async with scene(tmp_path, index_of_harbour) as on:
        for _ in range(2):
            result = await on.alice.slash(on.channel, "ask", question=asked)
            assert "-# “harbuor” was read as “harbour”." in words(result.response)


@async_test
async def test_which_part_of_a_message_is_answered_is_told(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """If only the clause that asks is answered, people see that what stood beside it was not considered."""
    story = (
        "we had a party at my mom's house with cake and someone dropped my sword in the pool so now i wonder"
    )
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {story} who built the harbour")
        text = "-# Only this part of the question is answered: “who built the harbour”."
        assert text in words(on.channel.last_message)


@async_test
async def test_cooldowns_are_told_privately(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """A person who asks again too soon is told so privately; another person may ask meanwhile."""
    async with scene(tmp_path, index_of_harbour, person_cooldown=600.0) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        again = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        other = await on.bob.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert again.response.ephemeral
        assert words(again.response) in {too_soon(600.0, left) for left in range(1, 601)}
        assert not other.response.ephemeral


@async_test
async def test_many_mentions_in_the_cooldown_get_one_notice(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A person who mentions Munshi again and again in the cooldown is told once in a channel, since all can read it."""
    async with scene(tmp_path, index_of_harbour, person_cooldown=600.0) as on:
        for _ in range(11):
            await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        own = own_messages(on, on.channel)
        assert len(own) == 2
        assert "Ada Brenner" in words(own[0])
        assert words(own[1]).startswith("One question every 600 seconds, please")
        other = on.server.create_text_channel("other")
        for _ in range(3):
            await on.alice.send(other, f"{on.mention} {HARBOUR_QUESTION}")
        (told,) = own_messages(on, other)
        assert words(told).startswith("One question every 600 seconds, please")


@async_test
async def test_everybody_who_waits_for_a_channel_is_told(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """In a channel's cooldown each member who mentions Munshi gets exactly one notice."""
    async with scene(tmp_path, index_of_harbour, channel_cooldown=600.0) as on:
        for person in (on.alice, on.bob, on.alice, on.bob, on.bob, on.alice):
            await person.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        own = own_messages(on, on.channel)
        assert "Ada Brenner" in words(own[0])
        told = [message.reference.resolved.author.id for message in own[1:]]
        assert sorted(told) == sorted([on.alice.id, on.bob.id])


@async_test
async def test_many_mentions_where_munshi_may_not_answer_get_few_notices(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """A person gets at most three visible refusals in a channel at the same time."""
    async with scene(tmp_path, index_of_harbour) as on:
        closed = on.server.create_text_channel("closed")
        await on.service.access.choose(on.server.id, [on.channel.id])
        for _ in range(11):
            await on.alice.send(closed, f"{on.mention} {HARBOUR_QUESTION}")
        await on.bob.send(closed, f"{on.mention} {HARBOUR_QUESTION}")
        own = [message for message in closed.history() if message.author == on.bot.user]
        assert len(own) == 4
        assert all(words(message).startswith("I don't answer here.") for message in own)


@async_test
async def test_typing_is_shown_while_a_mention_is_read(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Between a mention and its answer Discord is told that Munshi types."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.send(on.channel, f"{on.mention} {HARBOUR_QUESTION}")
        paths = [call.path for call in on.env.http_requests]
        assert f"/channels/{on.channel.id}/typing" in paths
        assert paths.index(f"/channels/{on.channel.id}/typing") < paths.index(
            f"/channels/{on.channel.id}/messages"
        )


@async_test
async def test_every_message_on_the_wire_allows_no_mention(
    index_of_harbour: IndexSettings, tmp_path: Path
) -> None:
    """Whatever is sent, Discord is told to ping nobody."""
    async with scene(tmp_path, index_of_harbour) as on:
        await on.alice.slash(on.channel, "ask", question="@everyone <@1> who built the harbour?")
        await on.alice.send(on.channel, f"{on.mention} @here who built the harbour?")
        await on.alice.slash(on.channel, "documents")
        await on.alice.slash(on.channel, "forget")
        sent = [call.json for call in on.env.http_requests if isinstance(call.json, dict)]
        bodies = [body.get("data", body) for body in sent]
        with_text = [body for body in bodies if body.get("components") or body.get("content")]
        assert len(with_text) >= 4
        assert all(body["allowed_mentions"]["parse"] == [] for body in with_text)


@async_test
async def test_a_full_queue_is_told_privately(index_of_harbour: IndexSettings, tmp_path: Path) -> None:
    """If no more questions may wait, the asker is told so at once, privately."""
    async with scene(tmp_path, index_of_harbour, queue=0) as on:
        result = await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        assert result.response.ephemeral
        assert words(result.response) == (
            "I have more questions than I can read just now. Ask again in a moment."
        )


@pytest.mark.parametrize("log_questions", [False, True])
@async_test
async def test_a_question_is_one_line_in_the_log(
    log_questions: bool, index_of_harbour: IndexSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has server, channel, outcome, generation and time by stage; the question only if the config says so."""
    caplog.set_level(logging.INFO, logger="bot.discord.questions.answering")
    async with scene(tmp_path, index_of_harbour, log_questions=log_questions) as on:
        await on.alice.slash(on.channel, "ask", question=HARBOUR_QUESTION)
        lines = [
            record.getMessage()
            for record in caplog.records
            if record.name == "bot.discord.questions.answering"
        ]
        (line,) = [line for line in lines if line.startswith("question ")]
        assert line.startswith(
            f"question server={on.server.id} channel={on.channel.id} outcome=answered generation=1 cached=no total="
        )
        assert "retrieve=" in line
        assert "read=" in line
        assert ("harbour of Selwick" in line) is log_questions
