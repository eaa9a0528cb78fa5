"""Settings: folders given as text, and values that cannot change."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path

import pytest

from index import (
    AnswerSettings,
    DocumentSettings,
    EncoderSettings,
    IndexSettings,
    PassageSettings,
    RetrievalSettings,
)
from index.settings import LLMSettings, StoreSettings


def test_folders_may_be_given_as_text():
    """Text and paths make the same settings, also through `replace`."""
    settings = IndexSettings(documents="papers", index=".index")
    assert settings == IndexSettings(Path("papers"), Path(".index"))
    assert replace(settings, documents="letters").documents == Path("letters")


def test_settings_do_not_change():
    """No value can be changed, nor the table of readers, not even through the dict that was passed."""
    given = {".PDF": "module:Class"}
    settings = IndexSettings(files=DocumentSettings(readers=given))
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'threads'"):
        settings.threads = 3
    with pytest.raises(TypeError, match="does not support item assignment"):
        settings.files.readers[".x"] = "module:Class"
    given[".x"] = "module:Class"
    assert settings.files.readers == {".pdf": "module:Class"}


@pytest.mark.parametrize("again", [copy.deepcopy, lambda settings: pickle.loads(pickle.dumps(settings))])
def test_settings_can_be_copied_and_sent_to_another_process(again: Callable[[IndexSettings], IndexSettings]):
    """A copy and a pickle are equal to the original, and cannot be changed either."""
    llm = LLMSettings(kind="ollama", model="small", options={"temperature": 0.2})
    settings = IndexSettings(files=DocumentSettings(readers={".x": "module:Class"}), llm=llm)
    made = again(settings)
    assert made == settings
    for table in (made.files.readers, made.llm.options):
        with pytest.raises(TypeError, match="does not support item assignment"):
            table["y"] = "module:Class"


def test_a_changed_copy_keeps_the_rest():
    """`dataclasses.replace` changes the named settings and no others."""
    settings = IndexSettings("papers", passages=PassageSettings(tokens=64))
    assert replace(settings, threads=2) == IndexSettings("papers", threads=2, passages=PassageSettings(64))


@pytest.mark.parametrize(
    ("kind", "name", "value", "sentence"),
    [
        (RetrievalSettings, "candidates", 0, r"must be between 1 and 10000, not 0"),
        (RetrievalSettings, "dense_weight", 5, r"must be between 0 and 1, not 5"),
        (AnswerSettings, "passages", 0, r"must be between 1 and 100, not 0"),
        (AnswerSettings, "confidence", float("nan"), r"must be between 0 and 1, not nan"),
        (AnswerSettings, "reader", "best", r"must be one of default, sentences, not 'best'"),
        (PassageSettings, "tokens", 3, r"must be between 16 and 100000, not 3"),
        (PassageSettings, "overlap", -1, r"must be between 0 and 20, not -1"),
        (DocumentSettings, "include", "*.txt", r'must be a list of texts, such as \["\*\.txt"\]'),
        (DocumentSettings, "readers", {"pdf": "a:B"}, r"names a suffix without its dot, 'pdf'"),
        (LLMSettings, "key_file", 3, r"must be a path, not 3"),
        (StoreSettings, "timeout", 0, r"must be more than 0, at most 3600, not 0"),
        (IndexSettings, "documents", None, r"must be a path, not None"),
        (IndexSettings, "passages", 128, r"must be PassageSettings, not 128"),
    ],
)
def test_what_is_not_allowed_is_refused(kind: type, name: str, value: object, sentence: str):
    """A value of another type or out of bounds raises a sentence that names the setting, in a copy too."""
    whole = rf"^{kind.__name__}: `{name}` {sentence}\.$"
    with pytest.raises(ValueError, match=whole):
        kind(**{name: value})
    with pytest.raises(ValueError, match=whole):
        replace(kind(), **{name: value})


def test_a_list_of_patterns_is_a_tuple():
    """Patterns in a list make the same settings, which do not change with the list."""
    given = ["*.txt"]
    settings = DocumentSettings(include=given)
    given.append("*.md")
    assert settings == DocumentSettings(include=("*.txt",))


def test_type_checkers_know_every_setting():
    """The constructor declared for type checkers has the fields of IndexSettings, in the same order."""
    tree = ast.parse(Path(inspect.getfile(IndexSettings)).read_text())
    (made,) = (
        each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == "__init__"
    )
    assert [argument.arg for argument in made.args.args[1:]] == [each.name for each in fields(IndexSettings)]


def test_an_encoder_is_named():
    """A model without a name is refused, since no library could load it."""
    with pytest.raises(ValueError, match="names no `model`"):
        EncoderSettings(model=" ")
