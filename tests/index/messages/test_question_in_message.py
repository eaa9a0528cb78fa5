"""A message → the question in it. The passages found are all documents, or none."""

import pytest

from index.messages.question_in_message import ShorterQuestion, shorter_question, without_talk

DOCUMENTS = [
    "The boathouse on the lake is open until ten.",
    "The new oars are in shed 4 at the lake. Linux works.",
]
STORY = "i broke an oar at my sister's party and dad is mad, do you know what a new oar costs in a shop"


def everything(_: str) -> list[str]:
    return DOCUMENTS


def nothing(_: str) -> list[str]:
    return []


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("I should be grateful if you could tell me how deep the lake is", "how deep the lake is"),
        ("hi all, does anyone happen to know whether the boathouse is open", "whether the boathouse is open"),
        ("My friend told me to ask here. How deep is the lake?", "How deep is the lake?"),
        ("I was at a party. How deep is the lake?", "How deep is the lake?"),
        ("I row on linux. How deep is the lake?", "I row on linux. How deep is the lake?"),
        (STORY, STORY),
    ],
)
def test_talk_is_removed(message: str, question: str) -> None:
    """Sentences that say nothing of the documents are, and the words of asking before a question."""
    assert without_talk(message, everything) == question


def test_only_the_clause_that_asks_is_a_shorter_question() -> None:
    """The story around it is omitted, whatever the documents contain of it."""
    assert shorter_question(STORY, everything) == ShorterQuestion("what a new oar costs in a shop", 0.0)


def test_a_short_rest_is_the_topic() -> None:
    """Its words that the documents contain follow the question."""
    asked = shorter_question("a boathouse in marlby, what hours is it open to guests", everything)
    assert asked is not None
    assert asked.text == "what hours is it open to guests? boathouse"
    clear = shorter_question("marlby boathouse, until which hour may guests stay", everything)
    assert clear == ShorterQuestion("until which hour may guests stay? boathouse", 0.0)
    assert shorter_question("marlby boathouse, until which hour may guests stay", nothing) == ShorterQuestion(
        "until which hour may guests stay", 0.0
    )


def test_an_answer_to_a_clause_that_refers_must_be_surer() -> None:
    """With the words that it refers to, it is no sentence, and other words may be meant."""
    asked = shorter_question("I row to the boathouse after a party. Where is it?", everything)
    assert asked is not None
    assert asked.text == "Where is it? boathouse"
    assert asked.confidence > 0.5


def test_a_request_is_asked_as_a_question() -> None:
    """Only if it is not answered as it is, since its own words are searched first."""
    assert without_talk("hi, need the price of a new oar", everything) == "need the price of a new oar"
    asked = shorter_question("need the price of a new oar", everything)
    assert asked == ShorterQuestion("what is the price of a new oar", 0.0)


@pytest.mark.parametrize("message", ["how deep is the lake", "price of an oar", "my oar broke", ""])
def test_a_message_that_is_one_clause_is_not_shortened(message: str) -> None:
    assert shorter_question(message, everything) is None


def test_a_reference_to_what_no_document_has_is_not_followed() -> None:
    """Alone, "where is it" could be answered with anything."""
    assert shorter_question("I row to the boathouse after a party. Where is it?", nothing) is None
