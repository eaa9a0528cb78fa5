"""Engines over documents that a test writes."""

from __future__ import annotations

from pathlib import Path

from index import Engine, IndexSettings, build


def engine_over(documents: dict[str, str], folder: Path) -> Engine:
    """Index documents, named by their files, and open the index."""
    settings = IndexSettings(folder / "documents", folder / "index", threads=1)
    settings.documents.mkdir()
    for name, text in documents.items():
        (settings.documents / name).write_text(text, "utf-8")
    build(settings)
    return Engine.open(settings)
