"""Whole messages: what a person sees for each outcome, and that every message fits Discord."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord.actions import Action, Kind
from bot.discord.limits import (
    BUTTON_LABEL,
    CUSTOM_ID,
    LAYOUT_CHARACTERS,
    LAYOUT_COMPONENTS,
    MESSAGE_CHARACTERS,
    ROW_BUTTONS,
    length,
)
from bot.discord.messages import (
    AMBER,
    GREEN,
    GREY,
    RED,
    Button,
    Message,
    Style,
    answer_message,
    confidence_in_words,
    documents_message,
    failure,
    passage_message,
)
from index.types import Answer, Citation, Outcome
from tests.bot.discord.test_markdown import LIVE, displayed, hostile

QUOTE = "He makes Rajani's father confess to his plan to frame Madan."


def cited(quote: str = QUOTE, answer: str | None = "Rajani's father", **named) -> Citation:
    place = None if answer is None else (quote.index(answer), quote.index(answer) + len(answer))
    given = {
        "document": "gambler.txt",
        "title": "The Gambler",
        "start": 100,
        "end": 100 + len(quote),
        "line": 3,
    }
    return Citation(**(given | {"quote": quote, "answer": place} | named))


def answered(*citations: Citation, text: str = "Rajani's father", confidence: float = 0.93) -> Answer:
    return Answer("who framed Madan?", Outcome.ANSWERED, text, confidence, citations or (cited(),), 2)


def _buttons(*labels_and_kinds: tuple[str, Kind]) -> tuple[Button, ...]:
    return tuple(
        Button(label, Action(kind, 7), Style.PRIMARY if kind is Kind.PASSAGE else Style.SECONDARY)
        for label, kind in labels_and_kinds
    )


def test_an_answer() -> None:
    """The answer first and big, its proof with the answer bold, where it stands, how sure, what was asked."""
    assert answer_message(answered(), number=7, asked="who framed Madan?", thread=True) == Message(
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
    """The same words without components."""
    assert answer_message(answered(), number=7).plain == (
        "## Rajani's father\n"
        "> He makes **Rajani's father** confess to his plan to frame Madan.\n"
        "-# The Gambler · gambler.txt, line 3\n"
        "-# Very sure"
    )


def test_several_citations_are_numbered() -> None:
    """Each citation has its number, and a button of that number."""
    message = answer_message(answered(cited(), cited(line=9, page=2)), number=7)
    assert message.blocks[1].endswith("-# 1. The Gambler · gambler.txt, line 3")
    assert message.blocks[2].endswith("-# 2. The Gambler · gambler.txt, page 2, line 9")
    assert [button.label for button in message.rows[0]] == ["Show passage 1", "Show passage 2"]
    assert [button.label for button in message.rows[1]] == ["Right", "Wrong", "Ask more"]


def test_passages() -> None:
    """Without a direct answer the closest passages are said to be only that, in another colour."""
    answer = Answer("who?", Outcome.PASSAGES, "", 0.2, (cited(answer=None),), 2)
    message = answer_message(answer, number=7)
    assert message.blocks == (
        "No direct answer. These passages come closest:",
        "> He makes Rajani's father confess to his plan to frame Madan.\n"
        "-# The Gambler · gambler.txt, line 3",
    )
    assert message.colour == AMBER


def test_nothing() -> None:
    """What the documents don't tell is one sentence, and can be voted wrong."""
    message = answer_message(Answer("who?", Outcome.NOTHING, "", 0.0, (), 2), number=7, thread=True)
    assert message.blocks == ("The documents don't say.",)
    assert message.colour == GREY
    assert [button.label for button in message.rows[0]] == ["Right", "Wrong", "Continue in a thread"]


def test_an_answer_that_is_its_whole_quote_is_said_once() -> None:
    """A sentence that is answer and proof at once is not repeated."""
    message = answer_message(answered(cited(answer=QUOTE), text=QUOTE), number=7)
    assert message.blocks[:2] == (f"## {QUOTE}", "-# The Gambler · gambler.txt, line 3")


def test_a_long_answer_is_bold_instead_of_a_heading() -> None:
    """What would fill a phone's screen as a heading is bold text."""
    text = " ".join(["because the harbour froze"] * 5)
    message = answer_message(answered(cited(text, text), text=text), number=7)
    assert message.blocks[0] == f"**{text}**"


def test_without_a_number_there_are_no_buttons() -> None:
    """An answer that could not be kept shows no button that could not work."""
    assert answer_message(answered(), number=None).rows == ()


