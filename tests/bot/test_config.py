"""config.toml → settings: the repository's file has all defaults, and errors name the line."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.config import ConfigMissing, ServerSettings, Settings, UnnamedConfigWrong, load
from bot.discord.settings import DiscordSettings
from index.errors import WrongUse
from index.settings import IndexSettings


@pytest.fixture
def wrote(tmp_path: Path):
    """Write a config file and give its path."""

    def wrote(text: str) -> Path:
        path = tmp_path / "munshi.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return wrote


def keys(value: Any, prefix: str = "") -> set[str]:
    """Every dotted key of a settings value."""
    found = set()
    for field in fields(value):
        inner = getattr(value, field.name)
        found |= keys(inner, f"{prefix}{field.name}.") if is_dataclass(inner) else {prefix + field.name}
    return found


def table_keys(table: dict[str, Any], prefix: str = "") -> set[str]:
    """Every dotted key of a TOML table; an empty section is a key itself."""
    found = set()
    for name, inner in table.items():
        found |= (
            table_keys(inner, f"{prefix}{name}.") if isinstance(inner, dict) and inner else {prefix + name}
        )
    return found


def test_the_repositorys_file_has_every_setting_and_no_other(root: Path):
    """config.toml has the keys of the dataclasses; those without a default value are commented out."""
    text, begins, server = (root / "config.toml").read_text().partition("# [servers.")
    assert DiscordSettings().state_file is None
    table = tomllib.loads(
        re.sub(r"^# ((?:state_file|key_file|token_file|uploads) = )", r"\1", text, flags=re.MULTILINE)
    )
    assert table_keys(table) == keys(IndexSettings()) | keys(DiscordSettings(), "discord.")
    (own,) = tomllib.loads(re.sub(r"^# ", "", begins + server, flags=re.MULTILINE))["servers"].values()
    assert own.keys() == {each.name for each in fields(ServerSettings)}


def test_the_repositorys_file_tells_the_defaults(root: Path):
    """The values in config.toml are the defaults; its folders are relative to its own folder."""
    loaded, defaults = load(root / "config.toml"), Settings()
    expected_index = replace(
        defaults.engine, documents=root / defaults.engine.documents, index=root / defaults.engine.index
    )
    assert loaded.engine == expected_index
    expected_discord = replace(
        defaults.discord,
        token_file=root / defaults.discord.token_file,
    )
    assert loaded.discord == expected_discord
    assert loaded.servers == {}


def test_every_setting_has_its_line_of_why(root: Path):
    """Each setting of the repository's file has a comment on its line."""
    for line in (root / "config.toml").read_text().splitlines():
        if " = " in line and not line.startswith("#"):
            assert "#" in line, line


