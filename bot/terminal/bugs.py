"""Bugs of Munshi: the traceback on standard error, and then sentences that explain it."""

from __future__ import annotations

import traceback

from bot.terminal.advice import explained_bug
from bot.terminal.console import complain, note


def complain_of_bug(error: Exception) -> None:
    """Print the traceback of a bug of Munshi, and say what it means for the user."""
    note("".join(traceback.format_exception(error)).rstrip())
    complain(explained_bug(error))


def caused_by_interrupt(error: BaseException | None) -> bool:
    """Whether Ctrl-C caused an error: during the import of a C extension it is raised as an ImportError."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
