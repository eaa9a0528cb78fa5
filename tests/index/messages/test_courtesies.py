import time

import pytest

from index.messages.courtesies import without_courtesies


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        # Before the question.
        ("hey munshi, price of a rope", "price of a rope"),
        ("good morning everyone, is the hall open today?", "is the hall open today?"),
        ("yo how do i join", "how do i join"),
        ("ok so how do i roll for damage", "how do i roll for damage"),
        ("quick question: how long is the lake", "how long is the lake"),
        ("I've got a small question, where is the key", "where is the key"),
        ("i was wondering what the fee is", "what the fee is"),
        ("i'd like to know the opening hours", "the opening hours"),
        ("does anyone know how to reset the dns", "how to reset the dns"),
        ("help! my dns is broken, what now", "my dns is broken, what now"),
        ("pls pls how do i ban", "how do i ban"),
        ("hey all :) are you open", "are you open"),
        ("hello :D price of a rope", "price of a rope"),
        ("q:price of a rope", "price of a rope"),
        ("one more question: how deep is it", "how deep is it"),
        ("sorry for the dumb question but how deep is it", "how deep is it"),
        ("@munshi how deep is it", "how deep is it"),
        ("great, thanks :) where is it?", "where is it?"),
        ("cool thx 🙏 and the lake?", "and the lake?"),
        # Sentences around it.
        ("Hey guys, hope you're well! How deep is it?", "How deep is it?"),
        ("hey, thanks for the great page! how deep is it", "how deep is it"),
        ("ok thanks. and how deep is it", "and how deep is it"),
        ("How deep is it? Many thanks, Ann", "How deep is it?"),
        ("How deep is it? Kind regards, Ann Lee", "How deep is it?"),
        ("hi. sorry for my english, how deep is it?", "sorry for my english, how deep is it?"),
        ("hi! i looked everywhere but where is the key", "i looked everywhere but where is the key"),
        ("Hi all! I am new here. How deep is it? Thanks in advance", "How deep is it?"),
        ("sorry if this was asked before. where do i park", "where do i park"),
        ("how long is the lake ? cant find it anywhere", "how long is the lake ?"),
        ("How deep is it?? Anyone???", "How deep is it??"),
        # After it.
        ("can i use it on the final pls?", "can i use it on the final?"),
        ("how to cook rice, thx a lot guys!!", "how to cook rice"),
        ("when is the next game :)", "when is the next game"),
        ("which shelf is it on pls", "which shelf is it on"),
        ("what is gravity 🙏😅", "what is gravity"),
        ("how do I mute @everyone please 😭", "how do I mute @everyone"),
        ("how do i get help please", "how do i get help"),
        ("my lock is broken, help please", "my lock is broken"),
    ],
)
def test_courtesies_are_removed(question: str, rest: str) -> None:
    """The question alone is left, with its question mark."""
    assert without_courtesies(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "how do i say thanks",
        "how do i thank you all",
        "what is 🙏",
        "who gets the 🎉 role",
        "hello world program",
        "hi res textures where do i get them",
        "well water rules",
        "morning meeting when",
        "where do i get help",
        "munshi index command",
        "is the please rule still there",
        "no rush role how do i get it",
        "can i invite anyone?",
        "First time. How long is the ban?",
        "!help what does it do",
        "--help what does it print",
        "I'm a new player. What do I get?",
        "My boat is a Kingfisher. Where does it go?",
        # What is asked is whether something is so.
        "do you know if dogs are allowed",
        "i was wondering if dogs are allowed",
        # Nothing else is left.
        "thanks!",
        "hi all",
        "pls 🙏",
        "",
    ],
)
def test_other_words_are_kept(question: str) -> None:
    """Words that a question is about, and a question that consists of courtesies, are unchanged."""
    assert without_courtesies(question) == question


@pytest.mark.parametrize("repeated", ["hi, ", "so, ", "lol ", "hi all, "])
def test_many_courtesies_take_little_time(repeated: str) -> None:
    """However often a courtesy is repeated, 2,000 characters take at most a second of the processor."""
    start = time.process_time()
    without_courtesies(f"{repeated * 500} how deep is it"[-2000:])
    assert time.process_time() - start < 1
