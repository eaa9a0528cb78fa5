"""The folder for what people said: outside the index, and one for each folder that holds a config."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load
from bot.user_state import state_folder


@pytest.fixture
def project(tmp_path: Path):
    """Make a folder with a config, and give the settings."""

    def project(name: str):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text("")
        return load(folder / "config.toml")

    return project


def test_it_is_the_users_and_not_the_indexs(project, tmp_path: Path):
    """It lies below the user's state folder, named by the config's folder."""
    folder = state_folder(project("letters"))
    assert folder.parent == tmp_path / "state-home" / "munshi"
    assert folder.name.startswith("letters-")
    assert not folder.exists()


def test_two_projects_share_nothing(project):
    """Folders of the same name in two places have folders of their own."""
    assert state_folder(project("a/papers")) != state_folder(project("b/papers"))


def test_it_is_the_same_wherever_the_command_runs(project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The config's folder counts, however it is named, and not the working folder."""
    expected = state_folder(project("papers"))
    monkeypatch.chdir(tmp_path)
    assert state_folder(load(Path("papers/config.toml"))) == expected
    monkeypatch.chdir(tmp_path / "papers")
    assert state_folder(load()) == expected
    (tmp_path / "papers" / "config.toml").unlink()
    assert state_folder(load()) == expected
