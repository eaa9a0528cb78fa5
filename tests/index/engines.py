"""Make engines for the documents of a test."""

from __future__ import annotations

from pathlib import Path

from index import Engine, IndexSettings, build


def engine_over(documents: dict[str, str], folder: Path) -> Engine:
    """Index documents (path → text) and return an engine for them."""
    settings = IndexSettings(folder / "documents", folder / "index", threads=1)
    settings.documents.mkdir()
    for name, text in documents.items():
        path = settings.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    build(settings)
    return Engine.open(settings)
