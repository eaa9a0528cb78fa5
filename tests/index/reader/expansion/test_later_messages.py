"""A message that changes what an earlier one says answers instead of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from tests.index.engines import engine_over

CHAT = """01/10/2026, 10:00 - Ada: The canal race is on Saturday 31 October at 19:00, meet at the lock
01/10/2026, 10:05 - Bo: great
02/10/2026, 09:00 - Cleo: the big kiln is broken, please use the small one
05/10/2026, 18:00 - Ada: who can cook for the canal race?
09/10/2026, 08:00 - Ada: The canal race is postponed to Saturday 14 November, same time
10/10/2026, 11:00 - Bo: The chess evening is cancelled
12/10/2026, 12:00 - Cleo: the big kiln works again
13/10/2026, 12:00 - Bo: was the canal race cancelled?
14/10/2026, 12:00 - Dan: the wheel in the pottery is free on Mondays
"""


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"chat.txt": CHAT}, tmp_path_factory.mktemp("chat"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when is the canal race", "14 November"),
        ("is the big kiln broken", "works again"),
        ("when is the wheel in the pottery free", "Mondays"),  # nothing changes it
    ],
)
def test_the_message_that_changes_it_answers(chat: Engine, question: str, told: str):
    """It has the answer's words of the question, and says that something has changed; a question does not."""
    assert told in chat.ask(question).text


def test_words_of_the_chat_itself_need_not_be_said_again(tmp_path: Path):
    """All messages of the altos are about the altos."""
    text = (
        "24/09/2026, 16:08 - Win: alto sectional on sunday 18 oct at mine, bring cake\n"
        "24/09/2026, 16:09 - Bea: ok\n"
        "15/10/2026, 12:13 - Win: sectional moved to sunday 25 oct, three of us are ill\n"
    )
    assert "25 oct" in engine_over({"altos.txt": text}, tmp_path).ask("when is the alto sectional").text


def test_what_was_before_is_answered_by_the_earlier_message(chat: Engine):
    """A question for it names it."""
    assert (
        "14 November" not in chat.ask("when was the canal race first planned, on which day of october").text
    )


def test_prose_has_no_messages(tmp_path: Path):
    """Its sentences belong together, and the first may be the answer."""
    text = "# Race\n\nThe canal race is on 31 October.\n\nA canal race is postponed to the next Saturday if it storms.\n"
    assert "31 October" in engine_over({"race.md": text}, tmp_path).ask("when is the canal race").text
