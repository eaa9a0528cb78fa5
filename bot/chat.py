"""`munshi chat`: one question after another at a prompt, with history and line editing."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

from bot.terminal import Style, answer_text, safe
from index.answer import Engine
from index.errors import UserError
from index.settings import IndexSettings

_HISTORY = "chat-history"
_HISTORY_LENGTH = 1000
_PROMPT = "? "
_GREETING = "Ask about {documents}. /more shows more evidence for the last question; Ctrl-D ends.\n"


def chat(settings: IndexSettings, open_engine: Callable[[], Engine], style: Style) -> int:
    """Read questions until the end of input; return exit status 0.

    `open_engine` gives the engine to ask, with the documents' changes taken up; it is called once for each
    question, so an index built meanwhile is used. Ctrl-C drops the line or the question under way.
    """
    engine = open_engine()
    with _line_editing(settings.index / _HISTORY):
        if sys.stdin.isatty():
            print(_GREETING.format(documents=settings.documents), end="")
        last = ""
        while True:
            try:
                line = input(_PROMPT if sys.stdin.isatty() else "").strip()
                if line in ("/quit", "/exit"):
                    return 0
                if not line:
                    continue
                if line.startswith("/") and line != "/more":
                    print("There are /more and /quit; anything else is a question.")
                    continue
                if line == "/more" and not last:
                    print("Ask a question first.")
                    continue
                engine = _fresh(engine, open_engine)
                more = 5 if line == "/more" else None
                last = last if line == "/more" else line
                print(answer_text(engine.ask(last, passages=more), style))
            except EOFError:
                print() if sys.stdin.isatty() else None
                return 0
            except KeyboardInterrupt:
                print("\n(Ctrl-D ends)")
            except UserError as error:
                print(f"munshi: {safe(str(error))}", file=sys.stderr)


def _fresh(engine: Engine, open_engine: Callable[[], Engine]) -> Engine:
    """The same engine while nothing has changed, since opening one again costs more than a look."""
    from index.build import pending

    with contextlib.suppress(UserError):
        if engine.is_current() and not pending(engine.settings).any:
            return engine
    return open_engine()


@contextlib.contextmanager
def _line_editing(history: Path):
    """Arrow keys and a history that is kept, where the platform has readline and a person types."""
    try:
        import readline
    except ImportError:
        readline = None
    if readline is None or not sys.stdin.isatty():
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY_LENGTH)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)
