"""Settings → the engine that answers in the terminal, after its index is built or brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import index  # what a build needs is imported when a build starts
from bot.terminal.advice import explained
from bot.terminal.bugs import caused_by_interrupt, complain_of_bug
from bot.terminal.console import complain, note
from bot.terminal.progress import ProgressLine
from bot.terminal.render import report_text
from index.conversation.several_questions import answers_to_show, questions_in
from index.documents.own_errors import is_own_error
from index.engine import Engine
from index.errors import (
    EncodingFailed,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexUnwritable,
    NothingToIndex,
    UserError,
)
from index.settings import IndexSettings
from index.types import Answer, Turn

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
    except (IndexMissing, IndexDamaged, IndexMismatch) as error:
        if isinstance(error, IndexMismatch) and not refresh:
            raise
        build_before_answering(settings)
        return Engine.open(settings), False
    try:
        stale = engine.is_stale()
    except UserError as error:  # the documents folder is gone: the index can still answer
        complain(f"{explained(error)} {_FROM_BEFORE}")
        return engine, True
    if not (stale and refresh):
        return engine, stale
    try:
        build_before_answering(settings)
    except (IndexUnwritable, NothingToIndex, EncodingFailed) as error:  # as on a full disk
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
) -> list[tuple[str, Answer]]:
    """Return the questions of a message, usually one, and their answers, understood with `turns`.

    The answers are worded by `writer` if there is one. If the index turns out to be damaged, it is rebuilt.
    Opening it does not check every byte.
    """
    try:
        asked = _answers(engine, message, passages, turns)
    except IndexDamaged:
        build_before_answering(engine.settings)
        restrictions, engine = engine.folders, Engine.open(engine.settings)
        for folders in restrictions:
            engine = engine.within(folders)
        asked = _answers(engine, message, passages, turns)
    return [
        (question, writer.word(engine, answer, before) if writer else answer)
        for question, answer, before in asked
    ]


def _answers(
    engine: Engine, message: str, passages: int | None, turns: Sequence[Turn]
) -> list[tuple[str, Answer, list[Turn]]]:
    """Return each question of a message to be answered, its answer, and the turns before it."""
    questions = questions_in(message)
    answers: list[Answer] = []
    before = [list(turns)]
    for question in questions if len(questions) > 1 else ():
        follows = bool(answers)
        answer = _answer_after_turns(engine, question, passages, before[-1], of_same_message=follows)
        answers.append(answer)
        before.append([*before[-1], Turn(question, answer.marked_text)])
    shown = answers_to_show(questions, answers) if answers else []
    if not shown:
        return [(message, _answer_after_turns(engine, message, passages, turns), before[0])]
    return [(questions[position], answers[position], before[position]) for position in shown]


def _answer_after_turns(
    engine: Engine,
    question: str,
    passages: int | None,
    turns: Sequence[Turn],
    *,
    of_same_message: bool = False,
) -> Answer:
    """Ask a question in one or two forms, made with the `turns` before it, and return the best answer.

    `of_same_message` is as in `in_context`.
    """
    if not turns:
        return engine.ask(question, passages=passages)
    from index.conversation.question_in_context import in_context  # not needed for a first question

    context = in_context(question, turns, of_same_message=of_same_message)
    answers: list[Answer] = []
    while (form := context.next(answers)) is not None:
        answers.append(engine.ask(form, passages=passages))
    return answers[context.best(answers)]


def build_before_answering(settings: IndexSettings) -> None:
    """Build the index, with a short report on standard error: standard output is for the answer."""
    with ProgressLine() as progress:
        report = index.build(settings, progress=progress)
    brief = report.generation > 1  # the report of the first build is printed in full
    note(report_text(report, brief=brief).rstrip("\n"))
