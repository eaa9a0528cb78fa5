"""In a chat, the answer is the message with its exchange, and the reply is marked in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.documents.plain_text.plain import blocks
from index.reader.blocks.answering_blocks import answering_block, most_relevant_part
from index.reader.blocks.exchanges import is_in_answered_question, messages_between, only_asks, reply_to
from index.reader.network.relevance import Relevance
from index.types import Evidence
from tests.index.engines import engine_over
from tests.index.evidence import evidence_of

CHAT = """\
wren — 10:00
where do i leave the wet sails

otis — 10:05
are they torn?

wren — 10:06
no, just wet

otis — 10:07
In the drying room. It is behind the boiler.

ines — 10:30
is the slipway open

otis — 10:31
until dusk. why?
"""


def evidence(text: str) -> Evidence:
    return evidence_of(
        text, start=5, blocks=tuple(b._replace(start=b.start + 5, end=b.end + 5) for b in blocks(text))
    )


def given_and_marked(text: str, relevant: str) -> tuple[str, str]:
    """Return the answer in a text of which only some words are relevant, and its marked part."""
    starts = np.arange(len(text), dtype=np.int32)
    masses = np.full(len(text), -20.0)
    masses[text.index(relevant)] = 5.0
    read = Relevance(evidence(text), 5.0, 5.0, starts, masses)
    start, end = answering_block(read)
    part = most_relevant_part(read, start, end) or (start, end)
    return text[start - 5 : end - 5], text[part[0] - 5 : part[1] - 5]


@pytest.mark.parametrize("relevant", ["wet sails", "In the drying"])
def test_the_reply_is_marked_without_its_author(relevant: str):
    """The reply in the same exchange is marked, whichever message is most relevant, and not a question in return."""
    given, marked = given_and_marked(CHAT, relevant)
    assert given == CHAT[: CHAT.index("\n\nines")]
    assert marked == "In the drying room. It is behind the boiler."


def test_a_reply_may_ask_back():
    """A message that asks is the reply if no other message answers."""
    given, marked = given_and_marked(CHAT, "the slipway")
    assert given == CHAT[CHAT.index("ines") :].strip()
    assert marked == "until dusk. why?"


def test_a_question_without_reply_stays_marked():
    """A message of the same author is no reply to it."""
    text = "otis — 10:00\nhello\n\nwren — 10:01\nis it open?\n\nwren — 10:02\nfound it"
    assert given_and_marked(text, "is it")[1] == "is it open?"


def test_a_message_that_asks_nothing_is_marked_itself():
    """So is a reply of a single word."""
    text = "otis — 10:00\nThe slipway is shut.\n\nwren — 10:01\nthanks\n\notis — 10:02\nok?"
    assert given_and_marked(text, "The slipway")[1] == "The slipway is shut."
    alone = "wren — 10:00\nis it shut?\n\notis — 10:02\nyes"
    assert given_and_marked(alone, "yes")[1] == "yes"


def test_the_guest_of_an_interview_answers():
    """The question before the reply is part of the answer, and neither name is marked."""
    text = "HOST: Who drew it?\n\nTOVE: My dad. In ink.\n\nHOST: And the bell?\n\nTOVE: A pump."
    given, marked = given_and_marked(text, "Who drew")
    assert given.startswith("HOST: Who drew it?\n\nTOVE: My dad. In ink.")
    assert marked == "My dad. In ink."


def test_a_reply_may_come_a_day_later():
    """A message of another author on another day belongs to the exchange only if nobody has replied in it."""
    days = [
        "wren — 03/02/2026 10:00\nis it open",
        "otis — 05/02/2026 10:00\nuntil dusk",
        "ines — 06/02/2026 10:00\nmy winch is stuck",
        "otis — 06/02/2026 10:05\noil the pawl",
    ]
    text = "\n".join(days)
    assert given_and_marked(text, "is it") == ("\n".join(days[:2]), "until dusk")
    assert given_and_marked(text, "oil the") == ("\n".join(days[2:]), "oil the pawl")


def test_words_of_a_message_that_asks_do_not_answer():
    """Words of a message that asks and has a reply do not answer, whatever terms they share with the question."""
    chat = evidence("<mira> does it lift 4 tonnes\n<jon> no, 3 tonnes\n<mira> is 2 ok?")
    asked = [
        is_in_answered_question(chat, chat.start + chat.context.index(words))
        for words in ("4 ton", "3 ton", "2 ok")
    ]
    assert asked == [True, False, False]


EXPORT = """\
[2026-04-18 10:00] wren
where do i leave the wet sails

[2026-04-18 10:01] ines
when does the slipway close?

[2026-04-18 10:02] otis
↩ ines: when does the slipway close?
at dusk

[2026-04-18 10:03] otis
↩ wren: where do i leave the …
in the drying room
"""


@pytest.mark.parametrize(("asking", "answer"), [("wren", "in the drying room"), ("ines", "at dusk")])
def test_a_question_is_answered_by_the_reply_that_names_it(asking: str, answer: str):
    """If the heads of messages name the message that they reply to, no other message is the reply."""
    read = evidence(EXPORT)
    found = messages_between(read, 5, 5 + len(EXPORT))
    question = next(each for each in found if each.author == asking)
    reply = reply_to(found, question)
    assert reply and EXPORT[reply.text - 5 : reply.end - 5] == answer


def test_a_reply_to_another_message_answers_no_question():
    """A message that replies to somebody else is skipped, and the only other one asks back."""
    read = evidence(EXPORT.partition("\n[2026-04-18 10:03]")[0])
    found = messages_between(read, 5, 5 + len(read.context))
    assert reply_to(found, found[0]) == found[1]


def test_a_part_that_asks_does_not_answer():
    """A part of a message that asks something does not answer if the part itself asks."""
    text = (
        CHAT
        + "\ntove — 10:40\nThe race is on Sunday at nine, off the pier. Bring a warm coat, and your own lunch. Who comes?\n"
    )
    read = evidence(text)

    def part(words: str) -> tuple[int, int]:
        return text.index(words) + 5, text.index(words) + len(words) + 5

    assert only_asks(read, part("where do i leave the wet sails"))
    assert only_asks(read, part("Who comes?"))
    assert not only_asks(read, part("The race is on Sunday at nine, off the pier."))
    assert not only_asks(read, part("In the drying room."))


def test_a_reply_that_asks_something_too_answers_with_the_rest(tmp_path: Path):
    """The asker's next message is no answer."""
    text = (
        "14/10/2026, 09:05 - Dro: i died in the deep caves and my grave is empty???\n"
        "14/10/2026, 09:30 - Tarn: how long were you away? after 40 min others can loot your grave\n"
        "14/10/2026, 09:33 - Dro: ok that's fair. i was eating\n"
    )
    answer = engine_over({"chat.txt": text}, tmp_path).ask("how long until others can loot my grave")
    assert "40 min" in answer.marked_text
