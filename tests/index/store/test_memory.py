"""Memory of a build: it hardly grows with the length of a text, even without headings."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.documents.plain_text.plain import blocks
from index.passages import splitting
from index.passages.splitting import split
from index.search import postings
from index.settings import PassageSettings
from index.store import writer as writer_module
from index.store.manifest import DocumentEntry
from index.store.writer import GenerationWriter
from index.types import Document

CHARACTERS = 6_000
SHAPES = {
    "prose": "The keeper wrote down every ship that passed, its rig and its course. He read it aloud at sea.\n\n",
    "equal sentences": "The ferry leaves at noon. ",
    "one-letter lines": "a\n",
    "one-letter lines, CR LF": "a\r\n",
    "one-letter sentences": "字。",
    "one-letter items": "- a\n",
}


@pytest.fixture(autouse=True)
def _garbage_is_collected() -> Iterator[None]:
    """As in a process of its own: what other tests left, which is set apart, makes full collections rare."""
    gc.freeze()
    gc.collect()
    yield
    gc.unfreeze()


def count_characters(texts: Sequence[str]) -> list[int]:
    """Count tokens like a tokenizer of characters, which is fast."""
    return [len(text.replace(" ", "")) for text in texts]


def peak(text: str, folder: Path) -> int:
    """The most bytes in use while a text is split and its passages and postings are written."""
    folder.mkdir()
    document = Document("a.txt", "A", text)
    entry = DocumentEntry("a.txt", "A", "", 0, 0, 0, 0, 0, 0, 0)
    tracemalloc.start()
    writer = GenerationWriter(folder, None)
    writer.add(entry, document, split(document, PassageSettings(32, 2), count_characters))
    writer.finish_documents()
    writer.write_postings()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("shape", SHAPES)
def test_memory_is_flat_in_the_length_of_a_text(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A longer text needs a few numbers more for each passage, but none for its lines and sentences."""
    # Small compared with these texts, as the real values are with large ones.
    for module, name, value in [
        (splitting, "BATCH_CHARACTERS", 3_000),
        (splitting, "BATCH_SENTENCES", 200),
        (writer_module, "ROWS_WRITTEN", 30),
        (writer_module, "CHARACTERS_WRITTEN", 2_000),
        (postings, "RUN_POSTINGS", 2_000),
        (postings, "MERGED_POSTINGS", 2_000),
    ]:
        monkeypatch.setattr(module, name, value)
    unit = SHAPES[shape]
    peaks = [peak(unit * (times * CHARACTERS // len(unit)), tmp_path / f"{times}") for times in (2, 4)]
    assert (peaks[1] - peaks[0]) / (2 * CHARACTERS) < 10  # bytes a character; a tuple for each line takes 50


def test_a_paragraph_holds_none_of_its_lines():
    """The structure of a text needs the same memory, however many lines a paragraph has."""
    peaks = []
    for lines in (5_000, 20_000):
        text = "a\n" * lines
        tracemalloc.start()
        assert sum(1 for _ in blocks(text)) == 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 30_000 < 10  # bytes a character; a tuple for each line takes 50