def test_an_empty_file_is_the_defaults(wrote, tmp_path: Path):
    """A missing setting has its default; default folders are relative to the folder of the file."""
    settings = load(wrote(""))
    assert settings.engine == replace(
        IndexSettings(), documents=tmp_path / "seeds", index=tmp_path / ".index"
    )
    assert settings.discord.token_file == tmp_path / "discord-token"


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A missing config.toml in the working folder is no error; an existing one is read."""
    monkeypatch.chdir(tmp_path)
    assert load() == Settings()
    (tmp_path / "config.toml").write_text("threads = 3")
    assert load().engine.threads == 3
    assert load().engine.documents == Path("seeds")


def test_a_mark_and_other_line_ends_do_no_harm(tmp_path: Path):
    """A file saved on Windows, with a byte order mark and its line ends, is read."""
    path = tmp_path / "c.toml"
    path.write_bytes(b'\xef\xbb\xbfthreads = 2\r\n[answer]\r\nreader = "sentences"\r\n')
    assert load(path).engine.threads == 2
    assert load(path).engine.answer.reader == "sentences"


def test_a_pipe_is_no_config(tmp_path: Path):
    """A named pipe as the config file, which would block for ever, is refused with a sentence."""
    os.mkfifo(tmp_path / "c.toml")
    with pytest.raises(WrongUse, match=r"^The config file .*c\.toml cannot be read: not an ordinary file\.$"):
        load(tmp_path / "c.toml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tokns = 3", r"line 1: `tokns` is not a setting; there are `documents`, `index`, `threads`"),
        ("\n[passages]\ntokens = 64\nsize = 3", r"line 4: `passages\.size` is not a setting; there are `tokens`, `overlap`"),
        ("[discord]\ntoken = 'abc'", r"line 2: `discord\.token` is not a setting"),
        ("[telegram]\nx = 1", r"line 1: `telegram` is not a setting; .*, `answer`, `llm`, `store`, `discord`, `servers`, `links`\."),
        ("threads = 2\nanswer.confidence = 5", r"line 2: `answer\.confidence` must be between 0 and 1, not 5"),
        ("[[servers]]\nx = 1", r"line 1: `servers` must be a section"),
        ("a = " + "[" * 5000, r"is nested too deep"),
        ("threads = 'two'", r"line 1: `threads` must be a whole number, not 'two'"),
        ("threads = true", r"line 1: `threads` must be a whole number, not True"),
        ("threads = 2.0", r"line 1: `threads` must be a whole number, not 2\.0"),
        ("threads = -1", r"line 1: `threads` must be between 0 and 1000, not -1"),
        ("threads = 99999999999999999999999", r"line 1: `threads` must be between 0 and 1000, not 9+"),
        ("# threads\n\nthreads = -1", r"line 3: `threads`"),
        ("documents = 3", r"line 1: `documents` must be a path in quotes"),
        ("documents = ''", r"line 1: `documents` must be a path, and is empty"),
        ("documents = '~nobody-of-that-name/x'", r"line 1: `documents` starts with the home folder of an unknown user"),
        ("passages = 128", r"line 1: `passages` must be a section, \[passages\]"),
        ("[passages]\ntokens = 8", r"line 2: `passages\.tokens` must be between 16 and 100000, not 8"),
        ("[retrieval]\ndense_weight = 1.5", r"line 2: `retrieval\.dense_weight` must be between 0 and 1, not 1\.5"),
        ("[retrieval]\ndense_weight = nan", r"line 2: `retrieval\.dense_weight` must be between 0 and 1"),
        ("[retrieval]\ncandidates = 0", r"line 2: `retrieval\.candidates` must be between 1"),
        ("[files]\ninclude = '*.txt'", r"line 2: `files\.include` must be a list of texts"),
        ("[files]\nexclude = [1]", r"line 2: `files\.exclude` must be a list of texts"),
        ("[files]\nreaders = 'x'", r"line 2: `files\.readers` must be a section of texts"),
        ("[files.readers]\n'.pdf' = 3", r"line 1: `files\.readers` must be a section of texts"),
        ("[files.readers]\npdf = 'm:C'", r"line 1: `files\.readers` names a suffix without its dot, 'pdf'\."),
        ("[discord]\nallowed_servers = ['12']", r"line 2: `discord\.allowed_servers` must be a list of ids, which are numbers"),
        ("[discord]\nallowed_servers = [-5]", r"line 2: `discord\.allowed_servers` must be a list of ids, which are numbers"),
        ("[discord]\nupload_formats = ['*.md']", r"line 2: `discord\.upload_formats` must be a list of suffixes, such as \[\"\.md\"\]"),
        ("[discord]\nupload_formats = ['']", r"line 2: `discord\.upload_formats` must be a list of suffixes"),
        ("[servers.0]\ndocuments = 'x'", r"line 1: `servers\.0` is not a server's id"),
        ("[servers.9223372036854775808]\ndocuments = 'x'", r"line 1: `servers\.9223372036854775808` is not a server's id"),
        ("[servers.012]\ndocuments = 'x'", r"line 1: `servers\.012` is not a server's id"),
        ("[discord]\nlog_questions = 1", r"line 2: `discord\.log_questions` must be true or false, not 1"),
        ("[encoder]\nprecision = 'int4'", r"line 2: `encoder\.precision` must be one of float32, int8, not 'int4'"),
        ("[discord]\ndirect_messages = true", r"line 2: `discord\.direct_messages` must be one of .*, not True"),
        ("[discord]\ndeadline = 0", r"line 2: `discord\.deadline` must be more than 0, at most 86400, not 0"),
        ("[discord]\nperson_cooldown = inf", r"line 2: `discord\.person_cooldown` must be between 0 and 86400, not inf"),
        ("[discord]\nworkers = 100000", r"line 2: `discord\.workers` must be between 0 and 1000, not"),
        ("[discord]\nremembered_turns = 9223372036854775808", r"line 2: `discord\.remembered_turns` must be between 0 and 1000, not"),
        ("[llm]\nper_minute = 1000001", r"line 2: `llm\.per_minute` must be between 0 and 1000000, not"),
        ("[discord]\nqueue = 0", r"line 2: `discord\.queue` must be between 1 and 1000000, not 0"),
        ("[discord]\nshown_citations = 0", r"line 2: `discord\.shown_citations` must be between 1 and 100, not 0"),
        ("[discord]\nrefresh_seconds = 0", r"line 2: `discord\.refresh_seconds` must be between 0\.1 and 86400, not 0"),
        ("[discord]\nrebuild_after = -0.5", r"line 2: `discord\.rebuild_after` must be between 0 and 86400, not -0\.5"),
        ("[discord]\ndeadline = '60'", r"line 2: `discord\.deadline` must be a number, not '60'"),
        ("threads = 1\npassages = {tokens = 8}", r"line 2: `passages\.tokens` must be between"),
        ("threads = 1\ndiscord = 3", r"line 2: `discord` must be a section, \[discord\]"),
        ("threads = 1\nservers = 3", r"line 2: `servers` must be a section, \[servers\]"),
        ("[encoder]\nmodel = 3", r"line 2: `encoder\.model` must be text in quotes, not 3"),
        ("[encoder]\nmodel = ''", r"line 1: `encoder` names no `model`"),
        ("[servers.home]\ndocuments = 'x'", r"line 1: `servers\.home` is not a server's id, which is a number"),
        ("[servers.12]\nindex = 'x'", r"line 1: `servers\.12` names no `documents` folder"),
        ("[servers.12]\ndocuments = 'x'\nthreads = 2", r"line 3: `servers\.12\.threads` is not a setting; there are `documents`, `index`, `shared`, `links`, `uploads`\."),
        ("[servers]\n12 = 'x'", r"`servers\.12` must be a section, \[servers\.12\]"),
        ("[llm]\nkind = 'gpt'", r"line 2: `llm\.kind` has a value that is not known, 'gpt'"),
        ("[llm]\nkind = 'ollama'", r"line 1: `llm` names no `model`"),
        ("[llm]\nkind = 'openai_like'\nmodel = 'm'", r"line 1: `llm` names no `address` that begins with \"https://\""),
        ("[llm]\nkind = 'ollama'\nmodel = 'm'\naddress = 'box'", r"line 1: `llm` names no `address` that begins with"),
        ("[llm]\nkind = 'm:C'\naddress = 'http://x'", r"line 1: `llm` has an `address`, which a class takes"),
        ("[llm]\nwhen = 'now'", r"line 2: `llm\.when` must be one of always, never, unsure, not 'now'"),
        ("[llm]\ntimeout = 0", r"line 2: `llm\.timeout` must be between 0\.1 and 600, not 0"),
        ("[store]\ntimeout = 0", r"line 2: `store\.timeout` must be more than 0, at most 3600, not 0"),
        ("[store]\nkind = 'oracle'", r"line 2: `store\.kind` must be one of folder, milvus, not 'oracle'"),
        ("[store]\naddress = 'localhost:19530'", r"line 2: `store\.address` "),
        ("[store]\ncollection = 'my index'", r"line 2: `store\.collection` "),
        ("[llm.options]\nx = [1]", r"`llm\.options` must be a section of texts, numbers, true and false"),
        ("threads = \n", r"is not valid TOML: .*line 1"),
        ("threads = 1\nthreads = 2\n", r"is not valid TOML: .*line 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(wrote, text: str, sentence: str):
    """An unknown key, a wrong type and a value out of bounds are refused, each by name and line."""
    with pytest.raises(WrongUse, match=sentence) as caught:
        load(wrote(text))
    assert "munshi.toml" in str(caught.value)


def test_a_config_that_is_not_there_is_wrong_use(tmp_path: Path):
    """A file named with --config has to exist, be a file, and be UTF-8."""
    with pytest.raises(ConfigMissing, match=r"There is no config file .*none\.toml\."):
        load(tmp_path / "none.toml")
    with pytest.raises(WrongUse, match=r"The config file .* cannot be read"):
        load(tmp_path)
    (tmp_path / "old.toml").write_bytes(b"documents = 'caf\xe9'")
    with pytest.raises(WrongUse, match=r"The config file .*old\.toml is not UTF-8"):
        load(tmp_path / "old.toml")


def test_paths_count_from_the_files_folder(wrote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A relative path is relative to the folder of the config, wherever the command runs; others stay as they are."""
    monkeypatch.setenv("HOME", "/home/of-the-tests")
    path = wrote("documents = 'papers'\nindex = '/var/index'\n[discord]\ntoken_file = '~/token'")
    monkeypatch.chdir("/")
    settings = load(path)
    assert settings.engine.documents == tmp_path / "papers"
    assert settings.engine.index == Path("/var/index")
    assert settings.discord.token_file == Path("/home/of-the-tests/token")


