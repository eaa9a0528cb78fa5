"""What Munshi says of itself, with examples of its documents' titles."""

from __future__ import annotations

import time

from bot.discord.messages.help import help_message


def test_the_best_of_the_first_titles_are_examples() -> None:
    """A title that asks comes first, then one of several words; the suffix of a file is left out."""
    lines = help_message(["rules.md", "The ferry.txt", "When is lunch?", "The quay"], 9).blocks[1].split("\n")
    assert lines[1:] == ["- When is lunch?", "- What do the documents say about “The ferry”?"]


def test_very_many_titles_take_no_time() -> None:
    """The event loop is not held up where there are a hundred thousand documents; all of them are counted."""
    titles = [f"Report number {number} of the harbour office" for number in range(100_000)]
    began = time.perf_counter()
    message = help_message(titles, 1)
    assert time.perf_counter() - began < 0.2
    assert "100,000 documents" in message.blocks[0]
