"""Settings: folders given as text, and values that stay what they are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from index import DocumentSettings, EncoderSettings, IndexSettings, PassageSettings
from index.settings import LLMSettings


def test_folders_may_be_given_as_text():
    """Text and paths make the same settings, also through `replace`."""
    settings = IndexSettings(documents="papers", index=".index")
    assert settings == IndexSettings(Path("papers"), Path(".index"))
    assert replace(settings, documents="letters").documents == Path("letters")


def test_settings_do_not_change():
    """Neither a value nor the table of readers can be changed, not even through the table that was given."""
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
    """What a copy or a pickle gives is equal, and stays what it is as well."""
    llm = LLMSettings(kind="ollama", model="small", options={"temperature": 0.2})
    settings = IndexSettings(files=DocumentSettings(readers={".x": "module:Class"}), llm=llm)
    made = again(settings)
    assert made == settings
    for table in (made.files.readers, made.llm.options):
        with pytest.raises(TypeError, match="does not support item assignment"):
            table["y"] = "module:Class"


def test_a_changed_copy_keeps_the_rest():
    """`dataclasses.replace` changes what it names and nothing else."""
    settings = IndexSettings("papers", passages=PassageSettings(tokens=64))
    assert replace(settings, threads=2) == IndexSettings("papers", threads=2, passages=PassageSettings(64))


@pytest.mark.parametrize("tokens", [0, -1])
def test_passages_hold_something(tokens: int):
    """Passages of no tokens are refused, which no text could be cut into."""
    with pytest.raises(ValueError, match="lets passages hold no `tokens`"):
        PassageSettings(tokens)


def test_an_encoder_is_named():
    """A model without a name is refused, which no library could load."""
    with pytest.raises(ValueError, match="names no `model`"):
        EncoderSettings(model=" ")
