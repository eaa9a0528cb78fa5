"""The command `munshi`: words in, words out. What it says is made in bot/terminal/render.py.

Exit status: 0 answered (or done), 1 the documents don't tell, 2 wrong use, 3 something is broken, 130 stopped
with Ctrl-C.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bot.config import Settings, load
from bot.terminal.progress import ProgressLine
from bot.terminal.render import Style, age_text, answer_json, answer_text, report_text, safe, size_text
from index.engine import Engine
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UserError, WrongUse
from index.settings import IndexSettings
from index.store.build import BuildReport, build, pending
from index.types import Outcome

ANSWERED, UNTOLD, WRONG_USE, BROKEN, STOPPED = 0, 1, 2, 3, 130
_STATUS = {Outcome.ANSWERED: ANSWERED, Outcome.PASSAGES: UNTOLD, Outcome.NOTHING: UNTOLD}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Only a bug shows a traceback."""
    options = _parser().parse_args(arguments)
    _take_any_text()
    try:
        settings = load(options.config, documents=options.documents, index=options.index)
        status = options.run(settings, options)
        sys.stdout.flush()  # while a closed pipe can still be told
        return status
    except UserError as error:
        print(f"munshi: {safe(str(error))}", file=sys.stderr)
        return WRONG_USE if isinstance(error, WrongUse) else BROKEN
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except Exception:
        traceback.print_exc()
        return BROKEN