def test_servers_have_documents_and_an_index_of_their_own(wrote, tmp_path: Path):
    """The settings of a server are those of the engine, with folders that no other server uses."""
    settings = load(
        wrote(
            "[passages]\ntokens = 64\n[servers.12]\ndocuments = 'a'\n[servers.34]\ndocuments = 'b'\nindex = 'own'"
        )
    )
    assert set(settings.servers) == {12, 34}
    one, other = settings.servers[12], settings.servers[34]
    assert one == replace(
        settings.engine, documents=tmp_path / "a", index=tmp_path / ".index" / "servers" / "12"
    )
    assert (other.documents, other.index) == (tmp_path / "b", tmp_path / "own")
    assert one.passages.tokens == other.passages.tokens == 64


def test_folders_named_with_the_command_win(wrote, tmp_path: Path):
    """--documents and --index override the file; other documents get an index of their own below the usual one."""
    path = wrote("documents = 'papers'\nindex = 'idx'")
    usual = load(path, documents=tmp_path / "papers").engine
    assert usual.index == tmp_path / "idx"
    other = load(path, documents=tmp_path / "letters").engine
    assert other.documents == tmp_path / "letters"
    assert other.index.parent == tmp_path / "idx" / "folders"
    assert other.index.name.startswith("letters-")
    assert load(path, documents=tmp_path / "x" / "letters").engine.index != other.index
    assert (
        load(path, documents=tmp_path / "letters", index=tmp_path / "here").engine.index == tmp_path / "here"
    )
    odd = Path(os.fsdecode(b"caf\xe9 /.."))
    assert load(path, documents=odd).engine.index.parent == tmp_path / "idx" / "folders"


