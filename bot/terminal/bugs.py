"""An error that is nobody's to mend but ours: shown whole on standard error, then explained in a sentence."""

from __future__ import annotations

import traceback

from bot.terminal.advice import explained_bug
from bot.terminal.console import complain, note


def complain_of_bug(error: Exception) -> None:
    """Show the traceback of an error of Munshi's own, and say what it means for whoever sees it."""
    note("".join(traceback.format_exception(error)).rstrip())
    complain(explained_bug(error))


def caused_by_interrupt(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: while a C extension is imported, it comes as an ImportError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
