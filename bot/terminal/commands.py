"""The commands' bodies: settings and options → what is printed, and the exit status."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import index  # what a build needs is imported when a build starts
from bot.config import Settings
from bot.keys_apart import check_keys_apart
from bot.terminal.advice import explained
from bot.terminal.answer_json import answers_json
from bot.terminal.console import complain, note, print_json, style_of
from bot.terminal.did_you_mean import check_folders
from bot.terminal.exit_status import ExitStatus
from bot.terminal.fresh_engine import ask, open_or_build
from bot.terminal.progress import ProgressLine
from bot.terminal.quantities import age_text, counted, size_text
from bot.terminal.render import answers_text
from bot.terminal.report_text import report_text, skipped_text
from bot.terminal.safe_text import Style, sentence_text, table_text
from bot.writer import open_writer
from index.errors import (
    DocumentsUnavailable,
    IndexFolderRefused,
    IndexMismatch,
    ModelUnavailable,
    QuestionEmpty,
    WrongUse,
)
from index.settings import IndexSettings, LLMSettings
from index.store.changes import pending_changes
from index.store.report import reasons_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.engine import Engine
    from index.wording.writer import Writer

_FACT_NAMES = {  # of `munshi status`, where the table for people uses other words than the JSON
    "language_model": "language model",
    "folder": "documents folder",
    "bytes": "size on disk",
    "age_seconds": "age",
}


def build_index(settings: Settings, *, full: bool, dry_run: bool, wait: bool) -> ExitStatus:
    """Build the index, or say what a build would do."""
    check_keys_apart(settings)
    with ProgressLine() as progress:
        report = index.build(
            settings.engine,
            full=full,
            dry_run=dry_run,
            wait=wait,
            delete_if_empty=True,
            progress=progress,
        )
    print(report_text(report, style_of(sys.stdout)), end="")
    return ExitStatus.DONE


def answer_question(
    settings: Settings,
    *,
    words: list[str],
    passages: int | None,
    only: list[str],
    refresh: bool,
    as_json: bool,
) -> ExitStatus:
    """Answer the question in `words`; if that is "-", the question on standard input.

    `only` are the paths of folders below the documents folder: only their documents are used; () means all.
    """
    question = " ".join(words)
    if question == "-":
        question = sys.stdin.read()
    if not question.strip():
        raise QuestionEmpty("There is no question.")
    check_keys_apart(settings)
    writer = open_writer(settings.engine.llm)
    engine, stale = open_or_build(settings.engine, refresh=refresh)
    if only:
        check_folders(only, [document.name for document in engine.documents])
        engine = engine.within(only)
    asked = ask(engine, question, passages=passages, writer=writer)
    if as_json:
        print_json(answers_json([each.answer for each in asked], stale=stale))
    else:
        # If the index should have been refreshed and is still stale, `open_or_build` has said why.
        print(answers_text(asked, style_of(sys.stdout), stale=stale and not refresh), end="")
    return ExitStatus.of_outcome(asked[0].answer.outcome)


def converse(settings: Settings) -> ExitStatus:
    """Answer one question after another."""
    from bot.discord.catalogue import ENGLISH  # reads a whole language file on import
    from bot.terminal.chat import chat
    from bot.user_state import state_folder

    check_keys_apart(settings)
    chat(
        settings.engine,
        lambda: open_or_build(settings.engine, refresh=True)[0],
        style_of(sys.stdout),
        writer=open_writer(settings.engine.llm),
        phrases=ENGLISH.phrases,
        history_file=state_folder(settings) / "chat-history",
    )
    return ExitStatus.DONE


def show_status(settings: Settings, *, as_json: bool) -> ExitStatus:
    """Say what is indexed, check every byte of it, and say whether the documents have changed since."""
    from index.models.encoder import check_encoder
    from index.reader.load import check_reader
    from index.store.stores import store_of

    check_keys_apart(settings)
    check_encoder(settings.engine.encoder)
    try:
        check_reader(settings.engine.answer.reader)
    except ModelUnavailable as error:  # answers are whole sentences then
        complain(explained(error))
    open_writer(settings.engine.llm)
    store = store_of(settings.engine)
    manifest = store.verified_manifest()
    size, age = store.size(), time.time() - manifest.built_at
    style = style_of(sys.stdout)
    stale, changes = _changes_since(settings.engine, style)
    facts = {
        "documents": len(manifest.documents),
        "passages": sum(entry.passages for entry in manifest.documents),
        "skipped": len(manifest.skipped),
        "generation": manifest.generation,
        "encoder": manifest.built_with.encoder,
        "reader": settings.engine.answer.reader,
        "language_model": settings.engine.llm.model or settings.engine.llm.kind or "none",
        "folder": str(settings.engine.documents),
        "index": settings.engine.location,
        "bytes": size,
        "age_seconds": round(age, 1),
        "stale": stale,
    }
    if as_json:
        print_json(facts)
        return ExitStatus.DONE
    shown = {"bytes": size_text(size), "age_seconds": age_text(age), "stale": "yes" if stale else "no"}
    rows = {_FACT_NAMES.get(key, key): shown.get(key, str(value)) for key, value in facts.items()}
    print(table_text(rows) + (changes or skipped_text(reasons_of(manifest.skipped), style)), end="")
    return ExitStatus.DONE


def _changes_since(settings: IndexSettings, style: Style) -> tuple[bool, str]:
    """Return whether an index is stale, and why: what a build would do, or why that cannot be found out."""
    try:
        if not pending_changes(settings).any:
            return False, ""
        return True, report_text(index.build(settings, dry_run=True), style, every_skipped=True)
    except (IndexMismatch, DocumentsUnavailable, IndexFolderRefused) as error:
        return True, f"{sentence_text(explained(error), style)}\n"


def score_questions(
    settings: Settings, *, file: Path, plots: Path | None, llm: bool, as_json: bool
) -> ExitStatus:
    """Ask the questions of a file and print the scores of the answers; `llm`: worded by a language model."""
    from bot.terminal.failed_questions import failed_json, failed_text
    from index.evaluation.reliability import draw, prepare_drawing
    from index.evaluation.scores import evaluate, load_questions, score

    if plots:
        prepare_drawing(plots)  # before the questions are asked, which takes a long time
    check_keys_apart(settings)
    questions = load_questions(file)
    writer = _writer_without_limit(settings.engine.llm) if llm else None
    engine, _ = open_or_build(settings.engine, refresh=True)
    _complain_of_unknown(engine, [each.document for each in questions if each.document])
    results = evaluate(engine, questions, word=partial(writer.word, engine) if writer else None)
    scores = score(results).to_json()
    failed = [result for result in results if result.failed]
    if writer:
        scores["worded"] = sum(result.answer.wording is not None for result in results)
        scores["not_worded"] = writer.failures
    if plots:
        answered = [result for result in results if result.answer.text]
        paths = draw([(result.answer.confidence, result.right) for result in answered], plots)
        note(f"drawn: {', '.join(map(str, paths))}")
    if as_json:
        print_json({**scores, "failed": failed_json(failed)})
        return ExitStatus.DONE
    print(f"{counted(len(questions), 'question')} from {file}, reader: {engine.reader_name}")
    rows = {
        name.replace("_", " "): str(value) if isinstance(value, int) else format(value, ".3f")
        for name, value in scores.items()
    }
    print(table_text(rows), end="")
    if failed:
        print(f"\n{failed_text(failed, style_of(sys.stdout))}", end="")
    return ExitStatus.DONE


def _complain_of_unknown(engine: Engine, documents: Iterable[str]) -> None:
    """Print which of the documents that the questions name are not in the index."""
    unknown = set(documents).difference(each.name for each in engine.documents)
    if unknown:
        complain(f"The questions name documents that are not in the index: {', '.join(sorted(unknown)[:5])}.")


def _writer_without_limit(settings: LLMSettings) -> Writer:
    """Return the writer for an evaluation: the one of the settings without its limit of questions a minute.

    Raises WrongUse if the settings name no language model, or say that it is never asked.
    """
    writer = open_writer(replace(settings, per_minute=0))
    if writer is None:
        raise WrongUse("The config names no language model, or says that it is never asked.")
    return writer


def serve_on_discord(settings: Settings, *, only_check: bool) -> ExitStatus:
    """Answer on Discord until stopped, or say what is missing for that."""
    from bot.discord.serve import check, serve

    state_file = _state_file(settings)
    if not only_check:
        serve(settings, state_file)
        return ExitStatus.DONE
    readiness = check(settings, state_file)
    problems = [*map(explained, readiness.errors), *readiness.missing]
    for problem in problems:
        print(sentence_text(f"- {problem}", style_of(sys.stdout)))
    for warning in readiness.warnings:
        print(sentence_text(f"- Beware: {warning}", style_of(sys.stdout)))
    if not problems:
        print("Everything is there: start it with `munshi serve`.")
    print(f"State file: {state_file}")
    if readiness.invite:
        print(f"Invite link: {readiness.invite}")
    return ExitStatus.WRONG_USE if problems else ExitStatus.DONE


def write_feedback(
    settings: Settings, *, with_unanswered: bool, form: str, server: int | None, out: Path | None
) -> ExitStatus:
    """Write the questions whose answers were voted wrong on Discord, and unanswered ones if asked for."""
    from bot.discord.management.feedback import feedback, unanswered

    state_file = _state_file(settings)
    if not state_file.exists():
        note(
            f"There is no state file {state_file} yet. If Munshi serves under another user account, name its "
            "file with `state_file` under [discord] in config.toml."
        )
        return ExitStatus.UNANSWERED
    if with_unanswered:
        text = unanswered(settings, state_file, form=form, server=server)
    else:
        text = feedback(state_file, form=form, server=server)
    if text is None:
        answered = "Every question was answered, and no answer was voted wrong."
        note(answered if with_unanswered else "No answer was voted wrong.")
        return ExitStatus.UNANSWERED
    if out is None and form == "jsonl":
        for line in text.split("\n")[:-1]:
            print_json(json.loads(line))
        return ExitStatus.DONE
    if out is None:
        sys.stdout.write(text)
        return ExitStatus.DONE
    try:
        out.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise WrongUse(f"The file {out} cannot be written: {error.strerror}.") from error
    return ExitStatus.DONE


def _state_file(settings: Settings) -> Path:
    """Return the state file of the Discord bot. Prints a notice if the file was moved, or cannot be."""
    from bot.discord.state.path import locate

    path, notice = locate(settings)
    if notice:
        complain(notice)
    return path
