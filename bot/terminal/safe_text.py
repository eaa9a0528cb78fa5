"""Text that is safe for a terminal, and how it may look there.

Documents are not trusted: control characters, and characters that change the writing direction, are never
sent to the terminal. Replacement characters or white space are shown instead.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from bot.unseen_characters import UNSEEN

# The characters that must not reach a terminal → what is shown instead of them.
_UNSAFE = dict.fromkeys(UNSEEN, "\N{REPLACEMENT CHARACTER}") | {
    ord("\t"): " ",
    ord("\n"): "\n",
    ord("\r"): " ",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x0C: "\n",
    0x0B: "\n",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How text may look: with colour on a terminal, plain and unwrapped elsewhere."""

    colour: bool = False
    width: int = 0  #: columns; 0: never wrapped

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour and text else text

    def faint(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour and text else text

    def marked(self, text: str) -> str:
        """Mark the answer inside its quote."""
        return f"\x1b[1;4m{text}\x1b[0m" if self.colour else f"[{text}]"


PLAIN = Style()  #: for a stream that is not a terminal


def safe(text: str) -> str:
    """Return `text` without the characters that a terminal acts on; line ends stay."""
    return text.translate(_UNSAFE)


def sentence_text(text: str, style: Style = PLAIN) -> str:
    """Return sentences as safe text, wrapped to the width of `style`."""
    return "\n".join(wrapped(line, style) for line in safe(text).splitlines())


def one_line(text: str, *, edges: bool = False) -> str:
    """Return safe text on one line, with each run of white space as one space.

    White space at the two ends is removed; with `edges` it becomes one space too.
    """
    shown = " ".join(safe(text).split())
    if edges and shown:
        shown = (" " if text[0].isspace() else "") + shown + (" " if text[-1].isspace() else "")
    return shown or (" " if edges and text else "")


def wrapped(text: str, style: Style, head: str = "") -> str:
    """Return `text` after `head`, wrapped to the width of `style`; further lines are indented as far."""
    if not style.width:
        return head + text
    return textwrap.fill(
        text,
        max(style.width, 20),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def table_text(rows: Mapping[str, str]) -> str:
    """Return names and values in two columns, one row a line."""
    width = max(map(len, rows))
    return "".join(f"{name.ljust(width)}  {one_line(value)}\n" for name, value in rows.items())
