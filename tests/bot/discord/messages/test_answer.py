"""The whole message of an answer, for each outcome, and that any answer's message fits Discord."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.gateway import views
from bot.discord.messages.answer import answer_message
from bot.discord.messages.message import AMBER, GREEN, GREY, Button, Message, Style
from bot.discord.messages.passage import passage_message
from bot.discord.questions.actions import Action, Kind
from bot.links import Links
from index.documents.skipped import OWN_ERROR
from index.types import Answer, Citation, Outcome, ReaderAnswer, WordedSentence, Wording
from tests.bot.discord.hostile_text import hostile
from tests.bot.discord.samples import QUOTE, SLOW, WITH_THREAD, answered, answers, check, cited
from tests.bot.discord.samples import citations as any_citation


def _buttons(*labels_and_kinds: tuple[str, Kind]) -> tuple[Button, ...]:
    return tuple(
        Button(label, Action(kind, 7), Style.PRIMARY if kind is Kind.PASSAGE else Style.SECONDARY)
        for label, kind in labels_and_kinds
    )


def test_an_answer() -> None:
    """The message has the answer as a heading, the quote with the answer bold, source, confidence and question."""
    assert answer_message(
        answered(), answer_id=7, question="who framed Madan?", buttons=WITH_THREAD
    ) == Message(
        (
            "## Rajani's father",
            "> He makes **Rajani's father** confess to his plan to frame Madan.\n"
            "-# The Gambler · gambler.txt, line 3",
            "-# Very sure · Asked: who framed Madan?",
        ),
        GREEN,
        (
            _buttons(
                ("Show passage", Kind.PASSAGE),
                ("Right", Kind.RIGHT),
                ("Wrong", Kind.WRONG),
                ("Continue in a thread", Kind.THREAD),
            ),
        ),
    )


def test_an_answer_in_plain_text() -> None:
    """The plain text has the same words."""
    assert answer_message(answered(), answer_id=7).plain == (
        "## Rajani's father\n"
        "> He makes **Rajani's father** confess to his plan to frame Madan.\n"
        "-# The Gambler · gambler.txt, line 3\n"
        "-# Very sure"
    )


def test_no_line_of_code_is_shown() -> None:
    """If Munshi's code failed over a passage, members read that it was omitted, but not the line of code."""
    notice = f"A passage of a.md (line 1) was left out: it {OWN_ERROR} (KeyError in index/engine.py, line 3)."
    answer = dataclasses.replace(answered(), notices=(notice,))
    assert answer_message(answer, answer_id=7).plain.endswith(
        "-# A passage of a.md (line 1) was left out: it met an error of Munshi's own."
    )


def test_several_citations_are_numbered() -> None:
    """Each citation has its number, and a button of that number."""
    message = answer_message(answered(cited(), cited(line=9, page=2)), answer_id=7)
    assert message.blocks[1].endswith("-# 1. The Gambler · gambler.txt, line 3")
    assert message.blocks[2].endswith("-# 2. The Gambler · gambler.txt, page 2, line 9")
    assert [button.label for button in message.rows[0]] == ["Show passage 1", "Show passage 2"]
    assert [button.label for button in message.rows[1]] == ["Right", "Wrong", "Ask more"]


@pytest.mark.parametrize(("citations", "shown"), [(4, 4), (5, 5), (6, 6), (11, 11), (14, 14), (20, 14)])
def test_many_citations_have_rows_of_buttons(citations: int, shown: int) -> None:
    """For any number of citations Discord accepts the buttons, five in a row; too many are omitted."""
    quotes = tuple(cited(f"Fact {number}.", None, line=number) for number in range(1, citations + 1))
    sentences = tuple(WordedSentence(f"It is {number}.", number) for number in range(citations))
    several = Answer("which?", Outcome.PASSAGES, "", 0.2, quotes, 2)
    worded = dataclasses.replace(answered(*quotes), kind="wording", wording=Wording("m", sentences, True))
    for answer in (several, worded):
        kinds = (*WITH_THREAD, Kind.HUMAN)
        message = answer_message(answer, answer_id=7, buttons=kinds, citations=20)
        check(message)
        views.layout(message)
        views.plain_view(message)
        pressed = [button.action for row in message.rows for button in row]
        assert pressed[:shown] == [Action(Kind.PASSAGE, 7, index) for index in range(shown)]
        assert [action.kind for action in pressed[shown:]] == list(kinds)
    assert len(re.findall(r"\\\[", message.blocks[0])) == shown  # no sentence without its quote


