"""The folder for what people typed: it is outside the index, one for each folder with a config."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load
from bot.errors import StateFolderUnknown
from bot.terminal.advice import advice
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
    """It is below the user's state folder, and named after the folder of the config."""
    folder = state_folder(project("letters"))
    assert folder.parent == tmp_path / "state-home" / "munshi"
    assert folder.name.startswith("letters-")
    assert not folder.exists()


def test_two_projects_share_nothing(project):
    """Two folders with the same name have separate state folders."""
    assert state_folder(project("a/papers")) != state_folder(project("b/papers"))


def test_it_is_the_same_wherever_the_command_runs(project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The real path of the config's folder counts, not how it is written, and not the working folder."""
    expected = state_folder(project("papers"))
    monkeypatch.chdir(tmp_path)
    assert state_folder(load(Path("papers/config.toml"))) == expected
    monkeypatch.chdir(tmp_path / "papers")
    assert state_folder(load()) == expected
    (tmp_path / "papers" / "config.toml").unlink()
    assert state_folder(load()) == expected


def test_a_user_without_a_home_is_told(project, monkeypatch: pytest.MonkeyPatch):
    """If neither HOME nor the list of users names a home folder, an error says so, with what to set."""

    def unknown(_: int):
        raise KeyError

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(StateFolderUnknown, match="This user has no home folder") as caught:
        state_folder(project("letters"))
    assert "`state_file`" in advice(caught.value)
