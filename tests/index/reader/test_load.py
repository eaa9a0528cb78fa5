"""The name of a reader → the reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import WrongUse
from index.reader.load import load_reader
from index.reader.sentence_reader import SentenceReader
from index.reader.span_reader import SpanReader


def equal_weights(term: str) -> float:
    return 1.0


def test_each_name_is_its_reader(encoder, random_weights: Path):
    """Each reader has the name by which it is loaded, and there is no notice."""
    for name, kind in (("default", SpanReader), ("sentences", SentenceReader)):
        reader, notice = load_reader(name, encoder, idf=equal_weights, index_size=3, weights=random_weights)
        assert isinstance(reader, kind)
        assert reader.name == name
        assert notice == ""


def test_an_unknown_reader_is_named_with_those_that_exist(encoder):
    """The error names the readers that exist."""
    with pytest.raises(
        WrongUse, match=r'There is no reader \'oracle\'\. The readers are "default" and "sentences"\.'
    ):
        load_reader("oracle", encoder, idf=equal_weights, index_size=3)


@pytest.mark.parametrize("damage", ["no folder", "no model", "another byte"])
def test_sentences_answer_if_the_model_cannot_be_loaded(
    encoder, random_weights: Path, tmp_path: Path, damage: str
):
    """Without weights, or with damaged ones, whole sentences answer; a notice says so and contains no path."""
    folder = tmp_path / "weights"
    if damage != "no folder":
        shutil.copytree(random_weights, folder)
    if damage == "no model":
        (folder / "model.onnx").unlink()
    if damage == "another byte":
        with (folder / "model.onnx").open("ab") as model:
            model.write(b"\0")
    reader, notice = load_reader("default", encoder, idf=equal_weights, index_size=3, weights=folder)
    assert isinstance(reader, SentenceReader)
    assert notice == "The reading model is missing or damaged. Whole sentences answer in its place."


def test_readers_of_one_file_share_the_model(encoder, random_weights: Path, tmp_path: Path):
    """A bot with thirty indexes loads one model; a file that replaces it is another model."""
    folder = tmp_path / "weights"
    shutil.copytree(random_weights, folder)

    def session() -> object:
        reader, _ = load_reader("default", encoder, idf=equal_weights, index_size=3, weights=folder)
        assert isinstance(reader, SpanReader)
        return reader._model._session

    first = session()
    assert session() is first
    shutil.copy(random_weights / "model.onnx", folder / "new.onnx")
    (folder / "new.onnx").replace(folder / "model.onnx")
    assert session() is not first
