"""A list item or a section answers a question that names it by its number."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reader.lookup.numbers import numbered_part
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome
from tests.index.engines import engine_over

RULES = """# Server rules

1. Be kind to everyone. No insults.
2. No spam. Three warnings and you are out.
3. Keep to the topic of the channel.
4. No advertising without asking a moderator.
   - Streams may be posted in the channel for streams.
5. Use English in public channels.

# Prizes

1. The first place gets 50 euros.
2. The second place gets 30 euros.
"""
STATUTES = """# Statutes

## § 1 Members
Anybody over 16 may join.

## § 2 Fees
Fees are due in January. They are 40 euros.

## Article 3: Guests
Guests sign the book.

## 4. Keys
Keys are given out by the warden.
"""
HOUSE = "House rules\n\nRule 1 - Shoes off in the hall.\nRule 2 - No shouting after ten.\nRule 2.1 - Singing is fine.\n"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    texts = {"server.md": RULES, "club/statutes.md": STATUTES, "house/house.txt": HOUSE}
    return engine_over(texts, tmp_path_factory.mktemp("numbered"))


def _named(engine: Engine, question: str) -> str:
    found = numbered_part(AskedQuestion(question), engine.evidence(question, 8))
    return found[0].text_between(*found[1]) if found else ""


@pytest.mark.parametrize(
    ("question", "proof"),
    [
        ("what is server rule 5", "5. Use English in public channels."),
        ("whats server rule nr 3?", "3. Keep to the topic of the channel."),
        ("server rule five", "5. Use English in public channels."),
        ("what does rule 4 of the server say", "4. No advertising without asking a moderator.\n   - Streams may be posted in the channel for streams."),
        ("tell me server rule #2", "2. No spam. Three warnings and you are out."),
        ("prize no. 2", "2. The second place gets 30 euros."),
        ("what does § 2 of the statutes say", "Fees are due in January. They are 40 euros."),
        ("article 3", "Guests sign the book."),
        ("section 4 of the statutes", "Keys are given out by the warden."),
        ("house rule 2", "Rule 2 - No shouting after ten."),
    ],
)  # fmt: skip
def test_the_number_names_the_part(documents: Engine, question: str, proof: str):
    """The noun is in a heading above the part, its title or its path, or is a word for any part."""
    assert _named(documents, question) == proof


@pytest.mark.parametrize(
    "question",
    [
        "what is rule 2",  # of the server or of the house
        "what is server rule 99",
        "does server rule 2 apply to guests",
        "why is there server rule 3",
        "what happens to me after server rule 2",
        "server rules 1 and 2",
        "how much is prize 2",
        "house rule 2.5",
        "what is fee 2",
    ],
)
def test_other_questions_name_no_part(documents: Engine, question: str):
    """Several parts with the number, another kind of question, or a word that is not above the part."""
    assert _named(documents, question) == ""


def test_the_part_is_the_answer(documents: Engine):
    """It replaces words of the network from another part."""
    answer = documents.ask("what is server rule 2")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == "2. No spam. Three warnings and you are out."


def test_words_of_the_part_itself_do_not_name_it(documents: Engine):
    """A question about something in the part is not a question for the part."""
    assert _named(documents, "server rule 2 warnings") == ""
