"""An example answer, and two locations."""

from __future__ import annotations

from bot.discord.state.records import Location
from index.types import Answer, Citation, Outcome

HERE, THERE = Location(1, 10), Location(2, 20)


def answer(text: str = "an answer", outcome: Outcome = Outcome.ANSWERED) -> Answer:
    citation = Citation("notes.md", "Notes", 3, 20, f"so {text} stands", 2, None, (3, 3 + len(text)))
    return Answer("asked", outcome, text, 0.7, (citation,), 4, "reader", notices=("a notice",))
