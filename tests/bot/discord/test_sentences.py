"""What members read in place of the engine's errors, and numbers in words."""

from __future__ import annotations

import inspect

import pytest

from bot.discord import sentences
from index import errors

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
