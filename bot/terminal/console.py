"""The streams that a command writes to: how text looks on them, sentences on standard error, and JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from bot.terminal.render import Style, sentence_text
from bot.unseen_characters import UNSEEN

_LINE_SEPARATORS = {0x2028, 0x2029}  # some terminals break lines at them
_ESCAPES = {code: f"\\u{code:04x}" for code in UNSEEN | _LINE_SEPARATORS}


def style_of(stream: TextIO) -> Style:
    """Colour and wrapping only where a person looks, and no colour where NO_COLOR says so (no-color.org)."""
    if not stream.isatty():
        return Style()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(colour=colour, width=min(columns_of(stream), 100))


def columns_of(stream: TextIO) -> int:
    """The columns of a terminal; 80 where it does not know them, which some say as 0."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def complain(sentence: str) -> None:
    """Say on standard error what somebody should know, wrapped where a person looks."""
    note(sentence_text(f"munshi: {sentence}", style_of(sys.stderr)))


def note(text: str, stream: TextIO | None = None, *, end: str = "\n") -> None:
    """Print on standard error, or `stream`; the command goes on where that fails, as on a full disk."""
    stream = stream or sys.stderr
    try:
        print(text, end=end, file=stream, flush=True)
    except OSError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Let everything that is, and was, written to a stream go nowhere, so that its end raises no error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def print_json(value: Any) -> None:
    """Print one line of JSON. What standard output cannot express, or a terminal would act on, is escaped."""
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    print(text)
