"""Chat around a question."""

from __future__ import annotations

import pytest

from index.messages.chat import without_chat


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("I've been trying to figure this out for an hour. price of a tent", "price of a tent"),
        ("is it open there? My friend told me to ask here.", "is it open there?"),
        ("I bought a kayak. Where does it go?", "I bought a kayak. Where does it go?"),
        ("What did the smith say? I want to know.", "What did the smith say?"),
        ("I tried. Nobody knew.", "I tried. Nobody knew."),
        # Without it, nothing says what the question is about.
        ("I am stuck. What can I do?", "I am stuck. What can I do?"),
        # What is asked may depend on it.
        ("we are a family. how much is a tent", "we are a family. how much is a tent"),
        ("i have a server. which tent do i need", "i have a server. which tent do i need"),
        ("I was away for months. who has my tent?", "I was away for months. who has my tent?"),
    ],
)
def test_chat_is_removed(text: str, rest: str) -> None:
    """It is a sentence of common words in which people talk about themselves, beside one of other words."""
    assert without_chat(text) == rest
