"""`munshi chat`: one question after another at a prompt, with history and line editing.

A follow-up question is understood with what was said before it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.terminal.advice import explained
from bot.terminal.render import Style, answer_text
from index.engine import Engine
from index.errors import UserError
from index.follow_ups import standalone
from index.settings import IndexSettings
from index.types import Turn

_HISTORY = "chat-history"
_HISTORY_LENGTH = 1000  # lines that the arrow keys bring back
_REMEMBERED = 6  # questions and answers that a follow-up question may lean on
_PROMPT = "? "
_GREETING = "Ask about {documents}. /more shows more evidence for the last question; Ctrl-D ends.\n"


def chat(settings: IndexSettings, open_engine: Callable[[], Engine], style: Style) -> None:
    """Read questions until the end of input; return then.

    `open_engine` gives the engine to ask, with the documents' changes taken up; it is called once for each
    question, so an index built meanwhile is used. Ctrl-C drops the line or the question under way.
    """
    engine = open_engine()
    with _line_editing(settings.index / _HISTORY):
        if sys.stdin.isatty():
            print(_GREETING.format(documents=settings.documents), end="")
        history: list[Turn] = []
        while True:
            try:
                line = input(_PROMPT if sys.stdin.isatty() else "").strip()
                if line in ("/quit", "/exit"):
                    return
                if not line:
                    continue
                if line.startswith("/") and line != "/more":
                    print("There are /more and /quit; anything else is a question.")
                    continue
                if line == "/more" and not history:
                    print("Ask a question first.")
                    continue
                engine = _fresh(engine, open_engine)
                if line == "/more":
                    asked, earlier = history[-1].question, history[:-1]
                else:
                    asked, earlier = line, history
                answer = engine.ask(standalone(asked, earlier), passages=5 if line == "/more" else None)
                print(answer_text(answer, style))
                history = [*earlier, Turn(asked, answer.text)][-_REMEMBERED:]
            except EOFError:
                print() if sys.stdin.isatty() else None
                return
            except KeyboardInterrupt:
                print("\n(Ctrl-D ends)")
            except UserError as error:
                print(f"munshi: {explained(error)}", file=sys.stderr)


def _fresh(engine: Engine, open_engine: Callable[[], Engine]) -> Engine:
    """The same engine while nothing has changed, since opening one again costs more than a look."""
    with contextlib.suppress(UserError):
        if engine.is_current() and not engine.is_stale():
            return engine
    return open_engine()


@contextlib.contextmanager
def _line_editing(history: Path) -> Iterator[None]:
    """Arrow keys and a history that is kept, where the platform has readline and a person types."""
    if not sys.stdin.isatty():
        yield
        return
    try:
        import readline
    except ImportError:
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
