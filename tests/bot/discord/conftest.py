"""Indexes built once for all tests of the bot, named after their state."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from index.settings import IndexSettings
from tests.bot.discord.library import HARBOUR, ORCHARD, index_folder
from tests.conftest import copy_index


@pytest.fixture(scope="session")
def index_of_harbour(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    return index_folder(tmp_path_factory.mktemp("harbour"), HARBOUR)


@pytest.fixture(scope="session")
def index_of_orchard(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    return index_folder(tmp_path_factory.mktemp("orchard"), ORCHARD)


@pytest.fixture(scope="session")
def index_of_two_folders(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    """The harbour's documents and the orchard's, each in a folder of its own."""
    documents = {f"harbour/{name}": text for name, text in HARBOUR.items()}
    documents |= {f"trees/orchard/{name}": text for name, text in ORCHARD.items()}
    return index_folder(tmp_path_factory.mktemp("folders"), documents)


@pytest.fixture
def changing_harbour(index_of_harbour: IndexSettings, tmp_path: Path) -> IndexSettings:
    """A copy of the harbour's documents and index that a test may change."""
    documents, index = tmp_path / "documents", tmp_path / "index"
    shutil.copytree(index_of_harbour.documents, documents)
    copy_index(index_of_harbour.index, index, documents)
    return dataclasses.replace(index_of_harbour, documents=documents, index=index)


@pytest.fixture
def missing_index(tmp_path: Path) -> IndexSettings:
    return IndexSettings(documents=tmp_path / "nowhere", index=tmp_path / "no-index")