def test_a_title_that_is_the_files_name_is_not_repeated() -> None:
    """Where the title says no more than the name, the place stands alone."""
    assert "-# gambler.txt, line 3" in answer_message(answered(cited(title="gambler")), number=7).plain


def test_a_passage_in_its_neighbourhood() -> None:
    """The answer is marked inside the text around it, which begins and ends with whole words."""
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
    """Where the document no longer holds the quote, that is said, and the quote shown as it was."""
    message = passage_message(cited(), None)
    assert message.blocks[1] == "This passage has changed since. What it said when I answered:"
    assert message.blocks[2] == "> He makes __**Rajani's father**__ confess to his plan to frame Madan."
    assert message.colour == AMBER


def test_a_failure_names_files_harmlessly() -> None:
    """The sentence of an error is escaped, since it may name files."""
    assert failure("The file **x**.txt is gone.") == Message(("The file \\*\\*x\\*\\*.txt is gone.",), RED)


def test_confidence_in_words() -> None:
    """How sure, in four steps."""
    words = [confidence_in_words(confidence) for confidence in (0.95, 0.75, 0.5, 0.2)]
    assert words == ["Very sure", "Quite sure", "Fairly sure", "Not sure: check the passage"]


# ------------------------------------------------------------- any text


@st.composite
def citations(draw) -> Citation:
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
answers = st.builds(
    Answer,
    question=hostile,
    outcome=st.sampled_from(Outcome),
    text=long,
    confidence=st.floats(0, 1),
    citations=st.lists(citations(), max_size=4).map(tuple),
    generation=st.integers(0, 10**9),
    notices=st.lists(hostile, max_size=4).map(tuple),
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(message: Message) -> None:
    """A message fits Discord, and nothing in it is live but what Munshi itself put there."""
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


OURS = re.compile(r"^(-# |## |### |\d{1,9}\. |- |> )+|\*\*|__")


def _check_line(line: str) -> None:
    theirs = OURS.sub("", displayed(line))
    for pattern in LIVE[:-1]:
        assert not pattern.search(theirs), (pattern.pattern, line)
    assert displayed(line).count("**") % 2 == 0 or "\n" in line
    assert "\r" not in line


@SLOW
@given(answers, st.none() | st.integers(0, 10**18 - 1), st.none() | hostile, st.booleans())
def test_any_answer_fits_and_holds_nothing_live(
    answer: Answer, number: int | None, asked: str | None, thread: bool
) -> None:
    """For any documents and questions the message fits every limit, and nothing of theirs is live."""
    check(answer_message(answer, number=number, asked=asked, thread=thread, citations=3))


@SLOW
@given(citations(), st.none() | st.tuples(long, long))
def test_any_passage_fits_and_holds_nothing_live(citation: Citation, around: tuple[str, str] | None) -> None:
    """The same of a passage in any neighbourhood, or changed."""
    if around is None:
        place = None
    else:
        before, after = around
        place = (before + citation.quote + after, citation.start - len(before))
    message = passage_message(citation, place)
    assert sum(map(length, message.blocks)) <= LAYOUT_CHARACTERS
    assert length(message.plain) <= MESSAGE_CHARACTERS
    for line in "\n".join(message.blocks).split("\n"):
        theirs = OURS.sub("", displayed(line))
        assert not any(pattern.search(theirs) for pattern in LIVE[:-1]), line


@SLOW
@given(
    st.lists(st.tuples(long, long, st.integers(0, 10**6)), max_size=25),
    st.integers(0, 10**9),
)
def test_any_page_of_documents_fits(names: list[tuple[str, str, int]], page: int) -> None:
    """The list of documents fits whatever they are called, on any page."""
    check(documents_message(names, page=page, passages=9, generation=1, age="2 hours ago"))


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**9 - 1), st.sampled_from(Kind))
def test_an_action_survives_its_button(answer: int, number: int, kind: Kind) -> None:
    """What a button is given is what a press gives back."""
    action = Action(kind, answer, number)
    assert Action.parse(action.custom_id) == action
    assert len(action.custom_id) <= CUSTOM_ID


@given(st.text() | st.from_regex(r"munshi:[0-9]:[a-z]+:[0-9]*:[0-9]*"))
def test_any_other_text_is_no_action(text: str) -> None:
    """Whatever stands in an id that is not of today's form parses to nothing, or to the same again."""
    action = Action.parse(text)
    assert action is None or int(text.split(":")[3]) == action.answer
