"""Draws Munshi's Discord messages as a page of HTML, to be looked at: phone width, dark and light.

Made from the same Messages that are sent; knows as much of Discord's Markdown as these use. What it shows is
near to Discord, not Discord. Usage: python -m tests.bot.discord.preview OUT.html, then for a picture
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=860,2600 --screenshot=OUT.png OUT.html
"""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

from bot.discord.management.unanswered import gaps_of
from bot.discord.messages.answer import answer_message
from bot.discord.messages.documents import documents_message
from bot.discord.messages.help import help_message
from bot.discord.messages.humans import human_message
from bot.discord.messages.message import Message, failure, notice
from bot.discord.messages.passage import passage_message
from bot.discord.messages.unanswered import unanswered_message
from bot.discord.questions.actions import Kind
from bot.discord.sentences import say
from bot.discord.state.records import AnswerRecord, Location, Unanswered
from index.types import Answer, Citation, Outcome
from tests.bot.discord.samples import WITH_THREAD

QUOTE = (
    "He sets a trap for Rajani's father and leads him to believe that Madan has been hanged, and in his joy, "
    "makes him confess to his plan to frame Madan."
)
AROUND = (
    "Madan keeps quiet and is sentenced to be hanged at 6 am. Inspector Ramesh finds some evidence that it wasn't "
    f"Madan who killed Leena. {QUOTE} Then, Rajani's father is arrested and imprisoned."
)
LISTENED = (Kind.SOLVED, Kind.UNWANTED, Kind.MORE)
UNANSWERED = [
    Unanswered(1, person, question, "the old mill" if wrong else "", documents, 0, wrong, 0.0)
    for person, question, documents, wrong in (
        (1, "Who wrote the songs?", ("gambler.txt",), 0),
        (2, "who wrote the songs", (), 0),
        (3, "Where was it filmed?", ("notes/court.md",), 2),
    )
]
STYLE = """
body { margin: 0; display: flex; font: 16px/1.375 "Noto Sans", "DejaVu Sans", sans-serif; }
section { width: 390px; padding: 12px; box-sizing: border-box; margin-right: 20px; }
.dark { background: #313338; color: #dbdee1; } .light { background: #fff; color: #313338; }
h6 { font-size: 12px; margin: 14px 0 4px; font-weight: 500; opacity: .7; }
article { border: 1px solid #8884; border-left: 4px solid; border-radius: 8px; padding: 12px; }
.dark article { background: #2b2d31; } .light article { background: #f2f3f5; }
h2 { font-size: 24px; line-height: 1.25; margin: 0 0 6px; } h3 { font-size: 20px; margin: 0 0 6px; }
li { margin-left: 20px; } i { background: #5865f24d; font-style: normal; }
small { display: block; font-size: 13px; opacity: .75; } p { margin: 0; min-height: 1em; }
blockquote { margin: 4px 0; padding-left: 10px; border-left: 4px solid #8886; }
.block + .block { margin-top: 8px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 10px; }
button { font: 500 14px "Noto Sans", sans-serif; border: 0; border-radius: 8px; padding: 7px 14px; color: #fff; }
.primary { background: #5865f2; } .secondary { background: #4e5058; }
.light .secondary { background: #d7d9dc; color: #313338; } button:disabled { opacity: .5; }
"""


