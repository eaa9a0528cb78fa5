import time

import pytest

from index.messages.asked_clause import asked_clause


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("i broke an oar and was wondering what a new oar costs, my dad is mad", "what a new oar costs"),
        ("i was away so long, when does the winter training start", "when does the winter training start"),
        ("how deep is the lake, i want to swim", "how deep is the lake"),
        ("how deep is the lake because my kids swim badly", "how deep is the lake"),
        ("we came by bus and nobody knew how deep the lake is", "how deep the lake is"),
        (
            "My oar broke. Could you tell me in which shed the new oars are?",
            "in which shed the new oars are?",
        ),
        ("my dad owns an old red boat, does the club repair boats", "does the club repair boats"),
        ("I could swim, does the pool open on Monday?", "does the pool open on Monday?"),
        ("as my oar broke, is there a shed with new oars or not", "is there a shed with new oars"),
        ("my coach and i argued about how deep the lake is, do you remember", "how deep the lake is"),
        # A clause about the words before it does not ask.
        ("my boat is red, which is nice, which boats may juniors take", "which boats may juniors take"),
        # A conjunction within a clause does not end it.
        ("i wonder whether my friend and i may row alone", "whether my friend and i may row alone"),
    ],
)
def test_the_clause_that_asks_is_found(message: str, question: str) -> None:
    """It is found after a verb of asking, after a comma, at the start of a sentence, and up to the next clause."""
    asked = asked_clause(message)
    assert asked is not None
    assert (asked.question, asked.refers) == (question, False)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("need the price of a new oar", "what is the price of a new oar"),
        (
            "we lost an oar on the way, give us the price of new oars.",
            "what is the price of new oars",
        ),
        (
            "i row here and forgot the opening hours of the boathouse",
            "what is the opening hours of the boathouse",
        ),
        ("explain the boat licence", "what is the boat licence"),
    ],
)
def test_a_request_is_worded_as_a_question(message: str, question: str) -> None:
    """It asks what the thing is that somebody needs, wants, or tells others to give or explain."""
    asked = asked_clause(message)
    assert asked is not None
    assert (asked.question, asked.refers) == (question, False)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("I row to the boathouse. Where is it?", "Where is it?"),
        ("my oar is broken, what do i do now", "what do i do now"),
        (
            "we want to take the kingfisher, which licence do we need for that one",
            "which licence do we need for that one",
        ),
    ],
)
def test_a_clause_that_refers_to_the_rest_says_so(message: str, question: str) -> None:
    """It has a pronoun, or fewer than two words that name something."""
    asked = asked_clause(message)
    assert asked is not None
    assert (asked.question, asked.refers) == (question, True)


@pytest.mark.parametrize(
    "question",
    [
        "is it possible to row in winter",
        "is there a shed for oars",
        "which shed is there for oars",
        "is there an oar that children may use",
    ],
)
def test_a_pronoun_that_stands_for_nothing_outside_is_no_reference(question: str) -> None:
    """For example "it" before "possible", and "that" after what it describes."""
    asked = asked_clause(f"i like rowing, {question}")
    assert asked is not None
    assert (asked.question, asked.refers) == (question, False)


@pytest.mark.parametrize(
    "message",
    [
        "price of a tent",
        "my oar broke and i am mad",
        "now i know what a new oar costs",
        "i was off work when the boathouse burnt",
        "Is swimming in the lake safe? May juniors row alone?",
        "",
    ],
)
def test_no_or_several_questions(message: str) -> None:
    """None is returned if no clause asks, or if several ask that are clear by themselves."""
    assert asked_clause(message) is None


@pytest.mark.parametrize(
    "repeated", ["and ", "who is it, ", "tell me ", "i and i ", "that that ", "... ", "as "]
)
def test_a_long_message_is_read_fast(repeated: str) -> None:
    """However often words are repeated, 2,000 characters take at most a second of the processor."""
    start = time.process_time()
    asked_clause(f"{repeated * 600} how deep is the lake"[-2000:])
    assert time.process_time() - start < 1
