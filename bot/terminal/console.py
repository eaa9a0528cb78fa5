"""The streams that a command writes to: how text looks on them, and sentences on standard error."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from bot.terminal.render import Style, sentence_text


def style_of(stream: TextIO) -> Style:
    """Colour and wrapping only where a person looks, and no colour where NO_COLOR is set (no-color.org)."""
    if not stream.isatty():
        return Style()
    try:
        width = min(os.get_terminal_size(stream.fileno()).columns, 100)
    except OSError:
        width = 80
    return Style(colour="NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb", width=width)


def complain(sentence: str) -> None:
    """Say on standard error what somebody should know, wrapped where a person looks."""
    print(sentence_text(f"munshi: {sentence}", style_of(sys.stderr)), file=sys.stderr)
