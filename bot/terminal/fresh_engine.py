"""Settings → the engine that answers in the terminal, after its index is built or brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import index  # what a build needs is imported when a build starts
from bot.terminal.advice import explained
from bot.terminal.bugs import caused_by_interrupt, complain_of_bug
from bot.terminal.console import complain, note
from bot.terminal.progress import ProgressLine
from bot.terminal.report_text import report_text
from index.conversation.asking import Asked, answers_to
from index.conversation.several_questions import questions_in
from index.documents.own_errors import is_own_error
from index.engine import Engine
from index.errors import (
    MUST_BE_BUILT,
    EncodingFailed,
    IndexDamaged,
    IndexMismatch,
    IndexUnwritable,
    NothingToIndex,
    OtherDocuments,
    UserError,
)
from index.settings import IndexSettings
from index.types import Turn

if TYPE_CHECKING:
    from index.wording.writer import Writer

_FROM_BEFORE = "The answer is from what was indexed before."


def open_or_build(settings: IndexSettings, *, refresh: bool) -> tuple[Engine, bool]:
    """Open the engine for a question. Returns it, and whether its index is stale.

    Builds the index if it is missing or damaged; with `refresh` also if it was made with other settings or
    from another folder, and if the documents have changed.
    """
    try:
        engine = Engine.open(settings)
    except MUST_BE_BUILT as error:
        if settings.store.is_read_only or (isinstance(error, IndexMismatch) and not refresh):
            raise
        _build_before_answering(settings)
        return Engine.open(settings), False
    try:
        stale = engine.is_stale()
    except UserError as error:  # the documents folder is gone: the index can still answer
        complain(f"{explained(error)} {_FROM_BEFORE}")
        return engine, True
    if not (stale and refresh):
        return engine, stale
    try:
        _build_before_answering(settings)
    except (IndexUnwritable, NothingToIndex, OtherDocuments, EncodingFailed) as error:  # as on a full disk
        complain(f"{explained(error)} {_FROM_BEFORE}")
        return engine, True
    except Exception as error:
        if not is_own_error(error) or caused_by_interrupt(error):
            raise
        complain_of_bug(error)
        complain(_FROM_BEFORE)
        return engine, True
    return Engine.open(settings), False


def ask(
    engine: Engine,
    message: str,
    *,
    passages: int | None,
    writer: Writer | None = None,
    turns: Sequence[Turn] = (),
) -> list[Asked]:
    """Return the answers to the questions of a message, usually one, understood with `turns`.

    They are worded by `writer` if there is one. If the index turns out to be damaged, it is rebuilt. Opening
    it does not check every byte.
    """
    try:
        asked = _answers(engine, message, passages, turns)
    except IndexDamaged:
        if engine.settings.store.is_read_only:
            raise
        _build_before_answering(engine.settings)
        restrictions, engine = engine.folders, Engine.open(engine.settings)
        for folders in restrictions:
            engine = engine.within(folders)
        asked = _answers(engine, message, passages, turns)
    if writer is None:
        return asked
    return [replace(each, given=writer.word(engine, each.given, each.turns)) for each in asked]


def _answers(engine: Engine, message: str, passages: int | None, turns: Sequence[Turn]) -> list[Asked]:
    asking = answers_to(message, turns, questions_in(message))
    question = next(asking)
    while True:
        try:
            question = asking.send(engine.ask(question, passages=passages))
        except StopIteration as end:
            asked: list[Asked] = end.value
            return [each for each in asked if each.is_answered] or asked


def _build_before_answering(settings: IndexSettings) -> None:
    """Build the index, with a short report on standard error: standard output is for the answer."""
    with ProgressLine() as progress:
        report = index.build(settings, progress=progress)
    brief = report.generation > 1  # the report of the first build is printed in full
    note(report_text(report, brief=brief).rstrip("\n"))
