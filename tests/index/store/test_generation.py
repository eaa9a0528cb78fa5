"""An opened generation: its rows, texts and contexts agree with the documents to the character."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.settings import IndexSettings
from index.store.build import build
from index.store.generation import Generation
from index.store.manifest import read_manifest, write_manifest
from index.store.store import Store
from index.types import Hit

TEXTS = {
    "ascii.txt": "Plain words stand here. " * 60,
    "wide.txt": "🚂 leaves Łódź at ten. 東京駅です。القاهرة e\u0301\u0323 naïve. " * 30,
    "mixed.md": "# Head\r\n\r\nOne.\rTwo.\u2028Three. 🇪🇪🇪🇪\n" * 20,
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A generation of texts with characters of one to four bytes."""
    folder = tmp_path_factory.mktemp("wide")
    (folder / "documents").mkdir()
    for name, text in TEXTS.items():
        (folder / "documents" / name).write_bytes(text.encode())
    settings = IndexSettings(folder / "documents", folder / "index", threads=2)
    build(settings)
    return Store(settings.index).open()


def test_document_texts_are_exact(generation: Generation):
    """The text of a document is that of the file, to the character."""
    assert {name: generation.document_text(entry) for name, entry in generation.by_name.items()} == TEXTS
    for entry in generation.manifest.documents:
        assert entry.characters == len(TEXTS[entry.name])


def test_every_row_is_a_passage_of_its_document(generation: Generation):
    """Promise 1, as stored: the offsets, text and document of each row agree, and rows are in order."""
    before = ("", -1)
    for row in range(len(generation)):
        passage = generation.passage(row)
        assert TEXTS[passage.document][passage.start : passage.end] == passage.text
        assert (passage.document, passage.start) > before
        before = (passage.document, passage.start)
    with pytest.raises(IndexError, match="there is no row"):
        generation.passage(len(generation))


@given(share=st.floats(0, 1, exclude_max=True), characters=st.integers(0, 3000))
@settings(max_examples=60)
def test_evidence_is_a_passage_in_the_text_around_it(generation: Generation, share: float, characters: int):
    """The context is whole passages under the same headings: all, or at least so many characters."""
    row = int(share * len(generation))
    passage = generation.passage(row)
    text = TEXTS[passage.document]
    evidence = generation.evidence(row, Hit(passage, 1.0, 1.0, 1.0), characters)
    start, end = evidence.start, evidence.start + len(evidence.context)
    assert evidence.context == text[start:end]
    assert start <= passage.start < passage.end <= end
    neighbours = [generation.passage(other) for other in range(len(generation))]
    section = [
        other for other in neighbours if (other.document, other.trail) == (passage.document, passage.trail)
    ]
    assert start in {other.start for other in section} and end in {other.end for other in section}
    assert passage.start - start >= characters or start == section[0].start
    assert end - passage.end >= characters or end == section[-1].end
    for block, following in pairwise(evidence.blocks):
        assert block.end <= following.start
    assert (evidence.blocks[0].start, evidence.blocks[-1].end) == (start, end)


@given(share=st.floats(0, 1, exclude_max=True), characters=st.integers(0, 3000))
@settings(max_examples=30)
def test_the_text_around_a_hit_may_be_under_other_headings(
    generation: Generation, share: float, characters: int
):
    """The context is at least so many characters on each side, or reaches an end of the document's passages."""
    passage = generation.passage(int(share * len(generation)))
    evidence = generation.around(Hit(passage, 1.0, 1.0, 1.0), characters)
    assert evidence.context == TEXTS[passage.document][evidence.start : evidence.end]
    passages = [generation.passage(other) for other in range(len(generation))]
    own = [other for other in passages if other.document == passage.document]
    assert passage.start - evidence.start >= characters or evidence.start == own[0].start
    assert evidence.end - passage.end >= characters or evidence.end == own[-1].end


def test_a_manifest_round_trips(generation: Generation, tmp_path: Path):
    """A manifest that is written and read is the same value."""
    write_manifest(tmp_path, generation.manifest)
    assert read_manifest(tmp_path) == generation.manifest


def test_a_generation_that_is_not_there(tmp_path: Path):
    """A missing folder raises FileNotFoundError, not IndexDamaged: a build may have replaced it."""
    with pytest.raises(FileNotFoundError, match="gen-1"):
        Generation.open(tmp_path / "gen-1")
