"""Fixtures that read a file of the test's folder, or collect the reasons for all skipped files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.documents.files import FoundFile, scan
from index.documents.load import LoadedDocument, load_document
from index.documents.skipped import SkippedFile
from index.settings import DocumentSettings

ANY_FILE = DocumentSettings(include=("*",))


@pytest.fixture
def find(tmp_path: Path) -> Callable[..., FoundFile]:
    """Find a file by a scan of the test's folder."""

    def find(name: str, settings: DocumentSettings = ANY_FILE) -> FoundFile:
        return next(file for file in scan(tmp_path, settings).files if file.name == name)

    return find


@pytest.fixture
def load(find: Callable[..., FoundFile]) -> Callable[..., LoadedDocument]:
    """Read a file of the test's folder."""

    def load(name: str, settings: DocumentSettings = ANY_FILE) -> LoadedDocument:
        return load_document(find(name, settings), settings)

    return load


@pytest.fixture
def skipped(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Return the reason for each file of the test's folder that is skipped by the scan or by the reading."""

    def skipped(settings: DocumentSettings = ANY_FILE) -> dict[str, str]:
        result = scan(tmp_path, settings)
        reasons = dict(result.skipped)
        for file in result.files:
            try:
                load_document(file, settings)
            except SkippedFile as reason:
                reasons[file.name] = str(reason)
        return reasons

    return skipped
