"""The message of a passage with the text around it, before and after its document changed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.discord.limits import LAYOUT_CHARACTERS, MESSAGE_CHARACTERS, length
from bot.discord.messages.message import AMBER, GREEN, Message
from bot.discord.messages.passage import passage_message
from index.types import Citation
from tests.bot.discord.hostile_text import LIVE, displayed
from tests.bot.discord.samples import OURS, QUOTE, SLOW, citations, cited, long


def test_a_passage_in_its_neighbourhood() -> None:
    """The answer is marked inside the text around it, which starts and ends with whole words."""
    text = "ever after.\n\nSo it went. " + QUOTE + " Then he was free."
    message = passage_message(cited(), (text, 100 - text.index("He makes")))
    assert message == Message(
        (
            "**The Gambler · gambler.txt, line 3**",
            "> …after.\n> \n> So it went. He makes __**Rajani's father**__ confess to his plan to frame "
            "Madan. Then he was free.",
        ),
        GREEN,
    )


def test_a_changed_passage() -> None:
    """If the document no longer contains the quote, the message says so and shows the quote as it was."""
    message = passage_message(cited(), None)
    assert message.blocks[1] == "This passage has changed since. What it said when I answered:"
    assert message.blocks[2] == "> He makes __**Rajani's father**__ confess to his plan to frame Madan."
    assert message.colour == AMBER


@SLOW
@given(citations(), st.none() | st.tuples(long, long))
def test_any_passage_fits_and_holds_nothing_live(citation: Citation, around: tuple[str, str] | None) -> None:
    """For any passage and text around it, the message fits every limit, and Discord acts on nothing in it."""
    if around is None:
        neighbourhood = None
    else:
        before, after = around
        neighbourhood = (before + citation.quote + after, citation.start - len(before))
    message = passage_message(citation, neighbourhood)
    assert sum(map(length, message.blocks)) <= LAYOUT_CHARACTERS
    assert length(message.plain) <= MESSAGE_CHARACTERS
    for line in "\n".join(message.blocks).split("\n"):
        theirs = OURS.sub("", displayed(line))
        assert not any(pattern.search(theirs) for pattern in LIVE[:-1]), line


def test_no_markdown_of_a_document_comes_alive() -> None:
    """Markdown of the document at the start of any line is shown as text: headings, lists, quotes, numbers."""
    own = "# Rules\n- first\n  * second\n1. third\n> said\n-# small\n## More\n+ fourth\n12) fifth"
    quote = f"{own}\nthe answer\n{own}"
    for marked in (None, "the answer", own):
        message = passage_message(
            cited(quote, marked, start=50, end=50 + len(quote)), (f"{own}\n{quote}\n{own}", 50 - len(own) - 1)
        )
        for line in message.blocks[-1].split("\n"):
            inner = line.removeprefix("> ")
            assert not re.match(r"\s*(?:#{1,3} |-# |[-+*] |>|\d+[.)] )", inner), line
        plain = re.sub(r"\\(.)|__\*\*|\*\*__", r"\1", message.blocks[-1])
        assert "> # Rules" in plain
        assert "> 12) fifth" in plain
