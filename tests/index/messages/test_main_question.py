import pytest

from index.messages.main_question import main_question


@pytest.mark.parametrize(
    ("text", "question", "others"),
    [
        ("I came today. How deep is the lake?", "How deep is the lake?", "I came today."),
        ("how deep is the lake? my brother asks", "how deep is the lake?", "my brother asks"),
        ("nobody here knew. how deep is the lake", "how deep is the lake", "nobody here knew."),
        ("I've read a lot. Nice page. Price of a tent?", "Price of a tent?", "I've read a lot. Nice page."),
    ],
)
def test_the_sentence_that_asks_is_found(text: str, question: str, others: str) -> None:
    """A sentence asks if it ends with a question mark or starts with a question word or an auxiliary."""
    assert main_question(text) == (question, others)


@pytest.mark.parametrize(
    "text",
    [
        "how deep is the lake",
        "How deep is the lake? How long is the river?",  # two sentences ask
        "the lake is deep. price of a tent",  # none does
        # The question refers to the other sentence.
        "My boat is a kingfisher. Where does it go?",
        "i lost my key. what do i pay",
        "we have a hut. how many people sleep there",
        # A number, a name or a code may be a condition of the question.
        "I am level 4. How many spells does a mage get?",
        "I am on Linux. How do I install the client?",
        "i changed max_tokens/top.p already. why does the client still crash",
        "",
    ],
)
def test_an_unclear_question_is_not_taken_apart(text: str) -> None:
    """Two empty strings are returned."""
    assert main_question(text) == ("", "")