def test_readers_are_named_by_suffix(wrote):
    """[files.readers] maps a suffix, whatever its case, to a reader."""
    readers = load(wrote("[files.readers]\n'.PDF' = 'a.b:C'")).engine.files.readers
    assert dict(readers) == {".pdf": "a.b:C"}


def test_settings_cannot_be_changed(wrote):
    """A setting, once read, stays what it is."""
    settings = load(wrote("[files.readers]\n'.pdf' = 'a:B'"))
    with pytest.raises(AttributeError, match="cannot assign to field"):
        settings.engine.threads = 3
    with pytest.raises(TypeError, match="does not support item assignment"):
        settings.engine.files.readers[".x"] = "y"
    assert asdict(settings.discord)


@pytest.mark.parametrize(
    "text",
    [
        'baseURL = "https://example.org/"\ntitle = "Site"\n',
        "[build]\njobs = 4\n",
        "[server]\n[database]\n[logging]\n",
        "[theme]\nbase = 'dark'\n",
    ],
)
def test_a_config_of_another_program_is_left_alone(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A config.toml that nobody named and that contains no setting of Munshi changes nothing, and a sentence says so."""
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(text)
    settings = load()
    assert replace(settings, notices=()) == Settings()
    assert settings.notices == (
        f"{tmp_path.resolve() / 'config.toml'} contains no setting of Munshi and is ignored, since it seems to be another program's. "
        "If Munshi has a config elsewhere, name it with --config.",
    )
    with pytest.raises(WrongUse, match="is not a setting"):
        load(Path("config.toml"))


@pytest.mark.parametrize("text", ['document = "docs"\n', 'Documents = "docs"\n', "[Discord]\nqueue = 5\n"])
def test_a_misspelt_setting_is_no_other_programs(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file whose only key is nearly a setting belongs to Munshi, and the key is refused by name."""
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(text)
    with pytest.raises(UnnamedConfigWrong, match="is not a setting"):
        load()


def test_a_config_that_nobody_named_may_be_another_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Its faults have an error class of their own, whose advice says how to name Munshi's config."""
    monkeypatch.chdir(tmp_path)
    for text in ("threads = 2\ntitle = 'x'\n", "title: x\n"):
        Path("config.toml").write_text(text)
        with pytest.raises(UnnamedConfigWrong, match=r"config\.toml"):
            load()


@pytest.mark.parametrize("path", [r"C:\Users\me", r"C:\x", r"C:\temp", r"docs\new", r"C:\notes\bin"])
def test_backslashes_in_double_quotes_are_explained(wrote, path: str):
    """A Windows path that TOML refuses, or takes for a path with a tab, is refused with what to write instead."""
    with pytest.raises(
        WrongUse, match=r"backslash begins an escape: write a path in single quotes, or with / in it\.$"
    ):
        load(wrote(f'documents = "{path}"\n'))
    assert load(wrote(f"documents = '{path}'\n")).engine.documents.name.endswith(path)
