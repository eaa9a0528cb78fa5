import time

import pytest

from index.messages.chat_spellings import written_out


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("can u lend ur kayak", "can you lend your kayak"),
        ("wat r the rules", "wat are the rules"),
        ("r we allowed 2 swim", "are we allowed to swim"),
        ("how much do i pay 4 a kayak", "how much do i pay for a kayak"),
        ("what do you need 4 kayaking", "what do you need for kayaking"),
        ("do i have 2 pay the fee", "do i have to pay the fee"),
        ("HOW MUCH DO U PAY 4 THE HUT", "HOW MUCH DO you PAY for THE HUT"),
    ],
)
def test_letters_and_digits_are_written_out(question: str, read: str) -> None:
    """They are where they stand for a word."""
    assert written_out(question) == read


@pytest.mark.parametrize(
    "question",
    [
        "how long is season 2 the movie",
        "what does level 4 of exhaustion do",
        "do i need 4 kayaks",
        "can i get 4 gb",
        "is it 2 or 4 players",
        "which 2 use the hut",
        "do we need 4 new oars",
        "i got status 4 the other day",
        "want 2 drink vouchers",
        "closed since march 4 the hut",
        "do we learn R here",
        "what is a u-boat",
        "what's r/kayaking",
        "when did kayak 2 come out",
        "",
    ],
)
def test_numbers_and_names_stay(question: str) -> None:
    """A digit is a number where one may stand, and a letter in a name or a code is itself."""
    assert written_out(question) == question


@pytest.mark.parametrize("repeated", ["what get ", "u r ", "what do i need 4 ", "it 2 "])
def test_a_long_message_is_read_fast(repeated: str) -> None:
    """However often words are repeated, 2,000 characters take at most a second of the processor."""
    start = time.process_time()
    written_out(repeated * (2000 // len(repeated)))
    assert time.process_time() - start < 1