def test_a_wording() -> None:
    """The message has the model's sentences with their quotes' numbers, all quotes, the model, and the confidence."""
    sentences = (WordedSentence("His _own_ father-in-law.", 0), WordedSentence("He confessed.", 1))
    first, second = cited(), cited(QUOTE, None, line=9)
    text = " ".join(sentence.text for sentence in sentences)
    for agreed, sure in ((True, "Very sure"), (False, "each sentence quoted")):
        worded = dataclasses.replace(
            answered(first, second, text=text), kind="wording", wording=Wording("m*", sentences, agreed)
        )
        assert answer_message(worded, answer_id=7, citations=1).blocks == (
            "His \\_own\\_ father-in-law. \\[1\\] He confessed. \\[2\\]",
            "> He makes **Rajani's father** confess to his plan to frame Madan.\n"
            "-# 1. The Gambler · gambler.txt, line 3",
            f"> {QUOTE}\n-# 2. The Gambler · gambler.txt, line 9",
            f"-# worded by m\\* · {sure}",
        )


def test_the_readers_answer_stands_beside_a_wording() -> None:
    """If the sentences do not agree with the reader, its answer follows them, with its quote and confidence."""
    sentences = (WordedSentence("He confessed.", 0),)
    reader = ReaderAnswer("Rajani's\n*father*", 0.6, 1)
    wording = Wording("m", sentences, False, reader)
    answer = answered(cited(QUOTE, None), cited(line=9), text="He confessed.", confidence=0.0)
    worded = dataclasses.replace(answer, kind="wording", wording=wording)
    assert answer_message(worded, answer_id=7).blocks == (
        "He confessed. \\[1\\]\nIn the documents' own words: Rajani's \\*father\\* \\[2\\] · Fairly sure",
        f"> {QUOTE}\n-# 1. The Gambler · gambler.txt, line 3",
        "> He makes **Rajani's father** confess to his plan to frame Madan.\n"
        "-# 2. The Gambler · gambler.txt, line 9",
        "-# worded by m · each sentence quoted",
    )


def test_a_sentence_whose_quote_does_not_fit_is_left_out() -> None:
    """Each shown sentence has the quote that proves it, however long the quotes are."""
    quotes = tuple(cited("x" * 2000, None, line=line) for line in range(1, 6))
    sentences = tuple(WordedSentence(f"Sentence {number}.", number) for number in (1, 4, 0, 2, 3))
    answer = dataclasses.replace(answered(*quotes), kind="wording", wording=Wording("m", sentences, False))
    message = answer_message(answer, answer_id=7)
    shown = len(message.blocks) - 2
    assert 0 < shown < 5
    assert re.findall(r"(\d)\. \\\[(\d)", message.blocks[0]) == [
        (str(number), str(number + 1)) for number in (1, 4, 0, 2, 3) if number < shown
    ]
    for citation in range(5):  # the reader's answer stands all the same, and names no quote that is not shown
        wording = Wording("m", sentences, False, ReaderAnswer("He did.", 0.6, citation))
        message = answer_message(dataclasses.replace(answer, wording=wording), answer_id=7)
        number = f" \\[{citation + 1}\\]" if citation < len(message.blocks) - 2 else ""
        assert message.blocks[0].endswith(f"words: He did.{number} · Fairly sure")


def test_passages() -> None:
    """Without a direct answer, the closest passages are shown as such, in another colour."""
    answer = Answer("who?", Outcome.PASSAGES, "", 0.2, (cited(answer=None),), 2)
    message = answer_message(answer, answer_id=7)
    assert message.blocks == (
        "No direct answer. These passages come closest:",
        "> He makes Rajani's father confess to his plan to frame Madan.\n"
        "-# The Gambler · gambler.txt, line 3",
    )
    assert message.colour == AMBER


def test_nothing() -> None:
    """The reply to an unanswerable question is one sentence, and can be voted wrong."""
    message = answer_message(
        Answer("who?", Outcome.NOTHING, "", 0.0, (), 2), answer_id=7, buttons=WITH_THREAD
    )
    assert message.blocks == ("I found nothing about this in the documents.",)
    assert message.colour == GREY
    assert [button.label for button in message.rows[0]] == ["Right", "Wrong", "Continue in a thread"]


def test_documents_that_differ() -> None:
    """If documents contradict each other, both are quoted with their dates, and there is no answer."""
    new = Citation("fees.md", "", 0, 10, "$8 a month", 3, None, (0, 10), changed="2024-10-04")
    old = dataclasses.replace(
        new, document="old/fees.md", quote="$5 a month", contradicts=True, changed="2023-05-23"
    )
    answer = Answer("what is the fee?", Outcome.ANSWERED, "$8 a month", 0.7, (new, old), 1)
    message = answer_message(answer, answer_id=None, citations=1)
    assert message.blocks == (
        "The documents differ:",
        "> $8 a month\n-# 1. fees.md, changed on 2024-10-04, line 3",
        "> $5 a month\n-# 2. old/fees.md, changed on 2023-05-23, line 3",
    )
    assert message.colour == AMBER


def test_an_answer_that_is_its_whole_quote_is_said_once() -> None:
    """A sentence that is both the answer and the quote is not repeated."""
    message = answer_message(answered(cited(answer=QUOTE), text=QUOTE), answer_id=7)
    assert message.blocks[:2] == (f"## {QUOTE}", "-# The Gambler · gambler.txt, line 3")


