"""Which messages of a chat ask something, with and without a question mark."""

from __future__ import annotations

import pytest

from index.documents.plain_text.asking import asks_somebody


@pytest.mark.parametrize(
    "words",
    [
        "when's 2.4", "does anyone know how to read the clipboard", "hi all, anyone got a spare mast", "winch?",
        "is there any way to have two windows", "can I ship it with another name", "it is 190 mb, why is it so big",
        "my winch is jammed?? old model", "are you using padding", "any idea why it leaks", "does it float", "how much is a berth",
        "what time does it open", "does it float? it looks heavy", "The slipway is open until dusk. " * 10 + "Why?",
    ],
)  # fmt: skip
def test_questions(words: str):
    """A message asks by its question mark, or by the start of the message or of a clause."""
    assert asks_somebody(words)


@pytest.mark.parametrize(
    "words",
    [
        "The vote is on Friday", "When you are on WSL2, install it", "do a clean build", "there is a plugin",
        "yes, use the splitter", "does not matter", "What you need is padding", "see http://a.b/c?d=e", "",
        "it works as it is, see there", "Questions? Ask Wren. " + "The slipway is open until dusk. " * 10,
    ],
)  # fmt: skip
def test_no_questions(words: str):
    """A subordinate clause, a command, a web address, and a question inside a long message are no questions."""
    assert not asks_somebody(words)
