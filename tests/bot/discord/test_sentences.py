"""The sentences that members read instead of the engine's errors, and numbers in words."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from bot.discord.catalogue import ENGLISH, FOLDER, load
from bot.discord.sentences import (
    ago,
    confidence,
    location,
    question_failed,
    reindexing_failed,
    say,
    skipped_because,
    unread_for,
)
from index import errors
from index.documents.skipped import OWN_ERROR
from index.errors import DocumentsUnavailable, UserError
from tests.bot.discord.samples import cited

ROOT = Path(__file__).resolve().parents[3]
ENGINE_ERRORS = [
    error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, errors.UserError)
]


def raised(error: type[errors.UserError]) -> errors.UserError:
    """An error of the engine whose words name a path of the machine and a command."""
    words = "There is no file /srv/secret/.index. Run `munshi index --full`."
    return error(words, "models") if error is errors.ExtraMissing else error(words)


@pytest.mark.parametrize("error", ENGINE_ERRORS)
def test_no_words_of_the_engine_reach_a_member(error: type[errors.UserError]) -> None:
    """For every class of error the sentence is one of the catalogue, and names no path, command or option."""
    ours = {text.other for text in ENGLISH.sentences.values()}
    for sentence in (question_failed(raised(error)), reindexing_failed(raised(error))):
        assert sentence in ours
        assert not set(sentence) & set("/\\`")
        assert "--" not in sentence


@pytest.mark.parametrize("language", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_no_sentence_that_a_member_sees_holds_a_path_or_a_command_line(language: str) -> None:
    """No sentence of a language names a path, a command line, a setting or a traceback."""
    catalogue = load(language, Path())
    assert len(catalogue.sentences) >= 200
    names = "|".join(text.other for key, text in catalogue.sentences.items() if key.startswith("names."))
    for key, text in catalogue.sentences.items():
        for sentence in (text.one, text.other):
            without_commands = re.sub(rf"(?<![\w/])/({names})\b", "", sentence)
            assert not set(without_commands) & set("/\\`"), (key, sentence)
            assert not re.search(
                r"--\w|\.(toml|py|sqlite3?|log)\b|Traceback|_\w+ ?=|pip |munshi (serve|index)", sentence
            ), key


def test_documents_that_could_not_be_read_are_told_without_a_path() -> None:
    """The sentence says for how long and why, in words that name nothing of the machine."""
    unread = "I have not been able to read the documents again for 3 hours. "
    assert unread_for(3 * 3600.0, DocumentsUnavailable("/srv/documents")) == (
        f"{unread}The documents are not there just now. I answer from what I read before."
    )
    for error in (UserError("/srv/documents"), OSError("/srv/documents")):
        assert unread_for(3 * 3600.0, error) == (
            f"{unread}I can't read the documents again just now. Those who run me find the reason in my log."
        )


SHOWN_BY = [
    path
    for path in sorted((ROOT / "bot" / "discord").rglob("*.py"))
    if path.name
    not in ("catalogue.py", "errors.py", "serve.py", "separation.py", "rules.py")  # for whoever runs the bot
    and path.name not in ("running.py", "grants.py")
    and path.parent.name != "state"
]


@pytest.mark.parametrize("path", SHOWN_BY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_stands_in_the_one_file(path: Path) -> None:
    """No other file contains words that a member could see: all its texts of two words or more are for the log."""
    tree = ast.parse(path.read_text())
    unseen = {id(part) for node in ast.walk(tree) if _is_unseen(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in unseen and text != "unknown message":  # Discord's words
            assert not re.search(r"[A-Za-z]{2,} [a-z]{2,}", text), (node.lineno, text)


def _is_unseen(node: ast.AST) -> bool:
    """A docstring, a line of the log, or an error of the engine or the disk, whose words members never read."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called.startswith("_log.") or called in vars(errors) or called.endswith("DirectoryError")


