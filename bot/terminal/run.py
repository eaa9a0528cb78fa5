"""Arguments → one command run → its exit status. Every error ends here, as a sentence unless it is a bug."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from bot.config import load
from bot.terminal.advice import explained
from bot.terminal.arguments import make_parser
from bot.terminal.bugs import caused_by_interrupt, complain_of_bug
from bot.terminal.cli import TOO_LITTLE_MEMORY
from bot.terminal.console import complain, discard, note
from bot.terminal.did_you_mean import check_command
from bot.terminal.exit_status import ExitStatus
from index.errors import UserError, WrongUse
from index.out_of_memory import is_out_of_memory


def run(arguments: Sequence[str]) -> ExitStatus:
    """Run one command and return its exit status. Raises SystemExit if the arguments are wrong."""
    _replace_unencodable_characters()
    folders = ""
    try:
        try:
            parser, commands = make_parser()
            check_command(arguments, commands)
            options = vars(parser.parse_args(arguments))
            if "run" not in options:
                parser.print_help(sys.stderr)
                return ExitStatus.WRONG_USE
            folders = _folder_options(options)
            return _command(options)
        finally:
            sys.stdout.flush()  # here, so that a failure to write is handled below
    except UserError as error:
        complain(explained(error, folders))
        return ExitStatus.of_error(error)
    except KeyboardInterrupt:
        note("")
        return ExitStatus.STOPPED
    except Exception as error:
        if caused_by_interrupt(error):
            note("")
            return ExitStatus.STOPPED
        if isinstance(error, OSError) and _unwritable(sys.stdout):
            discard(sys.stdout)
            if isinstance(error, BrokenPipeError):  # the reader of our output has ended, as `head` does
                return ExitStatus.DONE
            complain(f"Standard output cannot be written ({error.strerror}).")
            return ExitStatus.BROKEN
        if is_out_of_memory(error):
            complain(TOO_LITTLE_MEMORY)
            return ExitStatus.BROKEN
        complain_of_bug(error)
        return ExitStatus.BROKEN


def _folder_options(options: Mapping[str, Any]) -> str:
    """Return the given options for config, documents and index, as typed in a shell; "" if there are none."""
    names = ("config", "documents", "index")
    return "".join(f" --{name} {shlex.quote(str(options[name]))}" for name in names if options[name])


def _command(options: dict[str, Any]) -> ExitStatus:
    """Load the settings, show their notices, and run the body of the command."""
    body: Callable[..., ExitStatus] = options.pop("run")
    _require_working_folder()
    settings = load(options.pop("config"), documents=options.pop("documents"), index=options.pop("index"))
    for notice in settings.notices:
        complain(notice)
    return body(settings, **options)


def _require_working_folder() -> None:
    """Raise WrongUse if the working folder, to which relative paths refer, cannot be used."""
    try:
        os.getcwd()
    except OSError as error:
        raise WrongUse(
            f"The folder that you are in cannot be used ({error.strerror}). Change to another one."
        ) from error


def _unwritable(stream: TextIO) -> bool:
    """Whether writing to a stream fails, for example because the disk is full."""
    try:
        stream.write("\n")
        stream.flush()
    except OSError:
        return True
    return False


def _replace_unencodable_characters() -> None:
    """Replace what the encoding of standard input or output cannot represent, instead of failing."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
