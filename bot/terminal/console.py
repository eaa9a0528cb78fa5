"""Output of a command: the style of a stream, sentences on standard error, and JSON on standard output."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from bot.terminal.safe_text import PLAIN, Style, sentence_text
from bot.unseen_characters import UNSEEN

_LINE_SEPARATORS = {0x2028, 0x2029}  # U+2028 and U+2029: some terminals break lines at them
_ESCAPES = {code: f"\\u{code:04x}" for code in UNSEEN | _LINE_SEPARATORS}


def style_of(stream: TextIO) -> Style:
    """Return the style for a stream: colour and wrapping on a terminal only.

    There is no colour if NO_COLOR is set (https://no-color.org) or TERM is "dumb".
    """
    if not stream.isatty():
        return PLAIN
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(colour=colour, width=min(columns_of(stream), 100))


def columns_of(stream: TextIO) -> int:
    """Return the number of columns of a terminal; 80 if it is unknown, which some terminals report as 0."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def complain(sentence: str) -> None:
    """Print a sentence on standard error after "munshi: ", wrapped if that is a terminal."""
    note(sentence_text(f"munshi: {sentence}", style_of(sys.stderr)))


def note(text: str, stream: TextIO | None = None, *, end: str = "\n") -> None:
    """Print on standard error, or on `stream`. If that fails, as on a full disk, the command goes on."""
    stream = stream or sys.stderr
    try:
        print(text, end=end, file=stream, flush=True)
    except OSError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Send all output of a stream to the null device, buffered text too, so that flushing it cannot fail."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def print_json(value: Any) -> None:
    """Print one line of JSON. Escape what the output cannot represent and what a terminal would act on."""
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    print(text)
