"""Arguments of the command line → the command, its options and the config. Only this file uses argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.ids import read_id
from bot.terminal import commands
from bot.terminal.exit_status import ExitStatus

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_AddArgument = Callable[..., argparse.Action]
_AddCommand = Callable[..., _AddArgument]
_FIGURES = (
    "The figures are shares of the questions: 1 is all, 0.5 half of them. answered: got an answer, right or "
    "wrong; proven: a right answer is in the first quote; exact match: answered in exactly your words; f1: "
    "how many words the answers share with yours; hit at 1, at 5: a right passage was found first, or among "
    "the first five; mrr: the same in one figure; right declines, wrong answers: of the questions that the "
    "documents do not answer, those that got no answer, and those that got one. Below the figures are the "
    "questions that are not answered rightly, at most 20; --json has all of them."
)


def make_parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser, and the names of the commands.

    The parser's result `run` is the body of the command: a function that takes the settings, and all parsed
    options but `config`, `documents` and `index`. Without a command, there is no result `run`.
    """
    parser = _Parser(
        prog="munshi",
        description="Answers questions from a folder of documents, with the passage that proves each answer.",
        epilog="Exit status: 0 answered or done, 1 the documents don't say, 2 wrong use, 3 broken.",
    )
    parser.add_argument(
        "--version",
        action=_PrintVersion,
        nargs=0,
        default=argparse.SUPPRESS,
        help="print the version and exit",
    )
    folders = _Parser(add_help=False)
    add = folders.add_argument
    add("--config", type=_path, metavar="FILE", help="the file with the settings, instead of ./config.toml")
    add("--documents", type=_path, metavar="FOLDER", help="the documents, instead of the config's")
    add("--index", type=_path, metavar="FOLDER", help="where the index is kept, instead of the config's")
    subparsers = parser.add_subparsers(metavar="COMMAND")

    def command(name: str, run: Callable[..., ExitStatus], help: str, epilog: str = "") -> _AddArgument:
        made = subparsers.add_parser(name, parents=[folders], help=help, description=help, epilog=epilog)
        made.set_defaults(run=run)
        return made.add_argument

    _add_commands_for_answers(command)
    _add_commands_for_discord(command)
    return parser, subparsers.choices


def _add_commands_for_answers(command: _AddCommand) -> None:
    add = command("index", commands.build_index, "Build the index, or bring it up to date.")
    add("--full", action="store_true", help="rebuild from nothing")
    add("--dry-run", action="store_true", help="only say what would change")
    add("--no-wait", action="store_false", dest="wait", help="fail if another process is building the index")
    add = command("ask", commands.answer_question, "Answer one question.")
    add("words", nargs="+", metavar="QUESTION", help='the question; "-" reads it from standard input')
    add("--json", action="store_true", dest="as_json", help="print one JSON object")
    add("--passages", type=_positive, metavar="N", help="show up to N pieces of evidence")
    only = "answer only from the documents in FOLDER; can be given more than once"
    add("--only", action="append", type=_folder_below, default=[], metavar="FOLDER", help=only)
    add("--no-refresh", action="store_false", dest="refresh", help="answer from the index as it is")
    command("chat", commands.converse, "Answer one question after another.")
    add = command("status", commands.show_status, "Say what is indexed, and whether it is up to date.")
    add("--json", action="store_true", dest="as_json", help="print one JSON object")
    add = command(
        "eval",
        commands.score_questions,
        "Ask all questions of a file, score the answers, and list the wrong ones.",
        epilog=_FIGURES,
    )
    file = (
        'a question a line, as {"question": "who has the keys?", "answers": ["Mira Holm", "Mira"]}; '
        '"answers": [] if the documents do not say, and "document": "team.md" to accept an answer from that '
        "document only"
    )
    add("file", type=Path, metavar="FILE", help=file)
    add("--json", action="store_true", dest="as_json", help="print one JSON object")
    add("--llm", action="store_true", help="score the answers in the words of the config's language model")
    add("--plots", type=Path, metavar="FOLDER", help="plot how well the confidences are calibrated")


def _add_commands_for_discord(command: _AddCommand) -> None:
    add = command("serve", commands.serve_on_discord, "Answer on Discord until stopped.")
    add(
        "--check",
        action="store_true",
        dest="only_check",
        help="only say what is missing, and show the invite link",
    )
    add = command(
        "feedback", commands.write_feedback, "Print the questions whose answers were voted wrong on Discord."
    )
    add(
        "--unanswered",
        action="store_true",
        dest="with_unanswered",
        help="also print questions without an answer; group similar questions, with the closest document",
    )
    add("--form", choices=("csv", "jsonl"), default="csv", help="the format; csv by default")
    add("--server", type=_server_id, metavar="ID", help="only the questions of this server")
    add("--out", type=Path, metavar="FILE", help="write to this file instead of standard output")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of 1 or more, not {text!r}")
    return int(text)


def _server_id(text: str) -> int:
    number = read_id(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"must be the id of a server, which is a number, not {text!r}")
    return number


def _path(text: str) -> Path:
    if not text:  # as from a shell variable that is not set
        raise argparse.ArgumentTypeError("must be a path, and is empty")
    return Path(text)


def _folder_below(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("must be a folder below the documents, and is empty")
    return text


class _Parser(argparse.ArgumentParser):
    """A parser that raises OSError if its help cannot be written. The one of argparse ignores that."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        print(self.format_help(), end="", file=file)


class _PrintVersion(argparse.Action):
    """Look up the version only when it is asked for, since importlib.metadata is slow to load."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"munshi {version('munshi')}")
        parser.exit()
