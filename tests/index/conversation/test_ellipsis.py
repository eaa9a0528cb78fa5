"""A phrase replaces the phrase of a question that it is similar to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Turn
from index.conversation.ellipsis import with_phrase
from index.conversation.follow_ups import is_follow_up, standalone

QUESTION_WORDS = [
    "who",
    "how",
    "much",
    "is",
    "the",
    "a",
    "pool",
    "open",
    "on",
    "may",
    "of",
    "2",
    "i",
    "do",
    "sell",
]
PHRASE_WORDS = ["the", "a", "pool", "sauna", "on", "of", "3", "one", "two", "sunday"]


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("how much is an elytra", "a beacon", "how much is a beacon"),
        ("How much do tickets cost", "for juniors", "How much do tickets cost for juniors"),
        ("How much does the club pay", "for juniors", "How much does the club pay for juniors"),
        ("how do i get builder role", "moderator", "how do i get moderator"),
        ("how do I reset my password", "my username", "how do I reset my username"),
        ("who teaches linear algebra", "statistics", "who teaches statistics"),
        ("What is the fee for adults", "children", "What is the fee for children"),
        ("why did Tomas leave the village", "Ilse", "why did Ilse leave the village"),
        ("how long does a ban last", "a mute", "how long does a mute last"),
        ("how much xp does a quest give", "a raid", "how much xp does a raid give"),
        ("what port does the java server use", "bedrock", "what port does bedrock use"),
        ("When is Sigrun Tveit's birthday", "Paco", "When is Paco's birthday"),
        ("who was the captain's wife", "the mate's", "who was the mate's wife"),
        ("can guests use the pool", "the sauna", "can guests use the sauna"),
        ("can guests use the pool", "members", "can members use the pool"),
        ("are dogs allowed in the park", "cats", "are cats allowed in the park"),
        ("which class can wear plate armour", "leather", "which class can wear leather"),
        ("does latchkey support postgres", "mysql", "does latchkey support mysql"),
        ("is the movie worth watching", "the series", "is the series worth watching"),
        ("can i use my phone in the exam", "a calculator", "can i use a calculator in the exam"),
        ("how do i install latchkey", "upgrade", "how do i upgrade latchkey"),
        ("when was the race cancelled", "the parade", "when was the parade cancelled"),
        ("which ferry sank near the pier", "the lighthouse", "which ferry sank near the lighthouse"),
        ("when did Ada teach singing", "Tobin", "when did Tobin teach singing"),
        ("can a guest use the sauna", "members", "can members use the sauna"),
        ("can i use my phone during a test", "notes", "can i use notes during a test"),
        ("how do i claim land", "unclaim", "how do i unclaim land"),
        ("does room 2 have a piano", "room 7", "does room 7 have a piano"),
        ("what does brine doctor do", "prune", "what does prune do"),
        ("can the big hall be booked", "the old cellar", "can the old cellar be booked"),
    ],
)
def test_a_noun_phrase_replaces_one_with_a_similar_determiner(
    question: str, phrase: str, expected: str
) -> None:
    """A possessive replaces a possessive, and a verb a verb; the noun that "which" or "what" asks for stays."""
    assert with_phrase(question, phrase) == expected


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("when is the library open on saturdays", "sundays", "when is the library open on sundays"),
        ("what was added in 2.3.0", "2.4.0", "what was added in 2.4.0"),
        ("when is assignment 2 due on canvas", "3", "when is assignment 3 due on canvas"),
        ("what did they decide on May 3 in Brill", "June 7", "what did they decide on June 7 in Brill"),
        ("who wrote the second chapter", "the third", "who wrote the third chapter"),
        ("what does !rank do", "!top", "what does !top do"),
        ("who won last year", "this year", "who won this year"),
        ("when are you open", "sundays", "when are you open sundays"),
        ("does 1.20 work with 1.21", "1.19", "does 1.20 work with 1.19"),
    ],
)
def test_a_number_or_a_day_replaces_one_of_the_same_shape(question: str, phrase: str, expected: str) -> None:
    """It does so even if another phrase of the question is later. A day is added if the question has none."""
    assert with_phrase(question, phrase) == expected


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("who hosts the movie night on discord", "the trivia night", "who hosts the trivia night on discord"),
        ("when was chapter 4 of the book released", "chapter 5", "when was chapter 5 of the book released"),
        ("how much does the silver tier cost", "the gold one", "how much does the gold tier cost"),
        ("how tall is the tower", "the new one", "how tall is the new tower"),
        ("is the silver tier cheap and the pass", "the gold one", "is the gold tier cheap and the pass"),
        ("does the silver tier beat the pass", "the gold one", "does the gold tier beat the pass"),
        (
            "does the silver tier beat the red tier",
            "the gold one",
            "does the silver tier beat the gold tier",
        ),
        ("who hosts the night", "the trivia night", "who hosts the trivia night"),
        ("who hosts the big movie night", "trivia night", "who hosts the big trivia night"),
    ],
)
def test_a_shared_noun_stays(question: str, phrase: str, expected: str) -> None:
    """A word that both phrases contain shows which phrase to replace; "one" stands for the noun."""
    assert with_phrase(question, phrase) == expected


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("What is the stamp of the Bonis", "of the Zanis", "What is the stamp of the Zanis"),
        ("are office hours on Monday with Lee", "on Friday", "are office hours on Friday with Lee"),
        ("how long does the course take", "for beginners", "how long does the course take for beginners"),
        ("what is the Bonis' stamp", "of the Zanis", None),
        ("what is in the shed of the club", "in the house", "what is in the house of the club"),
        ("who lives in the house of Ada", "in the hut of Ben", "who lives in the hut of Ben"),
    ],
)
def test_a_preposition_shows_which_phrase_to_replace(
    question: str, phrase: str, expected: str | None
) -> None:
    """The phrase with the same preposition is replaced; if there is none, the new phrase is added, but not "of"."""
    assert with_phrase(question, phrase) == expected


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("what can i cut with the laser", "leather", "can i cut leather with the laser"),
        ("what can i cut with the laser", "the lathe", "what can i cut with the lathe"),
        ("what do i need for geology", "chemistry", "what do i need for chemistry"),
    ],
)
def test_an_object_replaces_what_if_no_phrase_is_similar(question: str, phrase: str, expected: str) -> None:
    """A noun without a determiner becomes the object, unless the question contains another such noun."""
    assert with_phrase(question, phrase) == expected


@pytest.mark.parametrize("phrase", ["", "of", "the", "if I die", "what it is", "who", "is it free"])
def test_words_that_are_not_a_phrase_change_nothing(phrase: str) -> None:
    """Clauses, question words and an empty text give None."""
    assert with_phrase("How much is an elytra", phrase) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("on Sundays?", "When is the pool open on Sundays?"),
        ("And on Sundays?", "When is the pool open on Sundays?"),
        ("for the second time?", "When is the pool open on Mondays for the second time?"),
        ("in the big old hall?", "When is the pool open on Mondays in the big old hall?"),
        ("in May?", "When is the pool open on Mondays in May?"),
        ("and may I swim?", "and may I swim?"),
        ("what about the sauna?", "When is the sauna open on Mondays?"),
        ("and is it free?", "is the pool free?"),
        ("and if it rains?", "if it rains: the pool?"),
        ("in which street is the hall?", "in which street is the hall?"),
    ],
)
def test_phrases_alone_are_follow_ups(question: str, expected: str) -> None:
    """ "And", "what about" or a preposition before a phrase continue the last question; a whole question does not."""
    assert standalone(question, [Turn("When is the pool open on Mondays?", "9 to 20")]) == expected


@given(
    st.lists(st.sampled_from(QUESTION_WORDS), max_size=8),
    st.lists(st.sampled_from(PHRASE_WORDS), max_size=4),
)
def test_any_words_are_accepted(question: list[str], phrase: list[str]) -> None:
    """No order of words raises, and the result contains every word of the phrase but a determiner or "one"."""
    full = with_phrase(" ".join(question), " ".join(phrase))
    if full is not None:
        assert {*phrase} - {"the", "a", "one"} <= {*full.split()}


def test_a_first_question_may_be_a_phrase() -> None:
    """Without a turn before it, a phrase is asked as it is."""
    assert is_follow_up("on Sundays?")
    assert standalone("on Sundays?", []) == "on Sundays?"
