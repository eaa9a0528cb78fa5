"""Noun phrases and verbs of questions."""

from __future__ import annotations

import pytest

from index.english.noun_phrases import noun_phrase


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("do you have lockers", "lockers"),
        ("can we have guests", "guests"),
        ("is there a fixture i can use", "the fixture"),
        ("do you ship to brazil", "brazil"),
        ("are we allowed to fish", ""),
        ("do i have to livestream", ""),
        ("who takes care of the website", "the website"),
        ("who is in charge of bookings", "bookings"),
        ("how do i get rid of worms", "worms"),
        ("who leads knot night at the moment", "knot night"),
        ("Why can't i use the band saw", "the band saw"),
        ("what is pad set to by default", "pad"),
        ("what is the default port", "the default port"),
        ("", ""),
    ],
)
def test_the_thing_that_a_question_is_about(question: str, phrase: str) -> None:
    """It is a noun with the words before it; verbs and the nouns of set phrases name no thing."""
    assert noun_phrase(question) == phrase
