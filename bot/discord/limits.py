"""Discord's limits, and how it counts characters.

The limits are from its developer documentation, autumn 2026. Discord counts characters differently in
different places. Here they are counted in UTF-16 code units, a count that is never too low.
"""

from __future__ import annotations

MESSAGE_CHARACTERS = 2000  #: of a plain message
LAYOUT_CHARACTERS = 4000  #: of all text displayed in one Components V2 message
ROW_BUTTONS = 5
CHOICES = 25  #: that autocomplete may offer, and that a select menu may have
CHOICE_CHARACTERS = 100
QUESTION_CHARACTERS = 6000  #: of a slash command's text option
THREAD_NAME = 100
INTERACTION_SECONDS = 15 * 60.0  #: for which the token of an interaction is valid


def length(text: str) -> int:
    """Return the number of UTF-16 code units of `text`: the most characters that Discord counts in it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
