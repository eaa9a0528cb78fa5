"""`munshi chat`: one question after another at a prompt, with history and line editing.

Follow-up questions are understood with the questions and answers before them.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.small_talk import Phrases, is_small_talk, only_disagrees, only_thanks
from bot.terminal.advice import explained
from bot.terminal.bugs import caused_by_interrupt, complain_of_bug
from bot.terminal.console import complain
from bot.terminal.fresh_engine import ask
from bot.terminal.render import answers_text
from bot.terminal.safe_text import Style
from index.documents.own_errors import is_own_error
from index.engine import Engine
from index.errors import UserError
from index.settings import IndexSettings
from index.types import Turn

if TYPE_CHECKING:
    from index.wording.writer import Writer

_HISTORY_LENGTH = 1000  # lines that the arrow keys can recall
_REMEMBERED_TURNS = 6  # questions and answers that a follow-up question may refer to
_MORE_PASSAGES = 5  # that /more shows
_MORE = ("/more", "more")
_QUIT = ("/quit", "/exit", "quit", "exit")
_PROMPT = "? "
_GREETING = "Ask about {documents}. /more shows more evidence for the last question; Ctrl-D ends.\n"


def chat(
    settings: IndexSettings,
    open_engine: Callable[[], Engine],
    style: Style,
    *,
    writer: Writer | None,
    phrases: Phrases,
    history_file: Path,
) -> None:
    """Answer questions until the end of input. Lines typed on a terminal are kept in `history_file`.

    `phrases` are those of English: a line that is small talk gets a hint, by the same rule as on Discord.
    `open_engine` brings the index up to date and opens it; it is called again when the documents have changed
    or another process has built the index. Ctrl-C cancels the line or the question in progress.
    """
    engine = open_engine()
    interactive = sys.stdin.isatty()
    with _line_editing(history_file):
        if interactive:
            print(_GREETING.format(documents=settings.documents), end="")
        turns: list[Turn] = []
        while True:
            try:
                line = input(_PROMPT if interactive else "").strip()
                if line.casefold() in _QUIT:
                    return
                if hint := _hint(line, turns, settings, phrases):
                    print(hint)
                elif line:
                    engine = _fresh(engine, open_engine)
                    turns = _reply(line, turns, engine, writer, style)
            except EOFError:
                if interactive:
                    print()
                return
            except KeyboardInterrupt:
                print("\n(Ctrl-D ends)")
            except UserError as error:
                complain(explained(error))
            except Exception as error:
                if not is_own_error(error) or caused_by_interrupt(error):
                    raise
                complain_of_bug(error)  # the next question may work


def _hint(line: str, turns: list[Turn], settings: IndexSettings, phrases: Phrases) -> str:
    """Return a hint for a line that asks nothing; "" for a question, /more after one, and an empty line."""
    if line.casefold() in _MORE:
        return "" if turns else "Ask a question first."
    if line.startswith("/"):
        return "There are /more and /quit; anything else is a question."
    if only_thanks(line, phrases):
        return "You're welcome."
    if turns and only_disagrees(line, phrases):
        return "Ask again in other words, or see more passages with /more."
    return f"Ask anything about {settings.documents}." if is_small_talk(line, phrases) else ""


def _reply(line: str, turns: list[Turn], engine: Engine, writer: Writer | None, style: Style) -> list[Turn]:
    """Print the answers to the questions of a line, and return the latest turns including these.

    /more asks the last question again, and prints the reader's answer with more passages.
    """
    if line.casefold() in _MORE:
        earlier = turns[:-1]
        asked = ask(engine, turns[-1].question, passages=_MORE_PASSAGES, turns=earlier)
    else:
        earlier = turns
        asked = ask(engine, line, passages=None, writer=writer, turns=turns)
    print(answers_text(asked, style))
    said = [Turn.of(each.question, each.answer) for each in asked]
    return [*earlier, *said][-_REMEMBERED_TURNS:]


def _fresh(engine: Engine, open_engine: Callable[[], Engine]) -> Engine:
    """Return `engine` if nothing has changed, or else a new one: checking costs less than opening again."""
    with contextlib.suppress(UserError):
        if engine.is_current() and not engine.is_stale():
            return engine
    return open_engine()


@contextlib.contextmanager
def _line_editing(history_file: Path) -> Iterator[None]:
    """Offer arrow keys and a history file, if the platform has readline and input comes from a terminal."""
    if not sys.stdin.isatty():
        yield
        return
    try:
        import readline
    except ImportError:
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(history_file)
    readline.set_history_length(_HISTORY_LENGTH)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            readline.write_history_file(history_file)
