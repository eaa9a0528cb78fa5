"""Error → facts and advice: each class of errors has a sentence, which names only commands that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.config
import bot.discord.errors
import bot.errors
import index.errors
from bot.terminal.advice import advice, explained
from bot.terminal.cli import main
from bot.terminal.exit_status import ExitStatus
from index.errors import ExtraMissing, IndexMissing, QuestionEmpty, UserError, WrongUse

# Their facts already say what is wrong with what was typed or written.
WITHOUT_ADVICE = {
    UserError,
    WrongUse,
    bot.errors.CannotServe,
    bot.discord.errors.MemberError,
    bot.discord.errors.Closing,
}


def kinds(kind: type[UserError] = UserError) -> Iterator[type[UserError]]:
    """Every class of errors in the modules that define them."""
    for module in (bot.config, index.errors, bot.errors, bot.discord.errors):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, kind) and value.__module__ == module.__name__:
                yield value


def made(kind: type[UserError]) -> UserError:
    return ExtraMissing("A plot", "bench") if kind is ExtraMissing else kind("Something happened.")


@pytest.mark.parametrize("kind", sorted(kinds(), key=lambda kind: kind.__name__))
def test_every_kind_of_error_has_its_advice(kind: type[UserError]):
    """Each class has a whole sentence of advice, save those whose facts say it already."""
    sentence = advice(made(kind))
    if kind in WITHOUT_ADVICE:
        assert sentence == ""
    else:
        assert re.fullmatch(r"[A-Z].*\.", sentence)


@pytest.mark.parametrize("kind", sorted(kinds(), key=lambda kind: kind.__name__))
def test_advice_names_only_commands_and_options_that_exist(kind: type[UserError], capsys):
    """Every `munshi COMMAND` and --option of a sentence is one that --help knows."""
    sentence = advice(made(kind))
    known = ""
    for command in ("ask", "index", "serve"):
        with pytest.raises(SystemExit, match="0"):
            main([command, "--help"])
        known += capsys.readouterr().out
    for name in re.findall(r"(?<!-)--[\w-]+", sentence):
        assert name in known
    for command in re.findall(r"`munshi (\w+)", sentence):
        assert f"usage: munshi {command} " in known


def test_facts_come_before_advice():
    """The sentences say what happened and then what to do."""
    assert (
        explained(IndexMissing("There is no index.")) == "There is no index. Run `munshi index` to build it."
    )
    assert explained(WrongUse("A is not b.")) == "A is not b."


def test_a_missing_extra_is_named_in_its_command():
    """The command that installs an extra can be copied."""
    assert explained(ExtraMissing("A plot", "bench")) == (
        "A plot needs packages that are not installed; they come with munshi[bench]. Run `pip install 'munshi[bench]'`."
    )


def test_a_class_without_advice_takes_that_of_its_base():
    """A subclass that the table does not name gets the advice of its base class."""

    class IndexMissingHere(IndexMissing):
        pass

    assert advice(IndexMissingHere("")) == advice(IndexMissing(""))


def test_exit_statuses_of_errors():
    """The status is 2 if somebody must correct something first, and 3 otherwise."""
    wrong = {kind.__name__ for kind in kinds() if ExitStatus.of_error(made(kind)) == ExitStatus.WRONG_USE}
    assert wrong == {
        "WrongUse", "ConfigMissing", "QuestionEmpty", "CannotServe", "TokenMissing", "TokenRefused", "IntentMissing",
        "IndexFolderRefused", "UnnamedConfigWrong", "FoldersOverlap", "LanguageUnusable", "UploadsRefused",
        "TokenMalformed", "TokenExposed", "TokenAmongDocuments", "KeyAmongDocuments", "ConnectionRefused", "CommandsRefused", "StateUnusable", "StateInUse",
        "StateDamaged", "StateFolderUnknown", "StateTooNew", "KeyMissing", "KeyExposed", "StoreTokenMissing", "StoreRefused",
        "LanguageModelUnavailable", "FileReaderUnavailable", "ExtraMissing", "IndexReadOnly", "OtherDocuments",
    }  # fmt: skip
    assert ExitStatus.of_error(QuestionEmpty("")) == 2


def test_what_was_typed_is_in_the_advice(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """`munshi index` alone would build another index; a path with a blank is quoted."""
    documents = tmp_path / "my papers"
    assert main(["status", "--documents", str(documents), "--index", str(tmp_path / "x")]) == 3
    assert capsys.readouterr().err == (
        f"munshi: There is no index in {tmp_path / 'x'} yet. "
        f"Run `munshi index --documents '{documents}' --index {tmp_path / 'x'}` to build it.\n"
    )
