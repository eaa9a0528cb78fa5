"""What members read in place of the engine's errors, and numbers in words."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from bot.discord import sentences
from index import errors

ROOT = Path(__file__).resolve().parents[3]
ENGINE_ERRORS = [
    error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, errors.UserError)
]


def raised(error: type[errors.UserError]) -> errors.UserError:
    """An error of the engine as it may be: its words name a path of the server and a command."""
    words = "There is no file /srv/secret/.index. Run `munshi index --full`."
    return error(words, "models") if error is errors.ExtraMissing else error(words)


@pytest.mark.parametrize("error", ENGINE_ERRORS)
def test_no_words_of_the_engine_reach_a_member(error: type[errors.UserError]) -> None:
    """For every class of error the sentence names no path, no command and no option, and is one of ours."""
    for sentence in (sentences.question_failed(raised(error)), sentences.reindexing_failed(raised(error))):
        assert sentence in vars(sentences).values()
        assert not set(sentence) & set("/\\`")
        assert "--" not in sentence


SAMPLES = {  # of the arguments of sentences with something in them, by the name of the parameter
    "probability": 0.9, "question": "who?", "error": errors.IndexMissing("/srv"), "permissions": ["send_messages"],
    "channels": [10, 11], "passages": 5, "generation": 3, "reference": "ab12", "thread": 12, "plain_messages": True,
    "in_channel": True, "noun": "document", "text": "hello", "title": "Harbour", "share": 0.1,
    "folders": "rules", "channel": 10,
}  # fmt: skip
NUMBER = 120.0


def every_sentence() -> dict[str, str]:
    """All sentences of the file by name, with samples in those that hold something."""
    found = {}
    for name, value in vars(sentences).items():
        if isinstance(value, str) and not name.startswith("__"):
            found[name] = value
        elif isinstance(value, dict) and not name.startswith("__"):
            found |= {f"{name}.{key}": text for key, text in value.items() if isinstance(text, str)}
        elif inspect.isfunction(value) and not name.startswith("_"):
            parameters = inspect.signature(value).parameters
            sentence = value(**{key: SAMPLES.get(key, NUMBER) for key in parameters})
            found |= {name: sentence} if isinstance(sentence, str) else {}
    return found


def test_no_sentence_that_a_member_sees_holds_a_path_or_a_command_line() -> None:
    """Of all sentences of the one file none names a path, a command line, a setting or a traceback."""
    found = every_sentence()
    assert len(found) > 100
    for name, sentence in found.items():
        without_commands = re.sub(r"(?<![\w/])/(ask|forget|munshi|documents)\b", "", sentence)
        assert not set(without_commands) & set("/\\`"), (name, sentence)
        assert not re.search(
            r"--\w|\.(toml|py|sqlite3?|log)\b|Traceback|_\w+ ?=|pip |munshi (serve|index)", sentence
        ), name


SHOWN_BY = [
    path
    for path in sorted((ROOT / "bot" / "discord").rglob("*.py"))
    if path.name not in ("sentences.py", "errors.py", "serve.py", "separation.py")  # for whoever runs the bot
    and path.name not in ("running.py", "grants.py")
    and path.parent.name != "state"
]


@pytest.mark.parametrize("path", SHOWN_BY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_stands_in_the_one_file(path: Path) -> None:
    """No other file holds words that a member could see: all its texts of two words or more are for the log."""
    tree = ast.parse(path.read_text())
    unseen = {id(part) for node in ast.walk(tree) if _is_unseen(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in unseen and text != "unknown message":  # Discord's words
            assert not re.search(r"[A-Za-z]{2,} [a-z]{2,}", text), (node.lineno, text)


def _is_unseen(node: ast.AST) -> bool:
    """A docstring, a line of the log, or an error of the engine's kind, whose words members never read."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called.startswith("_log.") or called in vars(errors)


def test_a_subclass_of_an_error_has_its_sentence() -> None:
    """An error more precise than those in the table gets the sentence of the class above it."""

    class NotBuiltYet(errors.IndexMissing):
        pass

    assert sentences.question_failed(NotBuiltYet("/srv")) == sentences.STILL_READING


def test_confidence() -> None:
    """How sure, in four steps."""
    words = [sentences.confidence(probability) for probability in (0.95, 0.75, 0.5, 0.2)]
    assert words == ["Very sure", "Quite sure", "Fairly sure", "Not sure: check the passage"]


def test_ages() -> None:
    """How long ago, in the largest whole unit."""
    words = [sentences.ago(seconds) for seconds in (5, 60, 7300, 200_000)]
    assert words == ["just now", "1 minute ago", "2 hours ago", "2 days ago"]