def _take_any_text() -> None:
    """What a stream's encoding does not have becomes a question mark, coming or going, and no traceback."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    add = common.add_argument
    add("--config", type=Path, metavar="FILE", help="settings to use instead of ./config.toml")
    add("--documents", type=Path, metavar="FOLDER", help="documents to use instead of the config's")
    add("--index", type=Path, metavar="FOLDER", help="where to keep the index")
    parser = argparse.ArgumentParser(
        prog="munshi",
        description="Answers questions from a folder of documents, with the passage that proves each answer.",
        epilog="Exit status: 0 answered or done, 1 the documents don't tell, 2 wrong use, 3 broken.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=help, description=help)
        made.set_defaults(run=run)
        return made

    index = command("index", _index, "Build the index, or bring it up to date.")
    index.add_argument("--full", action="store_true", help="rebuild from nothing")
    index.add_argument("--dry-run", action="store_true", help="only say what would change")
    index.add_argument("--no-wait", action="store_true", help="fail when another process is building")
    ask = command("ask", _ask, "Answer one question.")
    ask.add_argument("question", nargs="+", help='the question; "-" reads it from standard input')
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--passages", type=_positive, metavar="N", help="show up to N pieces of evidence")
    ask.add_argument("--no-refresh", action="store_true", help="answer from the index as it is")
    command("chat", _chat, "Ask one question after another.")
    status = command("status", _status, "Say what is indexed, and whether it is up to date.")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate = command("eval", _eval, "Score a file of questions.")
    evaluate.add_argument("file", type=Path, help="one JSON object a line: question, document, answers")
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.add_argument(
        "--plots", type=Path, metavar="FOLDER", help="draw how far confidences can be trusted"
    )
    serve = command("serve", _serve, "Answer on Discord until stopped.")
    serve.add_argument("--check", action="store_true", help="only say what is missing, and the invite link")
    feedback = command("feedback", _feedback, "Write out the questions that people voted wrong on Discord.")
    feedback.add_argument("--form", choices=("csv", "jsonl"), default="csv", help="how to write them")
    feedback.add_argument("--server", type=int, metavar="ID", help="of one server only")
    feedback.add_argument("--out", type=Path, metavar="FILE", help="where to, instead of standard output")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of 1 or more, not {text!r}")
    return int(text)


def _index(settings: Settings, options: argparse.Namespace) -> int:
    line = ProgressLine()
    try:
        report = build(
            settings.index,
            full=options.full,
            dry_run=options.dry_run,
            wait=not options.no_wait,
            progress=line,
        )
    finally:
        line.close()
    print(report_text(report, _style()), end="")
    return ANSWERED


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    question = " ".join(options.question)
    if question == "-":
        question = sys.stdin.read()
    if not question.strip():
        raise WrongUse('There is no question: ask one, such as `munshi ask "who framed Madan?"`.')
    engine, stale = _open(settings.index, refresh=not options.no_refresh)
    try:
        answer = engine.ask(question, passages=options.passages)
    except IndexDamaged:  # which opening it does not always show
        _build(settings.index)
        answer = Engine.open(settings.index).ask(question, passages=options.passages)
    if options.json:
        print(json.dumps(answer_json(answer, stale=stale), ensure_ascii=False))
    else:
        print(answer_text(answer, _style(), stale=stale), end="")
    return _STATUS[answer.outcome]


def _chat(settings: Settings, options: argparse.Namespace) -> int:
    from bot.terminal.chat import chat

    return chat(settings.index, lambda: _open(settings.index, refresh=True)[0], _style())


def _status(settings: Settings, options: argparse.Namespace) -> int:
    from index.store.store import Store

    store = Store(settings.index.index)
    manifest = store.open(whole=True).manifest
    try:
        changes = pending(settings.index)
        stale, why = changes.any, report_text(build(settings.index, dry_run=True), _style())
    except IndexMismatch as error:
        stale, why = True, f"{error}\n"
    facts = {
        "documents": len(manifest.documents),
        "passages": sum(entry.passages for entry in manifest.documents),
        "skipped": len(manifest.skipped),
        "generation": manifest.generation,
        "encoder": manifest.recipe.encoder,
        "reader": settings.index.answer.reader,
        "folder": str(settings.index.documents),
        "index": str(settings.index.index),
        "bytes": store.size(),
        "age_seconds": round(time.time() - manifest.built_at, 1),
        "stale": stale,
    }
    if options.json:
        print(json.dumps(facts, ensure_ascii=False))
        return ANSWERED
    shown = {
        **facts,
        "bytes": size_text(facts["bytes"]),
        "age_seconds": age_text(facts["age_seconds"]),
        "stale": "yes" if stale else "no",
    }
    names = {"bytes": "size on disk", "age_seconds": "age", "folder": "documents folder"}
    for name, value in shown.items():
        print(f"{names.get(name, name):17} {value}")
    if stale:
        print(why, end="")
    return ANSWERED


def _eval(settings: Settings, options: argparse.Namespace) -> int:
    from index.evaluation.scores import evaluate, load_questions, score

    questions = load_questions(options.file)
    engine, _ = _open(settings.index, refresh=True)
    asked = evaluate(engine, questions)
    scores = score(asked).to_json()
    if options.plots:
        from index.evaluation.reliability import draw

        paths = draw([(one.answer.confidence, one.right) for one in asked if one.answer.text], options.plots)
        print(f"drawn: {', '.join(map(str, paths))}", file=sys.stderr)
    if options.json:
        print(json.dumps(scores))
        return ANSWERED
    print(f"{len(questions)} questions from {options.file}, reader: {engine.reader_name}")
    for name, value in scores.items():
        print(f"{name.replace('_', ' '):16} {value if isinstance(value, int) else format(value, '.3f')}")
    return ANSWERED


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    from bot.discord.serve import check, serve

    return check(settings) if options.check else serve(settings)


def _feedback(settings: Settings, options: argparse.Namespace) -> int:
    from bot.discord.serve import feedback

    return feedback(settings, form=options.form, server=options.server, out=options.out)


def _open(settings: IndexSettings, *, refresh: bool) -> tuple[Engine, bool]:
    """The engine for a question, and whether its index is stale.

    Builds the index where there is none, or where it is damaged or does not fit; with `refresh` also where
    the documents have changed.
    """
    try:
        engine = Engine.open(settings)
    except (IndexMissing, IndexDamaged, IndexMismatch) as error:
        if isinstance(error, IndexMismatch) and not refresh:
            raise
        _build(settings)
        return Engine.open(settings), False
    try:
        stale = engine.is_stale()
    except UserError as error:  # the documents folder is gone: what was indexed still answers
        print(f"munshi: {safe(str(error))} Answering from what was indexed before.", file=sys.stderr)
        return engine, True
    if not (stale and refresh):
        return engine, stale
    _build(settings)
    return Engine.open(settings), False


def _build(settings: IndexSettings) -> BuildReport:
    """Build on the way to an answer: what it did goes to standard error, in short."""
    line = ProgressLine()
    try:
        report = build(settings, progress=line)
    finally:
        line.close()
    first = report.generation == 1  # the first time, everything is worth saying
    print(report_text(report, brief=not first), end="", file=sys.stderr)
    return report


def _style() -> Style:
    """Colour and wrapping only where a person looks, and not where NO_COLOR is set (no-color.org)."""
    if not sys.stdout.isatty():
        return Style()
    try:
        width = min(os.get_terminal_size(sys.stdout.fileno()).columns, 100)
    except OSError:
        width = 80
    return Style(colour="NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb", width=width)


if __name__ == "__main__":
    sys.exit(main())
