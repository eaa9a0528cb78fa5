"""What Munshi says about itself, with examples from titles of its documents."""

from __future__ import annotations

import time

from bot.discord.messages.help import help_message


def test_the_best_of_the_first_titles_are_examples() -> None:
    """A title that is a question comes first, then one of several words; file suffixes are omitted."""
    lines = help_message(["rules.md", "The ferry.txt", "When is lunch?", "The quay"], 9).blocks[1].split("\n")
    assert lines[1:] == ["- When is lunch?", "- What do the documents say about “The ferry”?"]


def test_very_many_titles_take_no_time() -> None:
    """A hundred thousand documents do not block the event loop, and all of them are counted."""
    titles = [f"Report number {number} of the harbour office" for number in range(100_000)]
    began = time.perf_counter()
    message = help_message(titles, 1)
    assert time.perf_counter() - began < 0.2
    assert "100,000 documents" in message.blocks[0]