def scenes() -> list[tuple[str, Message]]:
    """The messages that a person can see, by name."""
    offset = QUOTE.index("Rajani's father")
    mark = (offset, offset + len("Rajani's father"))
    cited = Citation("gambler.txt", "The Gambler", 500, 500 + len(QUOTE), QUOTE, 3, None, mark)
    second = Citation(
        "notes/court.md",
        "Court notes",
        10,
        70,
        "The plan was that of Rajani's father alone.",
        12,
        2,
        (21, 36),
    )
    hostile = Citation(
        "a_b.txt", "**evil**", 0, 9, "@everyone ||look|| [here](https://evil.example) `now` \u202e<@1>", 1
    )
    question = "who framed Madan?"
    answered = Answer(question, Outcome.ANSWERED, "Rajani's father", 0.93, (cited,), 2)
    long = Answer(question, Outcome.ANSWERED, QUOTE, 0.55, (cited, second), 2)
    row = Citation(
        "prices.md",
        "Prices",
        40,
        65,
        "| Patron | $8 | 14 days |",
        7,
        shown="What the tiers cost a month:\ntier: Patron · price: $8 · refund within: 14 days",
        trail=("Support",),
    )
    table = Answer(
        "what does Patron cost?", Outcome.ANSWERED, row.quote, 0.93, (row, second), 2, kind="block"
    )
    names = [(f"Chapter {number}", f"book/chapter-{number:02}.txt", number * 3) for number in range(1, 13)]
    start = 500 - AROUND.index(QUOTE)
    return [
        ("answered", answer_message(answered, answer_id=7, question=question, buttons=WITH_THREAD)),
        ("answered, long, two citations", answer_message(long, answer_id=7, buttons=WITH_THREAD)),
        (
            "passages",
            answer_message(Answer(question, Outcome.PASSAGES, "", 0.2, (second, hostile), 2), answer_id=7),
        ),
        (
            "nothing",
            answer_message(
                Answer(question, Outcome.NOTHING, "", 0, (), 2),
                answer_id=7,
                question=question,
                buttons=WITH_THREAD,
            ),
        ),
        ("a row of a table", answer_message(table, answer_id=7, buttons=WITH_THREAD)),
        ("listened, a row of a table", answer_message(table, answer_id=7, buttons=LISTENED, unasked=True)),
        ("listened", answer_message(answered, answer_id=7, buttons=LISTENED, unasked=True)),
        ("passed on to a human", human_message(_record(question), (second,), role=5, caller=6)),
        ("unanswered questions", unanswered_message(gaps_of(UNANSWERED, None), 7)),
        ("help", help_message(["The Gambler", "Who may lend a book?"], 234)),
        ("Show passage", passage_message(cited, (AROUND, start))),
        ("Show passage, changed", passage_message(cited, None)),
        ("documents", documents_message(names, page=0, passages=234, generation=12, age=3 * 3600.0)),
        ("busy", failure(say("busy"))),
        ("error", failure(say("failed", reference="3f9a"))),
        ("vote", notice(say("voted_right"))),
    ]


def _record(question: str) -> AnswerRecord:
    """A public question that the documents don't answer."""
    nothing = Answer(question, Outcome.NOTHING, "", 0, (), 2)
    return AnswerRecord(7, Location(1, 2), 3, question, nothing, False, 99)


def page() -> str:
    """All scenes, in dark and light next to each other."""
    sides = (
        f'<section class="{side}">'
        + "".join(f"<h6>{name}</h6>{drawn(message)}" for name, message in scenes())
        + "</section>"
        for side in ("dark", "light")
    )
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body>{"".join(sides)}</body>'


def drawn(message: Message) -> str:
    """One message as HTML."""
    blocks = "".join(f'<div class="block">{block_html(block)}</div>' for block in message.blocks)
    rows = "".join(
        '<div class="row">'
        + "".join(
            f'<button class="{button.style}"{" disabled" if button.disabled else ""}>{button.label}</button>'
            for button in row
        )
        + "</div>"
        for row in message.rows
    )
    return f'<article style="border-left-color:#{message.colour:06x}">{blocks}{rows}</article>'


def block_html(block: str) -> str:
    """A block of Markdown as HTML, line by line, with adjacent quoted lines as one quote."""
    return "".join(map(_line_html, block.split("\n"))).replace("</blockquote><blockquote>", "")


_LINE_STARTS = {"## ": "h2", "### ": "h3", "-# ": "small", "> ": "blockquote", "- ": "li"}


def _line_html(line: str) -> str:
    for prefix, tag in _LINE_STARTS.items():
        if line.startswith(prefix):
            inner = _inline_html(line.removeprefix(prefix))
            return f"<{tag}><p>{inner}</p></{tag}>" if tag == "blockquote" else f"<{tag}>{inner}</{tag}>"
    return f"<p>{_inline_html(line)}</p>"


def _inline_html(text: str) -> str:
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[1])
        return f"\x00{len(hidden) - 1}\x00"

    kept = html.escape(re.sub(r"\\([^0-9A-Za-z\s])", hide, text), quote=False)
    kept = re.sub(r"(?<!\x00)&lt;(@&amp;|@|#)\d+&gt;", r"<i>\1somebody</i>", kept).replace(
        "&amp;some", "some"
    )
    kept = re.sub(r"\[([^\]]+)\]\(&lt;https://.*?&gt;\)", r"<u>\1</u>", kept)
    kept = re.sub(r"__(.+?)__", r"<u>\1</u>", kept)
    kept = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", kept)
    return re.sub(r"\x00(\d+)\x00", lambda found: html.escape(hidden[int(found[1])]), kept)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
