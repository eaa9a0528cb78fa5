"""Damage to an index is noticed when it is read, even if a question reads only a part of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.engine import Engine
from index.errors import IndexDamaged
from index.search.bm25 import BM25Index
from index.search.vectors import file_parts
from index.settings import IndexSettings
from index.store import checksums
from index.store.build import build
from index.store.checksums import ChecksummedFolder
from index.store.layout import COLUMNS
from index.store.store import Store

QUESTION = "Who opened the bakery on Mill Street?"
HEADER = 128  # bytes: the longest header of these files, NumPy's


@pytest.fixture
def small_blocks(
    small_index: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> IndexSettings:
    """An index with blocks so small that opening checks only the headers, as in a large index."""
    monkeypatch.setattr(checksums, "BLOCK_BYTES", 64)
    monkeypatch.setattr(checksums, "HEADER_BYTES", HEADER)
    for number in range(12):
        write(f"notes/{number}.txt", f"Note {number} tells of the harbour master and of boat {number * 7}.")
    build(small_index, full=True)
    return small_index


def damage(settings: IndexSettings, name: str, offset: int, value: int = 0xFF) -> None:
    """Flip the bits `value` of one byte. A second call restores the file."""
    path = settings.index / "gen-2" / name
    data = bytearray(path.read_bytes())
    data[offset] ^= value
    path.write_bytes(data)


def quotes(settings: IndexSettings, question: str) -> list[str]:
    """The quotes of an answer, each of which is where its citation says."""
    citations = Engine.open(settings).ask(question, passages=5).citations
    for citation in citations:
        text = (settings.documents / citation.document).read_text()
        assert text[citation.start : citation.end] == citation.quote
        assert text.count("\n", 0, citation.start) + 1 == citation.line
    return [citation.quote for citation in citations]


FILES = [
    "text.utf8", "passages.npy", "keys.npy", "vectors.faiss",
    "lexical/terms.npy", "lexical/starts.npy", "lexical/rows.npy", "lexical/counts.npy", "lexical/lengths.npy",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_damage_is_ever_quoted(small_blocks: IndexSettings, name: str):
    """Wherever a file is damaged, an answer quotes the documents exactly, or IndexDamaged names the file."""
    size = (small_blocks.index / "gen-2" / name).stat().st_size
    for offset, value in ((HEADER, 0x01), ((HEADER + size) // 2, 0xFF), (size - 1, 0x80)):
        damage(small_blocks, name, offset, value)
        try:
            quotes(small_blocks, "Who opened the bakery on Mill Street, the harbour master?")
        except IndexDamaged as error:
            assert str(error).endswith(f"gen-2/{name} does not match its checksum.")
        with pytest.raises(IndexDamaged, match=f"gen-2/{name} does not match its checksum"):
            Store(small_blocks.index).open(verify=True)
        damage(small_blocks, name, offset, value)


def test_damage_to_one_passage_leaves_the_others(small_blocks: IndexSettings):
    """A damaged passage cannot be quoted, but a passage in another block can."""
    text = (small_blocks.index / "gen-2" / "text.utf8").read_bytes()
    damage(small_blocks, "text.utf8", text.index(b"Tallinn"), 0x02)
    with pytest.raises(IndexDamaged, match=r"text\.utf8 does not match its checksum"):
        quotes(small_blocks, "When does the night train to Tallinn leave?")
    generation = Store(small_blocks.index).open()
    assert "boat" in generation.passage(len(generation) // 2).text


def test_a_changed_row_is_refused(small_blocks: IndexSettings):
    """A passage whose document, offsets or line were changed on disk is not returned with the wrong ones."""
    generation = Store(small_blocks.index).open()
    rows = np.load(generation.folder / "passages.npy", mmap_mode="r")
    for row in (1, len(generation) // 2, len(generation) - 1):
        for column in range(len(COLUMNS)):
            offset = rows.offset + row * rows.strides[0] + 8 * column
            damage(small_blocks, "passages.npy", offset, 0x01)
            with pytest.raises(IndexDamaged, match=r"passages\.npy does not match its checksum"):
                Store(small_blocks.index).open().passage(row)
            damage(small_blocks, "passages.npy", offset, 0x01)


def test_a_build_copies_nothing_of_a_damaged_index(small_blocks: IndexSettings, write: Callable[..., Path]):
    """Damage that no question has read is found before anything is copied, and everything is rebuilt."""
    damage(small_blocks, "vectors.faiss", HEADER + 5000)
    write("new.txt", "Something new.")
    report = build(small_blocks)
    assert any(
        "vectors.faiss does not match its checksum. It is built again" in text for text in report.warnings
    )
    assert report.embedded == report.passages
    Store(small_blocks.index).open(verify=True)


def test_a_file_that_comes_in_parts_is_checked(small_blocks: IndexSettings):
    """Promise 6: vectors on a server are checked like their file, in parts of any size."""
    generation = Store(small_blocks.index).open()
    checked = ChecksummedFolder.open(generation.folder, generation.manifest.checksums)
    vectors = generation.vectors.vectors(np.arange(len(generation)))
    parts = list(file_parts(generation.dimensions, len(vectors), np.array_split(vectors, 4)))
    assert b"".join(parts) == (generation.folder / "vectors.faiss").read_bytes()
    for cut in ([b"".join(parts)], parts, [bytes([byte]) for byte in b"".join(parts)]):
        checked.check_parts("vectors.faiss", cut)
    for wrong in (parts[:-1], [*parts, b"x"], [*parts[:2], parts[3], parts[2], *parts[4:]]):
        with pytest.raises(IndexDamaged, match=r"vectors\.faiss does not match its checksum"):
            checked.check_parts("vectors.faiss", wrong)


def test_a_bug_is_not_reported_as_damage(small_blocks: IndexSettings, monkeypatch: pytest.MonkeyPatch):
    """If the checksums are right, an error of a search is raised as it is, not as IndexDamaged."""
    engine = Engine.open(small_blocks)

    def broken(*_: object) -> None:
        raise IndexError("a bug")

    monkeypatch.setattr(BM25Index, "search", broken)
    with pytest.raises(IndexError, match="a bug"):
        engine.ask(QUESTION)
