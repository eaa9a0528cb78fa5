"""Text on which Discord may act, and a check for the parts of a text on which it still acts."""

from __future__ import annotations

import re

from hypothesis import strategies as st

# Text that is likely to mean something to Discord, and any other text.
HOSTILE = (
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@!1>",
    "<@&1>",
    "<#1>",
    "</ask:1>",
    "<id:browse>",
    "<t:1:R>",
    "<:a:1>",
    "<a:b:2>",
    "**",
    "__",
    "~~",
    "||",
    "`",
    "```",
    "> ",
    ">>> ",
    "# ",
    "-# ",
    "- ",
    "* ",
    "1. ",
    "[x]",
    "(https://evil.example)",
    "https://evil.example",
    "http://a.b",
    "steam://run",
    "discord.gg/abc",
    "\\",
    "\n",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\xad",
    "\U000e0041",
    "\ud800",
    "\x00",
    "\x1b[31m",
    "\r",
    "\u2028",
    "\u3164",
    "😀",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "é",
    "日本語",
    "שלום",
    " ",
    "word",
    "1",
    "everyone",
)
hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=30).map("".join)


def displayed(markdown: str) -> str:
    """Return the parts of a text on which Discord acts; escaped characters do not count."""
    return re.sub(r"\\([^0-9A-Za-z\s])", "\ue000", markdown)


LIVE = (
    re.compile(r"@(everyone|here)", re.IGNORECASE),
    re.compile(r"<(@[!&]?|#|/|:|a:|t:|id:)"),
    re.compile(r"(https?|steam)://", re.IGNORECASE),
    re.compile(r"\*|_|~|\||`|\[|\]"),
    re.compile(r"^\s*(#|>|-|\+|\d+[.)])", re.MULTILINE),
)
