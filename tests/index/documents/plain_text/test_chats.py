"""Chats and interviews: which lines are messages, and which only look like messages."""

from __future__ import annotations

import pytest

from index.documents.blocks.replacements import apply_replacements
from index.documents.plain_text.chats import find_chat, message_head, message_text
from index.documents.plain_text.plain import blocks
from index.documents.titles import plain_title
from tests.index.documents.written_blocks import written

FRAME = "=" * 62
EXPORT = f"""{FRAME}
Guild: Fern Harbour
Channel: help / boats
After: 01/02/2025
{FRAME}

[15-Jan-26 10:02 AM] wren#1234
is the slipway open

{{Reactions}}
👍 (3)

[15-Jan-26 10:05 AM] Otis (pinned)
# yes
until dusk

{{Attachments}}
https://example.org/slipway.png

{{Embed}}
Harbour office

{FRAME}
Exported 2 message(s)
{FRAME}
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028"])
@pytest.mark.parametrize(
    "messages",
    [
        ["wren — 15/01/2026 10:00\nis it open?", "Otis Pell — Today at 10:02 AM\nyes\nuntil dusk", "wren — Yesterday at 21:10\nthx"],
        ["wren  03/12/2025, 14:05\nis it open?", "otis [Mod]  03/12/2025, 14:06\nyes", "Tide BOT  03/12/2025, 14:07\nHigh water at 18:00"],
        ["[10:02] wren: is it open", "[10:03] otis: yes", "[10:04] wren: thx"],
        ["10:02 <wren> is it open?", "10:03 <@otis> yes"],
        ["<wren> is it open?", "<@otis> yes", "<wren> thx"],
        ["15/01/2026, 10:00 - Wren: Is it open?", "15/01/2026, 10:01 - Otis: Yes\nuntil dusk"],
        ["\u200e[15/01/26, 10:00:12] Wren: Is it open?", "[15/01/26, 10:01:40] Otis: Yes"],
        ["[3/4/25, 7:15:40\u202fPM] ~\u202fWren: Is it open?", "[3/4/25, 7:16:11\u202fPM] +44 7700 900123: Yes", "[3/4/25, 7:17:00\u202fPM] ~Wren: thx"],
        ["15/01/2026, 10:00 - +49\u00a0170\u00a01234567: Is it open?", "15/01/2026, 10:01 - ~ Otis: Yes\nuntil dusk"],
        ["Wren Hale\n  10:02 AM\nis it open?", "Otis\n  10:05 AM\nyes"],
        ["Wren, [15.01.2026 10:00]\nis it open?", "Otis, [15.01.2026 10:02]\nyes"],
        ["wren: is it open?", "otis: yes", "wren: thx"],
        ["WREN: Is it open?", "OTIS PELL: Until dusk.", "WREN: And then?", "OTIS PELL: It is not."],
    ],
)  # fmt: skip
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_each_message_is_a_block(messages: list[str], between: str, end: str):
    """A block is an author with their message, in every form in which chats are copied and exported."""
    text = between.join(messages).replace("\n", end)
    expected = ["message: " + message.lstrip("\u200e").replace("\n", end) for message in messages]
    assert [line.replace("\u200e", "") for line in written(text, blocks(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Doors open — 18:00\nThe hall is warm.\nTalk — 19:00\nIn the barn.",
        "host: localhost\nport: 80\n\nhost: example.org\nport: 81",
        "Note: this is no chat.\n\nIs it? No.\n\nNote: it is prose.\n\nMore of it.\n\nThe end.",
        "Wren Hale was born in 1908.\n\nShe came to the harbour at 10:02 [15/01/2026 10:02] Otis\nand left.",
        "We log in. Is it open?\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\n[10:02] wren: a\n[10:03] otis: b",
        "[10:02] wren: is it open?",
        "Q: Is it open?\nA: Yes.\nQ: Until when?\nA: Dusk.",
        "Mast: 9 m\nBoom: 3 m\nHull: 7 m\nIs there more?",
    ],
)  # fmt: skip
def test_other_texts_are_no_chats(text: str):
    """These are no chats: a programme, a configuration, labels, prose around a log, one head, questions and answers."""
    assert find_chat(text) is None


def test_text_that_an_export_adds_is_not_read():
    """Frames, reactions, attachments and lines with the day are in no block and no title."""
    assert written(EXPORT, blocks(EXPORT)) == [
        "message: [15-Jan-26 10:02 AM] wren#1234\nis the slipway open",
        "message: [15-Jan-26 10:05 AM] Otis (pinned)\n# yes\nuntil dusk",
        "paragraph: Harbour office",
    ]
    assert plain_title(EXPORT, blocks) == ""
    days = "— 15 January 2026 —\n[10:02] wren: open?\n\n[10:03] otis: Friday\n--- Day changed Fri Jan 16 2026\n[10:04] wren: ok"
    assert written(days, blocks(days)) == [
        "message: [10:02] wren: open?",
        "message: [10:03] otis: Friday",
        "message: [10:04] wren: ok",
    ]


def test_a_message_that_is_only_a_day_is_read():
    """A date right below a head is the text of the message."""
    text = "wren — 10:00\nwhen is it?\notis — 10:01\n15 January 2026\nwren — 10:02\nthx"
    assert "message: otis — 10:01\n15 January 2026" in written(text, blocks(text))


def test_a_message_may_have_a_blank_line_after_its_head():
    """Some copied chats have a blank line between the head and the text."""
    text = "wren — 10:00\n\nis it open?\n\notis — 10:01\n\nyes"
    assert written(text, blocks(text)) == [
        "message: wren — 10:00\n\nis it open?",
        "message: otis — 10:01\n\nyes",
    ]


def test_a_notice_of_the_program_is_no_message():
    """A notice that somebody joined, as DiscordChatExporter words it, is in no block."""
    text = "[18-Apr-26 03:30 PM] Nils\nJoined the server.\n\n[18-Apr-26 03:31 PM] Ada\nIs it open?\n\n[18-Apr-26 03:32 PM] Nils\nyes\n"
    assert written(text, blocks(text)) == [
        "message: [18-Apr-26 03:31 PM] Ada\nIs it open?",
        "message: [18-Apr-26 03:32 PM] Nils\nyes",
    ]


def test_notices_of_whatsapp_are_not_read():
    """Deleted and omitted messages, lines without an author and the mark of an edit are in no message."""
    android = (
        "02/03/2025, 18:00 - Messages and calls are end-to-end encrypted. Learn more.\n"
        '02/03/2025, 18:00 - Tomo created group "Saltwake"\n'
        "02/03/2025, 18:09 - +49 170 1234567: who has the spare anchor?\n"
        "02/03/2025, 18:10 - Pell left\n"
        "02/03/2025, 18:10 - Tomo: This message was deleted\n"
        "02/03/2025, 18:11 - Tomo: <Media omitted>\n"
        "02/03/2025, 18:12 - ~ Gull: Pell has it <This message was edited>\n"
        "since 2/3/25, 18:00 - I think\n"
    )
    assert read(android) == [
        "02/03/2025, 18:09 - +49 170 1234567: who has the spare anchor?",
        "02/03/2025, 18:12 - ~ Gull: Pell has it\nsince 2/3/25, 18:00 - I think",
    ]
    apple = (
        "[3/4/25, 7:15:00 PM] Saltwake: \u200eMessages and calls are end-to-end encrypted.\n"
        "[3/4/25, 7:15:40 PM] Pell: Is practice at dock 3?\n"
        "\u200e[3/4/25, 7:16:11 PM] skerry: \u200eimage omitted\n"
        "[3/4/25, 7:17:00 PM] ~\u202fGull: \u200eThis message was deleted.\n"
        "[3/4/25, 7:18:00 PM] Pell: yes, 15/01/2026, 18:00 - at dock 3\n"
    )
    assert [line.partition("] ")[2] for line in read(apple)] == [
        "Pell: Is practice at dock 3?",
        "Pell: yes, 15/01/2026, 18:00 - at dock 3",
    ]


def test_unknown_contacts_are_authors():
    """The author of a message is a phone number, or the name after the sign of an unknown contact."""
    for written_name, author in (("~\u202fGull", "gull"), ("\u202a+49 170 1234567\u202c", "+49 170 1234567")):
        text = f"15/01/2026, 10:00 - {written_name}: Yes"
        head = message_head(text, 0, len(text))
        assert head and head.author == author


def read(text: str) -> list[str]:
    """Return the blocks of a text as they are read."""
    return [apply_replacements(text, block.start, block.end, block.replacements) for block in blocks(text)]


def test_marks_in_messages_with_times_are_not_read():
    """Bold words, code and struck-out text are read without marks; HTML and heads are read unchanged."""
    text = (
        "[2026-10-02 18:12] cold_soup_: **Q: what's the IP?**\nA: type `/join <name>` &amp; ~~wait~~ *go*\n\n"
        "**Bring** a map_of_it\n\n[2026-10-02 18:13] _Moss_: thx <b>you</b>, 5 * 3 * 2"
    )
    assert read(text) == [
        "[2026-10-02 18:12] cold_soup_: Q: what's the IP?\nA: type /join <name> &amp; wait go",
        "Bring a map_of_it",
        "[2026-10-02 18:13] _Moss_: thx <b>you</b>, 5 * 3 * 2",
    ]
    assert read("wren: is *it* open?\notis: `yes`\nwren: *thx*")[0] == "wren: is *it* open?"


def test_badges_are_no_part_of_an_author():
    """A head has the author, whether it states a time, and where the text of the message starts."""
    text = "Tide Table BOT — Today at 10:02\nHigh water"
    head = message_head(text, 0, len(text))
    assert head and (head.author, head.stamped) == ("tide table", True)
    assert message_text(text, 0, len(text)) == "High water"
    assert message_text("no head", 0, 7) == "no head"
