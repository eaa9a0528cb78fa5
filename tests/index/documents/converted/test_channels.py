"""Exported channels → the messages of a chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.converted.channels.json import read_channel
from index.documents.converted.channels.markup import discord_words, slack_words
from index.documents.converted.channels.message import Message, message_lines
from index.documents.converted.data import json as channel_json
from index.documents.converted.data import jsonl
from index.documents.converted.sheets import csv
from index.documents.converted.web import html
from index.documents.file_text import FileText
from index.documents.plain_text.chats import message_head
from index.documents.skipped import SkippedFile
from tests.index.documents.converted import channel_exports as exports
from tests.index.documents.converted.channel_exports import CHANNEL, Said
from tests.index.growth import check_growth

WITH_REPLIES: dict[str, Callable[[], FileText]] = {
    "json": lambda: channel_json.read(exports.exported_json()),
    "json on a line": lambda: channel_json.read(exports.exported_json(indent=None)),
    "html": lambda: html.read(exports.exported_html()),
    "light html": lambda: html.read(exports.exported_html(theme="light")),
    "html of 2019": lambda: html.read(exports.exported_html_2019()),
    "slack": lambda: channel_json.read(exports.slack_day()),
    "json lines": lambda: jsonl.read(on_lines(json.loads(exports.exported_json())["messages"])),
    "slack's json lines": lambda: jsonl.read(on_lines(json.loads(exports.slack_day()))),
}
ALL: dict[str, Callable[[], FileText]] = {
    **WITH_REPLIES,
    "csv": lambda: csv.read(exports.exported_csv()),
    "data package": lambda: channel_json.read(exports.data_package_json()),
    "older data package": lambda: csv.read(exports.data_package_csv()),
}


def on_lines(values: list[Any]) -> bytes:
    """The values as JSON Lines."""
    return "\n".join(map(json.dumps, values)).encode()


def messages(content: FileText) -> list[str]:
    """The texts of the blocks that are messages."""
    return [content.text[each.start : each.end] for each in content.blocks if each.kind == "message"]


@pytest.mark.parametrize("program", ALL)
def test_each_message_is_a_block_with_its_author_and_the_time(program: str):
    """All messages of people are read in order with author and time; notices of Discord are not read."""
    content = ALL[program]()
    heads = [(each, message_head(each, 0, len(each))) for each in messages(content)]
    assert all(head and head.stamped and head.day for _, head in heads)
    said = [text[head.end :].strip() for text, head in heads if head]
    written = [each.text for each in CHANNEL if each.text and each.kind == "Default"]
    found = [next((line for line in said if line.startswith(text)), None) for text in written]
    assert None not in found
    assert "Joined the server" not in content.text and "Pinned" not in content.text
    if not program.startswith("slack"):  # which goes by thread
        assert [said.index(line) for line in found if line] == sorted(
            said.index(line) for line in found if line
        )


@pytest.mark.parametrize("program", WITH_REPLIES)
def test_a_reply_quotes_the_message_that_it_replies_to(program: str):
    """The head of a reply contains the author and words of the message that it replies to."""
    reply = next(each for each in messages(WITH_REPLIES[program]()) if each.endswith("ten minutes before"))
    head = message_head(reply, 0, len(reply))
    assert head and head.replied == "Cleo: when is the next raid on the Sunken Keep?"
    assert reply[head.end :].strip() == "saturday at 20:30, be at the docks ten minutes before"


def test_a_channel_as_json_is_read_with_its_topic_files_and_boxes(lines):
    """An edited message is marked, attached files are named, and an embed is part of its message."""
    content = channel_json.read(exports.exported_json())
    assert content.title == "The Lantern Guild - help"
    found = lines(content)
    assert found[0] == "paragraph: Ask here, and be kind. Staff: Ada, Torvald"
    assert found[5].startswith("message: [2026-04-18 15:38] Björn 🐻 (edited)\n↩ Cleo: ")
    assert "message: [2026-04-19 04:12] Cleo\n↩ Nils: does anyone have a map of the tunnels\n" in found[11]
    assert found[11].endswith("the map is here\n(attached: tunnels-map-v3.png)")
    assert found[12] == (
        "message: [2026-04-19 04:42] Herald\nSpring Tournament\nSign up until the first of May with the "
        "quartermaster.\nEntry fee: 15 silver\nPrize: a griffin mount"
    )


@pytest.mark.parametrize("program", ["html", "html of 2019"])
def test_a_page_of_a_channel_is_read_as_its_json_is(program: str):
    """Titles, topics, authors, words, files and embeds are the same; only the form of times differs."""
    page, export = WITH_REPLIES[program](), WITH_REPLIES["json"]()
    assert page.title == export.title
    without_times = [each.partition("] ")[2] for each in messages(export)]
    found = [each.partition("] ")[2] for each in messages(page)]
    assert found == without_times
    assert messages(page)[0].startswith("[18-Apr-26 03:31 PM] Ada\n")


def test_messages_of_a_group_on_a_page_have_their_own_times():
    """All messages of a group have its author; the day of later ones comes from their tooltip."""
    channel = [Said("Ada", "the gate opens at nine"), Said("Ada", "bring a lantern", minutes=2)]
    read = [
        messages(html.read(export(channel))) for export in (exports.exported_html, exports.exported_html_2019)
    ]
    assert read[0] == [
        "[18-Apr-26 03:31 PM] Ada\nthe gate opens at nine",
        "[April 18, 2026 03:33 PM] Ada\nbring a lantern",
    ]
    assert [each.partition("] ")[2] for each in read[1]] == [
        "Ada\nthe gate opens at nine",
        "Ada\nbring a lantern",
    ]


def test_what_a_page_shows_of_a_message_is_read():
    """Line ends, quotations, lists, emoji and links are read as the page shows them, without the mark of an edit."""
    page = exports.exported_html([Said("Ada", "WORDS", is_edited=True)]).decode()
    shown = (
        "first line\nsecond <strong>bold</strong> <img class=chatlog__emoji alt=🎉 title=tada src=x>"
        "<div class=chatlog__markdown-quote><div class=chatlog__markdown-quote-content>quoted</div></div>after"
        '<br><code class="chatlog__markdown-pre chatlog__markdown-pre--inline">/home</code> &amp; <a href=x>docs</a>'
    )
    assert messages(html.read(page.replace("WORDS", shown).encode())) == [
        "[18-Apr-26 03:31 PM] Ada (edited)\nfirst line\nsecond bold 🎉\nquoted\nafter\n/home & docs"
    ]


def test_a_page_that_only_mentions_exports_is_no_channel(lines):
    """A page of documentation that mentions the classes, and a page with other classes, are read as pages."""
    page = b"<h1>Scraping</h1><p>Each has class=chatlog inside of a &lt;div&gt;.</p>"
    assert lines(html.read(page))[0] == "heading: Scraping"
    page = b'<div class="chatlog"><h1>Rules</h1><p>The gate opens at nine.</p></div>'
    assert lines(html.read(page)) == ["heading: Rules", "paragraph: Rules › The gate opens at nine."]


def test_lines_whose_author_is_a_name_are_no_messages():
    """Discord writes an author as an object; JSON about books or news keeps its authors."""
    said = [
        {"id": i, "author": name, "content": "A rule", "timestamp": f"2026-01-0{i}"}
        for i, name in ((1, "ada"), (2, "ben"))
    ]
    text = jsonl.read(on_lines(said)).text
    assert "ada" in text and "ben" in text and "Somebody" not in text


def test_other_tables_stay_tables(lines):
    """A table with dates and contents is no channel without the other columns of an export."""
    assert lines(csv.read(b"Author,Date,Content\nAda,2026-04-18,tea\nBen,2026-04-19,milk\n"))[1] == (
        "row: Author: Ada · Date: 2026-04-18 · Content: tea"
    )
    posts = (
        b"id,title,date,content,attachments\n1,Fees,2026-04-18,It costs 5,\n2,Hours,2026-04-19,From nine,\n"
    )
    assert lines(csv.read(posts))[1] == "row: id: 1 · title: Fees · date: 2026-04-18 · content: It costs 5"


def test_times_of_half_days_stay_in_order():
    """ "12:58 PM" comes before "01:30 PM", whatever its signs say."""
    table = (
        b"AuthorID,Author,Date,Content,Attachments,Reactions\n"
        b"1,Ada,18-Apr-20 12:58 PM,is the tea ready,,\n2,Ben,18-Apr-20 01:30 PM,it is now,,\n"
    )
    assert [each.splitlines()[1] for each in messages(csv.read(table))] == ["is the tea ready", "it is now"]


def test_an_export_that_begins_with_two_messages_of_a_second_is_turned_around():
    """The first two different times decide the order."""
    table = (
        b"ID,Timestamp,Contents,Attachments\n3,2026-04-18 12:00:05,third,\n"
        b"2,2026-04-18 12:00:05,second,\n1,2026-04-18 12:00:01,first,\n"
    )
    assert [each.splitlines()[1] for each in messages(csv.read(table))] == ["first", "second", "third"]


def test_a_reply_of_the_api_quotes_the_message_that_it_replies_to():
    """The API refers to a message by other field names than DiscordChatExporter."""
    export = [
        {"id": "1", "type": 0, "timestamp": "2026-04-18T15:30:00+00:00", "content": "when?", "author": {"username": "ada"}},
        {"id": "2", "type": 19, "timestamp": "2026-04-18T15:31:00+00:00", "content": "at nine", "author": {"username": "ben"},
         "message_reference": {"message_id": "1"}},
    ]  # fmt: skip
    assert (
        messages(channel_json.read(json.dumps(export).encode()))[1]
        == "[2026-04-18 15:31] ben\n↩ ada: when?\nat nine"
    )


def test_only_the_value_that_is_no_object_is_skipped():
    """A value that is no object is skipped, even if it is the first."""
    data = b'[7, {"Timestamp": "2026-04-18 15:30", "Contents": "the gate opens at nine"}]'
    assert messages(channel_json.read(data)) == ["[2026-04-18 15:30] Me\nthe gate opens at nine"]


def test_the_discriminator_of_an_older_name_is_no_part_of_it():
    """ "Ada#1234" is Ada, as everywhere else."""
    table = b'AuthorID,Author,Date,Content,Attachments,Reactions\n"1","Ada#1234","18-Apr-20 03:30 PM","tea is ready","",""\n'
    assert messages(csv.read(table)) == ["[18-Apr-20 03:30 PM] Ada\ntea is ready"]


@pytest.mark.parametrize("kind", ["GuildMemberJoin", "8", "ThreadCreated", "UserPremiumGuildSubscription"])
def test_a_notice_of_discord_is_no_message(kind: str):
    """Only types of messages that people or bots write are read."""
    channel = [Said("Ada", "the bridge is closed"), Said("Ben", "just boosted the server!", kind=kind)]
    assert len(messages(channel_json.read(exports.exported_json(channel)))) == 1


@given(author=st.text(max_size=60), words=st.text(min_size=1, max_size=60), replied=st.text(max_size=400))
def test_the_head_of_a_message_is_found_whatever_it_is_made_of(author: str, words: str, replied: str):
    """With any characters in the author, the words and the replied message, the head ends before the words."""
    export = [
        {"id": "1", "timestamp": "2026-04-18T15:30:00+00:00", "content": "a" + replied, "author": {"name": author}},
        {"id": "2", "timestamp": "2026-04-18T15:31:00+00:00", "content": f"x {words}", "author": {"name": author},
         "reference": {"messageId": "1"}},
    ]  # fmt: skip
    content = channel_json.read(json.dumps(export).encode("utf-8", "replace"))
    for text in messages(content):
        head = message_head(text, 0, len(text))
        assert head and head.stamped
        assert text[head.end :].lstrip()[:1] in ("a", "x")


def test_a_message_without_a_time_starts_with_its_author():
    """A message whose time cannot be read is written as its author and its words."""
    assert message_lines(Message("Ada", "le 18 avril", "tea"), "tea") == "Ada: tea"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** `code` ||hidden|| [docs](https://example.org/x)", "bold code hidden docs"),
        ("```sh\nmake  all\n```\nthen run", "\nmake  all\n\n\nthen run"),
        ("# Raid\n> why?\n-# small", "Raid\nwhy?\nsmall"),
        ("<@12> and <@!34> in <#5> </ask:99>", "@Ada and @somebody in #channel /ask"),
        ("<:griffin:123> <a:wave:456>", ":griffin: :wave:"),
        ("`a || b || c` or ||hidden\nwords||", "a || b || c or hidden\nwords"),
        ("<@13> waves", "@somebody waves"),
        ("raid at <t:1776544200:F>", "raid at 2026-04-18 20:30 UTC"),
        ("<t:999999999999:R>", "<t:999999999999:R>"),
    ],
)
def test_the_markup_of_discord_is_read_as_it_is_shown(written: str, read: str):
    """Marks, mentions, emoji and times in a message are the words that people see."""
    assert discord_words(written, {"12": "Ada", "13": ""}) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1> see <https://example.org|the docs> in <#C1|help>", "@Ada see the docs in #help"),
        ("*bold* ~gone~ `code` 2 &lt; 3 &amp; <!here>", "bold gone code 2 < 3 & @here"),
        ("<https://example.org>", "https://example.org"),
        ("<!subteam^S1|@raiders> on <!date^1776544200^{date}|18 April>", "@raiders on 18 April"),
    ],
)
def test_the_markup_of_slack_is_read_as_it_is_shown(written: str, read: str):
    """Marks, links, mentions and entities are the words that people see."""
    assert slack_words(written, {"U1": "Ada"}) == read


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("export", [exports.exported_json, exports.slack_day, exports.data_package_json])
def test_of_a_file_that_is_cut_off_the_whole_messages_are_read(export: Callable[[], bytes], cut: float):
    """The messages that an interrupted program wrote are read, with a warning for the user."""
    data = export()
    content = channel_json.read(data[: int(len(data) * cut)])
    assert content.warning == "is cut off; the messages before that are read"
    assert 2 <= len(messages(content)) < len(CHANNEL)


def test_of_a_page_that_is_cut_off_the_whole_messages_are_read():
    """All whole messages of a page that is cut off are read."""
    data = exports.exported_html()
    assert 2 <= len(messages(html.read(data[: len(data) // 2]))) < len(CHANNEL)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"[1, 2]", b'{"name": "server", "messages": 3}', b'[{"id": 1}]', b'{"a": ', b"\xff\xfe",
     b'{"messages": "many"}', b"[[[", b'["type", "message"]'],
)  # fmt: skip
def test_other_json_is_no_channel(data: bytes):
    """Settings, lists and broken files are no channels."""
    assert read_channel(data) is None


ODD: tuple[Any, ...] = (
    None,
    True,
    7,
    -1.5,
    "",
    "x" * 5000,
    [],
    [None, {}],
    {},
    {"name": [], "id": {}},
    "\ud800",
)


@pytest.mark.parametrize("odd", range(len(ODD)))
@pytest.mark.parametrize("export", [exports.exported_json, exports.slack_day, exports.data_package_json])
def test_fields_of_any_type_cost_at_most_their_message(export: Callable[[], bytes], odd: int):
    """A field of any type in one message does not keep the other messages from being read."""
    original = json.loads(export())
    objects = original["messages"] if isinstance(original, dict) else original
    count = len(messages(channel_json.read(export())))
    for name in sorted({name for each in objects for name in each}):
        changed = json.loads(export())
        target = changed["messages"] if isinstance(changed, dict) else changed
        target[-2][name] = ODD[odd]
        content = channel_json.read(json.dumps(changed).encode())
        assert len(messages(content)) >= count - 1
    if isinstance(original, dict):
        for name in ("guild", "channel"):
            content = channel_json.read(json.dumps(original | {name: ODD[odd]}).encode())
            assert len(messages(content)) == count


@pytest.mark.parametrize(
    "deep", [b"[" * 100_000, b'{"messages":' * 100_000, b'[{"a":' * 50_000 + b"1" + b"}]" * 50_000]
)
def test_deep_json_is_no_export(deep: bytes):
    """JSON that is nested too deeply is skipped."""
    with pytest.raises(SkippedFile, match="is nested too deeply"):
        channel_json.read(deep)


def test_time_grows_with_the_size_alone():
    """Four times as many messages take about four times as long, and so do those of a file that is cut off."""
    little, much = (
        exports.exported_json([Said("Ada", f"the gate is at {number}") for number in range(size)])
        for size in (300, 1200)
    )
    check_growth(lambda: channel_json.read(little), lambda: channel_json.read(much), factor=8)
    check_growth(lambda: channel_json.read(little[:-9]), lambda: channel_json.read(much[:-9]), factor=8)


def test_a_chat_of_telegram_is_read_message_by_message(lines):
    """Formatted words are part of their sentence, files are named, and notices are left out."""
    silk: list[object] = ["The tariff on silk is ", {"type": "bold", "text": "7%"}, " from April."]
    common = {"type": "message", "date": "2025-03-02T10:02:00", "from": "Mira", "from_id": "user1"}
    chat = {
        "name": "Saltwake Traders",
        "type": "private_supergroup",
        "id": 5,
        "messages": [
            {"id": 1, "type": "service", "date": "2025-03-02T10:00:00", "actor": "Tomo", "text": ""},
            {**common, "id": 2, "text": silk, "text_entities": [{"type": "bold", "text": "7%"}]},
            {**common, "id": 3, "from": None, "text": "And tea?", "file": "(File not included.)"},
            {**common, "id": 4, "reply_to_message_id": 2, "text": "4%.", "photo": "photos/tea list.jpg"},
            {**common, "id": 5, "text": "", "poll": {"question": "Raise it?", "answers": [{"text": "Yes"}]}},
        ],
    }
    content = channel_json.read(json.dumps(chat).encode())
    assert content.title == "Saltwake Traders"
    assert lines(content) == [
        "message: [2025-03-02 10:02] Mira\nThe tariff on silk is 7% from April.",
        "message: [2025-03-02 10:02] Somebody\nAnd tea?",
        "message: [2025-03-02 10:02] Mira\n↩ Mira: The tariff on silk is 7% from April.\n4%.\n(attached: tea list.jpg)",
        "message: [2025-03-02 10:02] Mira\nRaise it?\nYes",
    ]
