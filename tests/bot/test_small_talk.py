"""Messages that ask nothing by themselves, in the languages that come with Munshi."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord.catalogue import ENGLISH, load
from bot.small_talk import is_chatter, is_pointing, is_small_talk, only_disagrees, only_thanks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ok cool, thanks!", True),
        ("lol ok", True),
        ("hi munshi", True),
        ("really?", True),
        ("no, that's wrong", True),
        ("thanks, that helped!", True),
        ("no dogs?", False),
        ("np, makes sense", True),
        ("hey, can you help me?", True),
        ("are you a bot? what can i ask you", True),
        ("can you help me with an oar?", False),
        ("👍 :)", True),
        ("", False),
        ("?", True),
        ("ok so who pays", False),
        ("same price?", False),
    ],
)
def test_small_talk_may_be_several_phrases(text: str, expected: bool) -> None:
    """ "Ok cool, thanks" asks nothing, as a combination of phrases in the list."""
    assert is_small_talk(text, ENGLISH.phrases) is expected


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "ok cool, thanks!", "thanks"),
        ("en", "no, thank you", "thanks"),
        ("en", "no, that's wrong", "doubt"),
        ("en", "really?", "doubt"),
        ("en", "no problem", ""),
        ("en", "hello", ""),
        ("en", "help, thanks", ""),
        ("en", "no dogs?", ""),
        ("en", "👍", ""),
        ("de", "danke dir!", "thanks"),
        ("de", "nein, das stimmt nicht", "doubt"),
        ("de", "stimmt", ""),
    ],
)
def test_thanks_and_doubts_are_told_from_other_small_talk(language: str, text: str, kind: str) -> None:
    """Each has its own reply."""
    phrases = load(language, Path()).phrases
    assert only_thanks(text, phrases) is (kind == "thanks")
    assert (only_disagrees(text, phrases) and not only_thanks(text, phrases)) is (kind == "doubt")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "thanks!", True),
        ("en", "thanks, Asha", True),
        ("en", "thanks <3", True),
        ("en", "thanks, 10/10", True),
        ("en", "thanks, trying now", True),
        ("de", "danke, klappt jetzt", True),
        ("en", "thank you so much", True),
        ("en", "Thank you, that helped", True),
        ("en", "thank you, how do i get there", False),
        ("en", "help, thanks", False),
        ("en", "thanks, ferry times", False),
        ("en", "Thank you! Opening hours on Monday", False),
        ("en", "ok thanks - price for juniors", False),
        ("en", "thx :) lighthouse keeper", False),
        ("en", "thanks, the ferry is great", True),
        ("en", "thanks, it works now", True),
        ("en", "thanks, very helpful!", True),
        ("en", "thanks, mate", True),
        ("en", "thanks so much, everyone", True),
        ("en", "thanks, much appreciated 🙏", True),
        ("en", "thanks!", True),
        ("en", "lol, the ferry", True),
        ("de", "danke, Fahrzeiten der Fähre", False),
        ("de", "vielen dank! Preis für Kinder", False),
        ("de", "danke, sehr hilfreich", True),
        ("en", "this raid was shit", True),
        ("en", "lol the ferry again", True),
        ("en", "lol the ferry again?", False),
        ("en", "what the fuck is the price", False),
        ("en", "is the damn ferry late", False),
        ("en", "damn is the ferry late", False),
        ("en", "thx and for juniors", False),
        ("en", "no dogs", False),
        ("en", "ferry times", False),
        ("en", "help", False),
        ("en", "?", False),
        ("en", "👍", True),
        ("en", "", True),
        ("en", "no worries", True),
        ("en", "lol https://example.org/a-cat", True),
        ("en", "https://example.org/a-cat", True),
        ("en", "ferry https://example.org/a-cat", False),
        ("de", "danke, die Fähre ist super", True),
        ("de", "Scheiß Fähre", True),
        ("de", "wann fährt die verdammte Fähre", False),
        ("de", "danke, und sonntags", False),
    ],
)
def test_chatter_has_a_word_of_chat_and_none_that_asks(language: str, text: str, expected: bool) -> None:
    """A question with swear words or thanks is a question."""
    assert is_chatter(text, load(language, Path()).phrases) is expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "", True),
        ("en", "👆", True),
        ("en", "can you answer this, please?", True),
        ("en", "any idea?", True),
        ("en", "Help, pls", True),
        ("en", "can you swim there", False),
        ("en", "what about this", False),
        ("de", "weißt du das?", True),
        ("de", "kannst du bitte helfen", False),
        ("de", "kannst du helfen, bitte", True),
    ],
)
def test_pointing_says_no_more_than_that_another_message_asks(
    language: str, text: str, expected: bool
) -> None:
    """ "Any idea?" in reply to a question, and any combination of such phrases, refers to that question."""
    assert is_pointing(text, load(language, Path()).phrases) is expected
