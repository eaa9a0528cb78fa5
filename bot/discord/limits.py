"""Discord's limits, and how it counts characters.

From its developer documentation, autumn 2026. Characters are counted in UTF-16 units: Discord counts them
differently in different places, and this is the count that is never too low.
"""

from __future__ import annotations

MESSAGE_CHARACTERS = 2000  #: of a plain message
LAYOUT_CHARACTERS = 4000  #: of all text displayed in one Components V2 message
ROW_BUTTONS = 5
CHOICES = 25  #: that autocomplete may offer, and that a select menu may hold
CHOICE_CHARACTERS = 100
QUESTION_CHARACTERS = 6000  #: of a slash command's text option
THREAD_NAME = 100
INTERACTION_SECONDS = 15 * 60.0  #: for which an interaction's token can be used


def length(text: str) -> int:
    """The most characters that Discord counts in `text`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
