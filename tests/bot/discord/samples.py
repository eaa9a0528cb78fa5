"""Citations and answers: an example, Hypothesis strategies, and a check for every message."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.discord.limits import LAYOUT_CHARACTERS, MESSAGE_CHARACTERS, ROW_BUTTONS, length
from bot.discord.messages.message import Message
from bot.discord.questions.actions import Kind
from index.types import Answer, Citation, Outcome, ReaderAnswer, WordedSentence, Wording
from tests.bot.discord.hostile_text import LIVE, displayed, hostile

# Discord's limits that no message comes near, from its developer documentation, autumn 2026.
LAYOUT_COMPONENTS = 40  #: of one Components V2 message, nested ones counted
BUTTON_LABEL = 80
CUSTOM_ID = 100

WITH_THREAD = (
    Kind.RIGHT,
    Kind.WRONG,
    Kind.THREAD,
)  #: the buttons under an answer where a thread can be opened
QUOTE = "He makes Rajani's father confess to his plan to frame Madan."


def cited(quote: str = QUOTE, answer: str | None = "Rajani's father", **named: Any) -> Citation:
    marked = None if answer is None else (quote.index(answer), quote.index(answer) + len(answer))
    fields = {
        "document": "gambler.txt",
        "title": "The Gambler",
        "start": 100,
        "end": 100 + len(quote),
        "line": 3,
    }
    return Citation(**(fields | {"quote": quote, "answer": marked} | named))


def answered(*citations: Citation, text: str = "Rajani's father", confidence: float = 0.93) -> Answer:
    return Answer("who framed Madan?", Outcome.ANSWERED, text, confidence, citations or (cited(),), 2)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    before, middle, after = draw(long), draw(long), draw(long)
    return Citation(
        document=draw(hostile) or "a.txt",
        title=draw(hostile),
        start=draw(st.integers(0, 500)),
        end=draw(st.integers(500, 900)),
        quote=before + middle + after,
        line=draw(st.integers(1, 10**6)),
        page=draw(st.none() | st.integers(1, 10**4)),
        answer=draw(st.none() | st.just((len(before), len(before) + len(middle)))),
    )


long = st.tuples(hostile, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1])
wordings = st.builds(
    Wording,
    model=hostile,
    sentences=st.lists(st.builds(WordedSentence, long, st.integers(0, 3)), min_size=1, max_size=5).map(tuple),
    agreed=st.booleans(),
    reader=st.none() | st.builds(ReaderAnswer, long, st.floats(0, 1), st.integers(0, 3)),
)
answers = st.builds(
    Answer,
    question=hostile,
    outcome=st.sampled_from(Outcome),
    text=long,
    confidence=st.floats(0, 1),
    citations=st.lists(citations(), max_size=4).map(tuple),
    generation=st.integers(0, 10**9),
    notices=st.lists(hostile, max_size=4).map(tuple),
    wording=st.none() | wordings,
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(message: Message) -> None:
    """Check that a message fits Discord's limits, and that Discord acts only on what Munshi itself put into it."""
    labels = [button.label for row in message.rows for button in row]
    assert sum(map(length, message.blocks)) + sum(map(length, labels)) <= LAYOUT_CHARACTERS
    assert 0 < length(message.plain) <= MESSAGE_CHARACTERS
    components = 1 + len(message.blocks) + len(message.rows) + len(labels)
    assert components <= LAYOUT_COMPONENTS
    assert all(block.strip() for block in message.blocks)
    assert all(len(row) <= ROW_BUTTONS for row in message.rows)
    assert all(length(label) <= BUTTON_LABEL for label in labels)
    identifiers = [button.action.custom_id for row in message.rows for button in row]
    assert all(len(identifier) <= CUSTOM_ID for identifier in identifiers)
    assert len(set(identifiers)) == len(identifiers)
    for text in (*message.blocks, message.plain):
        assert text.encode("utf-8")  # no half of a surrogate pair
        for line in text.split("\n"):
            _check_line(line)


OURS = re.compile(  # the Markdown that messages are made of
    r"^(-# |## |### |\d{1,9}\. |- |> )+|\*\*|__"
)


def _check_line(line: str) -> None:
    theirs = OURS.sub("", displayed(line))
    for pattern in LIVE[:-1]:
        assert not pattern.search(theirs), (pattern.pattern, line)
    assert displayed(line).count("**") % 2 == 0
    assert "\r" not in line
