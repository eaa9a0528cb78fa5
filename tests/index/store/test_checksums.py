"""What is read of an index is what was written, also where nothing is read but what a question needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.engine import Engine
from index.errors import IndexDamaged
from index.settings import IndexSettings
from index.store import checksums
from index.store.build import build
from index.store.store import Store

QUESTION = "Who opened the bakery on Mill Street?"
HEADER = 128  # bytes of the longest header here, NumPy's


@pytest.fixture
def small_blocks(
    small_index: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> IndexSettings:
    """An index of short blocks, of which opening looks at the headers only, as it does in a large index."""
    monkeypatch.setattr(checksums, "BLOCK_BYTES", 64)
    monkeypatch.setattr(checksums, "HEADER_BYTES", HEADER)
    for number in range(12):
        write(f"notes/{number}.txt", f"Note {number} tells of the harbour master and of boat {number * 7}.")
    build(small_index, full=True)
    return small_index


def damage(settings: IndexSettings, name: str, place: int, value: int = 0xFF) -> None:
    path = settings.index / "gen-2" / name
    data = bytearray(path.read_bytes())
    data[place] ^= value
    path.write_bytes(data)


def quotes(settings: IndexSettings, question: str) -> list[str]:
    """What an answer quotes, having made sure that each quote stands where the citation says."""
    citations = Engine.open(settings).ask(question, passages=5).citations
    for one in citations:
        text = (settings.documents / one.document).read_text()
        assert text[one.start : one.end] == one.quote
        assert text.count("\n", 0, one.start) + 1 == one.line
    return [one.quote for one in citations]


FILES = [
    "text.utf8", "passages.npy", "keys.npy", "vectors.faiss",
    "lexical/terms.npy", "lexical/starts.npy", "lexical/rows.npy", "lexical/counts.npy", "lexical/lengths.npy",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_damage_is_ever_quoted(small_blocks: IndexSettings, name: str):
    """Wherever a file is damaged, an answer quotes what the documents say, or names the index as damaged."""
    size = (small_blocks.index / "gen-2" / name).stat().st_size
    for place, value in ((HEADER, 0x01), ((HEADER + size) // 2, 0xFF), (size - 1, 0x80)):
        damage(small_blocks, name, place, value)
        try:
            quotes(small_blocks, "Who opened the bakery on Mill Street, the harbour master?")
        except IndexDamaged as error:
            assert f"gen-2/{name} is not what was written. Run `munshi index`" in str(error)
        with pytest.raises(IndexDamaged, match=f"gen-2/{name} is not what was written"):
            Store(small_blocks.index).open(verify=True)
        damage(small_blocks, name, place, value)


def test_a_damaged_passage_is_not_quoted_and_others_are(small_blocks: IndexSettings):
    """Only what a question needs is read: damage elsewhere does not keep others from their answers."""
    text = (small_blocks.index / "gen-2" / "text.utf8").read_bytes()
    damage(small_blocks, "text.utf8", text.index(b"Tallinn"), 0x02)
    with pytest.raises(IndexDamaged, match=r"text\.utf8 is not what was written"):
        quotes(small_blocks, "When does the night train to Tallinn leave?")
    generation = Store(small_blocks.index).open()
    assert "boat" in generation.passage(len(generation) // 2).text


def test_a_changed_place_is_not_quoted(small_blocks: IndexSettings):
    """A passage whose line, offsets or document were changed on disk is not shown under the wrong ones."""
    generation = Store(small_blocks.index).open()
    for row in (1, len(generation) // 2, len(generation) - 1):
        for column in range(6):
            place = generation.rows.offset + row * generation.rows.strides[0] + 8 * column
            damage(small_blocks, "passages.npy", place, 0x01)
            with pytest.raises(IndexDamaged, match=r"passages\.npy is not what was written"):
                Store(small_blocks.index).open().passage(row)
            damage(small_blocks, "passages.npy", place, 0x01)


def test_a_build_upon_damage_starts_from_nothing(small_blocks: IndexSettings, write: Callable[..., Path]):
    """Damage that no question met is found before anything is carried over."""
    damage(small_blocks, "vectors.faiss", HEADER + 5000)
    write("new.txt", "Something new.")
    report = build(small_blocks)
    assert any("vectors.faiss is not what was written. It was rebuilt" in one for one in report.warnings)
    assert report.embedded == report.passages
    Store(small_blocks.index).open(verify=True)


def test_what_is_wrong_with_a_healthy_index_is_a_bug(
    small_blocks: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """An error in reading an index that is as it was written is not blamed on it."""
    engine = Engine.open(small_blocks)

    def broken(*_: object) -> None:
        raise IndexError("a bug")

    monkeypatch.setattr(type(engine._generation.lexical), "search", broken)
    with pytest.raises(IndexError, match="a bug"):
        engine.ask(QUESTION)