def test_a_long_answer_is_bold_instead_of_a_heading() -> None:
    """A long answer, which as a heading would fill a phone's screen, is bold text."""
    text = " ".join(["because the harbour froze"] * 5)
    message = answer_message(answered(cited(text, text), text=text), answer_id=7)
    assert message.blocks[0] == f"**{text}**"


def test_without_an_id_there_are_no_buttons() -> None:
    """An answer that could not be recorded has no buttons, since they could not work."""
    assert answer_message(answered(), answer_id=None).rows == ()


def test_a_title_that_is_the_files_name_is_not_repeated() -> None:
    """If the title says no more than the name, only the name and line are shown."""
    assert "-# gambler.txt, line 3" in answer_message(answered(cited(title="gambler")), answer_id=7).plain


buttons = st.lists(
    st.sampled_from(
        [
            *(Kind.RIGHT, Kind.WRONG, Kind.MORE, Kind.THREAD),
            *(Kind.SOLVED, Kind.UNWANTED, Kind.HUMAN, Kind.PRIVATE_HUMAN),
        ]
    ),
    max_size=4,
    unique=True,
).map(tuple)


@SLOW
@given(answers, st.none() | st.integers(0, 10**18 - 1), st.none() | hostile, buttons, st.booleans())
def test_any_answer_fits_and_holds_nothing_live(
    answer: Answer, answer_id: int | None, question: str | None, buttons: tuple[Kind, ...], unasked: bool
) -> None:
    """For any documents and questions the message fits every limit, and Discord acts on nothing in it."""
    check(answer_message(answer, answer_id=answer_id, question=question, buttons=buttons, unasked=unasked))


def test_a_block_is_the_answer_and_what_follows_is_close_to_it() -> None:
    """The first quote is the answer, also if all of it is marked; a line says that the others are only close."""
    first = cited("Saturday 14:00", "Saturday 14:00", document="hours.md", title="")
    second = cited("The reading night is in October.", None, document="events.md", title="")
    answer = dataclasses.replace(answered(first, second, text="Saturday 14:00"), kind="block")
    assert answer_message(answer, answer_id=7).blocks == (
        "This answers it:",
        "> Saturday 14:00\n-# 1. hours.md, line 3",
        "Also close:\n> The reading night is in October.\n-# 2. events.md, line 3",
        "-# Very sure",
    )
    unasked = answer_message(answer, answer_id=7, unasked=True)
    assert unasked.blocks[1] == "> Saturday 14:00\n-# hours.md, line 3"
    assert len(unasked.blocks) == 3  # whoever did not ask is shown no more


def test_code_that_answers_keeps_its_lines() -> None:
    """Two commands are on two lines, so that a copy of them runs what the document says."""
    words = "Install it:\nsudo install relay\nrelay init"
    citation = dataclasses.replace(cited(words, words[12:]), shown=words, shown_answer=(12, len(words)))
    answer = dataclasses.replace(answered(citation, text=words[12:]), kind="block")
    quoted = answer_message(answer, answer_id=7).blocks[1]
    assert quoted.startswith("> Install it:\n> **sudo install relay\n> relay init**\n-# ")


def test_sources_are_links_where_the_config_names_an_address() -> None:
    """The source line of an answer, and the head of a passage, is a link that Discord does not unfold."""
    links = Links({"": "https://example.org/{stem}#{anchor}"})
    message = answer_message(answered(cited(trail=("The Plan & how",))), answer_id=7, links=links)
    assert message.blocks[1].endswith(
        "\n-# [The Gambler · gambler.txt, line 3, The Plan & how](<https://example.org/gambler#the-plan--how>)"
    )
    head = passage_message(cited(), None, links).blocks[0]
    assert head == "**[The Gambler · gambler.txt, line 3](<https://example.org/gambler>)**"


@SLOW
@given(
    any_citation(),
    st.lists(hostile, max_size=2),
    st.sampled_from(["{path}#{anchor}", "{stem}?l={line}&p={page}"]),
)
def test_only_what_the_config_builds_is_a_link(citation: Citation, trail: list[str], rest: str) -> None:
    """For any names of a document, its title and headings, the only link leads to the address from the config."""
    citation = dataclasses.replace(citation, trail=tuple(trail))
    links = Links({"": f"https://docs.example.org/{rest}"})
    address = links.address(citation)
    block = answer_message(
        Answer("q", Outcome.PASSAGES, "", 0.0, (citation,), 1), answer_id=7, links=links
    ).blocks[1]
    if address is None:
        assert "](<" not in block
        return
    assert re.fullmatch(r"https://docs\.example\.org/[\w.~%/#?=&-]*", address, re.ASCII)
    assert block.count(f"](<{address}>)") == 1
    assert block.endswith(f"](<{address}>)")
    assert not re.search(r"(?<!\\)\]\(", block.removesuffix(f"](<{address}>)"))
    assert "https://docs" not in block.replace(address, "")