def _said(path: Path) -> list[tuple[str, frozenset[str]]]:
    """The keys that a file says, with the names of the values."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    said = []
    for call in calls:
        if ast.unparse(call.func) in ("say", "in_english") and call.args:
            keys = [part.value for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)]
            if not isinstance(call.args[0], ast.JoinedStr):
                put_in = frozenset(keyword.arg or "" for keyword in call.keywords)
                said += [(str(key), put_in) for key in keys]
    return said


def test_what_is_said_stands_in_the_catalogue() -> None:
    """Every key that the code says is in the catalogue, and gets exactly the values of its sentence."""
    said = [(path, *call) for path in sorted((ROOT / "bot").rglob("*.py")) for call in _said(path)]
    assert len(said) > 100
    for path, key, put_in in said:
        needed = ENGLISH.sentences[key].placeholders
        assert needed <= put_in <= needed | {"count"}, (path.name, key)


def test_no_sentence_is_left_over() -> None:
    """Every sentence of the catalogue is named in the code, by its key or by the beginning of it."""
    code = "".join(path.read_text() for path in (ROOT / "bot" / "discord").rglob("*.py"))
    for key in ENGLISH.sentences:
        by_value = ("names.", "reasons.", "labels.yes", "labels.no")
        if not key.startswith(by_value) and key not in ("line", "row"):
            beginnings = (
                f'"{key}"',
                f"'{key}'",
                f'f"{key.partition("_")[0]}_{{',
                f'"{key.partition("_")[0]}"',
            )
            assert any(beginning in code for beginning in beginnings), key


def _reasons() -> list[str]:
    """The engine's reasons for skipping a file, with "1" for each value."""
    found = []
    for path in sorted((ROOT / "index").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in ("SkippedFile", "Conversion")
                and node.args
            ):
                found += _texts(node.args[0])
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "skipped.append":
                found += _texts(node.args[0])
            if isinstance(node, ast.keyword) and node.arg == "skipped":
                found += _texts(node.value)
    return found


def _texts(node: ast.expr) -> list[str]:
    """The texts that an expression may be."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in parts)]
        case ast.IfExp(body=body, orelse=other):
            return _texts(body) + _texts(other)
        case ast.Tuple(elts=[*_, last]):
            return _texts(last)
    return []


def test_every_reason_of_the_engine_is_known() -> None:
    """Each of the engine's reasons for skipping a file has a sentence of the catalogue."""
    reasons = _reasons()
    assert len(reasons) > 35
    for reason in reasons:
        if not reason.startswith("cannot be read"):
            assert skipped_because(reason) == reason.partition(" (")[0] != say("reasons.unreadable"), reason
    assert skipped_because(OWN_ERROR + " (KeyError in /srv/secret, line 1)") == OWN_ERROR
    assert skipped_because("whatever /srv/secret says") == "cannot be read"


def test_where_a_quote_stands() -> None:
    """In English the words for a position are those of the terminal."""
    for named in ({"page": 3}, {"page": 3, "page_name": "slide 3"}, {"page": 1, "page_name": "sheet Fares"}):
        for line_name in ("line", "row", ""):
            citation = cited(**named, line_name=line_name, trail=("Rules", "Strikes"))
            assert location(citation, citation.document) == citation.location


def test_a_subclass_of_an_error_has_its_sentence() -> None:
    """A subclass of an error in the table gets the sentence of its base class."""

    class NotBuiltYet(errors.IndexMissing):
        pass

    assert question_failed(NotBuiltYet("/srv")) == say("nothing_read")


def test_confidence() -> None:
    """The confidence has four steps in words."""
    words = [confidence(probability) for probability in (0.95, 0.75, 0.5, 0.2)]
    assert words == ["Very sure", "Quite sure", "Fairly sure", "Not sure: check the passage"]


def test_ages() -> None:
    """A past time is shown in whole numbers of the largest unit."""
    words = [ago(seconds) for seconds in (5, 60, 7300, 200_000)]
    assert words == ["just now", "1 minute ago", "2 hours ago", "2 days ago"]
