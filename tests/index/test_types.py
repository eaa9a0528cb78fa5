"""The values of the engine: frozen, slotted, and light to import."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass

import pytest

import index
from index.types import Answer, Block, Citation, Evidence, Hit, Outcome, Passage, Replacement, Wording


def values() -> list[type]:
    """The dataclasses of the engine, without training and the LlamaIndex adapter, which need extras."""
    found = []
    for module in pkgutil.walk_packages(index.__path__, "index."):
        if not module.name.startswith(("index.training", "index.llama_index")):
            loaded = importlib.import_module(module.name)
            found += [
                value
                for value in vars(loaded).values()
                if isinstance(value, type)
                and is_dataclass(value)
                and value.__module__ == module.name
                and not value.__name__.startswith("_")
            ]
    return found


VALUES = values()


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_value_never_changes(kind: type):
    """Every value is frozen, and takes no other attributes."""
    assert kind.__dataclass_params__.frozen
    assert not hasattr(object.__new__(kind), "__dict__")
    assert fields(kind)


def test_values_of_every_folder_are_checked():
    """The test above sees the values that the folders pass to each other, also those of the store."""
    names = {kind.__name__ for kind in VALUES}
    assert {"Document", "Answer", "IndexSettings", "Manifest", "Changes", "Postings", "ScoredSpan"} <= names


def test_types_import_nothing_heavy(python):
    """A program that only handles answers imports neither NumPy nor a model."""
    result = python(
        "import sys, index.types, index.errors, index.settings\n"
        "assert not {'numpy', 'faiss', 'onnxruntime', 'tokenizers'} & set(sys.modules)"
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("marked", "wording", "telling"),
    [
        ((0, 3), None, "Ida"),
        (None, None, "Ida steps down."),
        ((0, 3), Wording("stub", (), True), "Ida steps down."),
    ],
)
def test_what_tells_most_of_an_answer(marked: tuple[int, int] | None, wording: Wording | None, telling: str):
    """It is the marked part of a sentence that answers, from which a follow-up takes a name; or all."""
    citation = Citation("a.txt", "a", 0, 15, "Ida steps down.", 1, None, marked)
    text = "Ida steps down."
    answer = Answer("who is it", Outcome.ANSWERED, text, 0.9, (citation,), 1, kind="block", wording=wording)
    assert answer.marked_text == telling
    assert Answer("who is it", Outcome.NOTHING, "", 0.0, (), 1).marked_text == ""


def test_offsets_in_the_context_and_in_the_document_are_of_the_same_text():
    """A range of one is the same characters in the other, also for a passage and for a block with markup."""
    document = "Before. The **rope** is blue. After."
    start, context = 8, document[8:]
    block = Block("paragraph", 8, 29, replacements=(Replacement(12, 14, ""), Replacement(18, 20, "")))
    passage = Passage("notes.md", "Notes", 8, 29, document[8:29], line=1, blocks=(block,))
    evidence = Evidence(Hit(passage, 0.0, 0.0, 0.0), context, start, (block,))
    inside = evidence.in_context(14, 18)
    assert context[slice(*inside)] == document[14:18] == evidence.text_between(14, 18) == "rope"
    assert evidence.in_document(*inside) == (14, 18)
    assert context[slice(*evidence.passage_in_context)] == passage.text
    assert document[evidence.start : evidence.end] == context
    moved = evidence.block_in_context(block)
    assert [context[each.start : each.end] for each in moved.replacements] == ["**", "**"]
    assert moved.shifted(start) == block


@pytest.mark.parametrize(
    ("shown", "words", "headline"),
    [
        ("Machine: Lathe · Euros per hour: 4 · max: 3", "4", "Euros per hour: 4"),
        ("Machine: Lathe · max: 3", "3", "max: 3"),
        ("Machine: Lathe · max: 3\nMachine: Saw · max: 2", "3", "max: 3"),
        ("Machine: Lathe · Price: 4 €", "4 €", "4 €"),  # it has a unit
        ("Machine: Lathe · Price: 4 to 6", "4", "4"),  # part of a cell
        ("The lathe costs 4 euros", "4", "4"),
        ("It opens at: 4", "4", "It opens at: 4"),
    ],
)
def test_a_number_of_a_table_has_the_name_of_its_column_above_the_quote(
    shown: str, words: str, headline: str
):
    """The answer itself is the document's own words."""
    start = shown.index(words)
    place = (start, start + len(words))
    citation = Citation("a.md", "A", 0, len(shown), shown, 1, None, place, shown=shown, shown_answer=place)
    answer = Answer("q", Outcome.ANSWERED, words, 0.9, (citation,), 1)
    assert (answer.headline, answer.text) == (headline, words)
