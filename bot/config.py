"""config.toml → frozen settings, read once and passed down. An error in the file names the key and the line.

msgspec converts and checks the values. config_faults describes what is wrong and finds the line of a key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec.inspect import DataclassType, Type, type_info

from bot.config_faults import BACKSLASHES, dotted, fault_in_config, fields_of, has_backslash_escape, line_of
from bot.discord.settings import DiscordSettings
from bot.ids import read_id
from bot.links import Links
from index.errors import WrongUse
from index.regular_file import read_regular
from index.settings import IndexSettings

DEFAULT_SERVER = 0  #: among the ids of servers, stands for all that are answered from the default documents

_DEFAULT_PATH = Path("config.toml")
T = TypeVar("T")


class ConfigMissing(WrongUse):
    """The config file that was named does not exist."""


class UnnamedConfigWrong(WrongUse):
    """config.toml in the working folder is wrong. Nobody named it, so it may belong to another program."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The section of the config for one Discord server with documents of its own."""

    documents: Path
    index: Path | None = None
    shared: bool = False  #: another server may use these documents and this index too
    links: Mapping[str, str] = field(default_factory=dict)  #: folders of its documents → web addresses
    uploads: Path | None = None  #: a folder inside its documents that managers may upload files into


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings: of the engine, of Discord, and of the engine for each server with documents of its own.

    `servers` maps the id of each such server to the settings of its engine, and `shared` contains the ids of
    those whose documents another server may use too. `folder` is the folder of the config file, or the
    working folder if there is no file. `notices` are sentences for a person about how the settings were read.
    """

    engine: IndexSettings = IndexSettings()
    discord: DiscordSettings = DiscordSettings()
    servers: Mapping[int, IndexSettings] = field(default_factory=dict)
    shared: frozenset[int] = frozenset()
    folder: Path = Path()
    notices: tuple[str, ...] = ()
    links: Mapping[int, Links] = field(default_factory=dict)  #: by server, or DEFAULT_SERVER
    uploads: Mapping[int, Path] = field(default_factory=dict)  #: by id of a server with its own documents

    @property
    def engines(self) -> Mapping[int, IndexSettings]:
        """The engine's settings by server: for DEFAULT_SERVER, and for each with documents of its own."""
        return {DEFAULT_SERVER: self.engine, **self.servers}

    def engine_of(self, server: int) -> IndexSettings:
        """Return the settings of the engine that answers a server."""
        return self.servers.get(server, self.engine)

    def links_of(self, server: int) -> Links:
        """Return the web addresses of the documents that a server gets its answers from."""
        return self.links.get(server if server in self.servers else DEFAULT_SERVER, Links())


def once_each(indexes: Iterable[IndexSettings]) -> list[IndexSettings]:
    """Return the settings of each index once, though several servers may share it."""
    return list({settings.index: settings for settings in indexes}.values())


def whose_folder(server: int) -> str:
    """Return the beginning of a folder's name in a sentence: "the default" or "[servers.12]'s"."""
    return "the default" if server == DEFAULT_SERVER else f"[servers.{server}]'s"


_SECTIONS = ("discord", "servers", "links")  # in addition to those of the engine
_MIN_SIMILARITY = 0.8  # of a misspelt name to the name of a setting, as difflib measures it
_TOP_LEVEL = frozenset(field.name for field in fields(IndexSettings)) | set(_SECTIONS)


def load(path: Path | None = None, *, documents: Path | None = None, index: Path | None = None) -> Settings:
    """Read the settings from `path`, or from config.toml in the working folder if it exists.

    A config.toml without any setting of Munshi belongs to another program: it is ignored, with a notice.
    Relative paths in the file are relative to the folder of the file. `documents` and `index` override the
    file. A `documents` folder other than the config's gets an index of its own below the configured one,
    unless `index` is given.

    Raises ConfigMissing if there is no file `path`, and WrongUse if the file is wrong (UnnamedConfigWrong for
    config.toml in the working folder).
    """
    settings = _read(path) if path else _read_default()
    engine = settings.engine
    if documents is not None:
        if documents.resolve() != engine.documents.resolve():
            name = folder_name(documents)
            own_store = engine.store.with_own_collection(name)
            engine = replace(engine, index=engine.index / "folders" / name, store=own_store)
        engine = replace(engine, documents=documents)
    if index is not None:
        engine = replace(engine, index=index)
    return replace(settings, engine=engine)


def folder_name(folder: Path) -> str:
    """Return a file name unique to a folder: the last part of its path, and a hash of the whole path."""
    whole = str(folder.resolve())
    name = re.sub(r"[^\w-]+", "-", folder.resolve().name)[:40] or "root"
    return f"{name}-{sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def _read_default() -> Settings:
    """Read config.toml in the working folder; default settings if it is missing or another program's."""
    if not _DEFAULT_PATH.is_file():
        return Settings()
    try:
        text, table = _parse(_DEFAULT_PATH)
        misspelt = all(get_close_matches(key.lower(), _TOP_LEVEL, cutoff=_MIN_SIMILARITY) for key in table)
        if table and not (misspelt or any(key in _TOP_LEVEL for key in table)):
            path = _DEFAULT_PATH.resolve()
            notice = (
                f"{path} contains no setting of Munshi and is ignored, since it seems to be another "
                "program's. If Munshi has a config elsewhere, name it with --config."
            )
            return Settings(notices=(notice,))
        return _ConfigFile(_DEFAULT_PATH, text).settings(table)
    except WrongUse as error:
        raise UnnamedConfigWrong(str(error)) from error


def _read(path: Path) -> Settings:
    text, table = _parse(path)
    return _ConfigFile(path, text).settings(table)


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a file and its tables. Raises ConfigMissing, and WrongUse if it is unusable."""
    try:
        text = read_regular(path, limit=1_000_000).decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigMissing(f"There is no config file {path}.") from None
    except UnicodeDecodeError as error:
        raise WrongUse(f"The config file {path} is not UTF-8, as TOML has to be.") from error
    except OSError as error:
        raise WrongUse(f"The config file {path} cannot be read: {error.strerror or error}.") from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = f" {BACKSLASHES}" if has_backslash_escape(text, str(error)) else ""
        raise WrongUse(f"The config file {path} is not valid TOML: {error}.{hint}") from error
    except RecursionError as error:
        raise WrongUse(f"The config file {path} is nested too deep.") from error


class _ConfigFile:
    """One config file. Converts its tables to settings; errors name the key and the line."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text

    def settings(self, table: dict[str, Any]) -> Settings:
        discord, servers, links = (table.pop(name, {}) for name in _SECTIONS)
        engine = self._convert(table, IndexSettings, "")
        if not isinstance(servers, dict):
            self._refuse("servers", "must be a section, [servers]")
        own = {self._id(name): self._server(name, server) for name, server in servers.items()}
        return Settings(
            engine,
            self._convert(discord, DiscordSettings, "discord"),
            {
                number: replace(
                    engine,
                    documents=server.documents,
                    index=server.index or engine.index / "servers" / str(number),
                    store=engine.store.with_own_collection(str(number)),
                )
                for number, server in own.items()
            },
            frozenset(number for number, server in own.items() if server.shared),
            self._path.parent,
            links={
                DEFAULT_SERVER: self._links(links, "links"),
                **{n: self._links(server.links, f"servers.{n}.links") for n, server in own.items()},
            },
            uploads={number: server.uploads for number, server in own.items() if server.uploads},
        )

    def _links(self, table: Any, key: str) -> Links:
        if not (isinstance(table, Mapping) and all(isinstance(value, str) for value in table.values())):
            self._refuse(
                key, 'must be a section of texts, such as "handbook/" = "https://example.org/{path}"'
            )
        try:
            return Links(table)
        except ValueError as error:
            self._refuse(key, f"is not right: {error}")

    def _server(self, name: str, table: Any) -> ServerSettings:
        key = f"servers.{name}"
        if isinstance(table, dict) and "documents" not in table:
            self._refuse(key, "names no `documents` folder")
        return self._convert(table, ServerSettings, key)

    def _id(self, name: str) -> int:
        number = read_id(name)
        if number is None:
            self._refuse(f"servers.{name}", "is not a server's id, which is a number")
        return number

    def _convert(self, table: Any, kind: type[T], section: str) -> T:
        """Convert the table of a section to the dataclass `kind`.

        Default paths are put into the table, since they are relative to the folder of the file too.
        """
        schema = type_info(kind)
        if isinstance(table, dict):
            self._refuse_unknown_keys(table, schema, section)
            defaults = ((name, setting.default) for name, setting in fields_of(schema).items())
            paths = {name: str(default) for name, default in defaults if isinstance(default, Path)}
            table = {**paths, **table}
        try:
            return msgspec.convert(table, kind, dec_hook=self._absolute)
        except msgspec.ValidationError as error:
            fault, _, path = str(error).partition(" - at `")
            path = path.partition("$")[2]  # it starts with "key` in `$" if a key is at fault
            value, key = table, section
            for name in re.findall(r"\.(\w+)", path):
                schema, value, key = fields_of(schema)[name].type, value[name], dotted(key, name)
            self._refuse(key, fault_in_config(schema, value, key) or fault)

    def _refuse_unknown_keys(self, table: dict[str, Any], schema: Type, section: str) -> None:
        known = fields_of(schema)
        for key, value in table.items():
            if key not in known:
                sections = _SECTIONS if not section else ()
                names = ", ".join(f"`{name}`" for name in (*known, *sections))
                self._refuse(dotted(section, key), f"is not a setting; there are {names}")
            if isinstance(value, dict) and isinstance(known[key].type, DataclassType):
                self._refuse_unknown_keys(value, known[key].type, dotted(section, key))

    def _absolute(self, kind: type, value: Any) -> Path:
        """Convert a string to a path relative to the folder of the file: the hook of msgspec for paths."""
        if not isinstance(value, str):
            raise ValueError("must be a path in quotes")
        if not value:
            raise ValueError("must be a path, and is empty")
        if any(character < " " for character in value):  # "C:\temp" is valid TOML, with a tab
            raise ValueError(f"contains a control character, {value!r}. {BACKSLASHES.rstrip('.')}")
        try:
            return self._path.parent / Path(value).expanduser()
        except RuntimeError:
            raise ValueError(f"starts with the home folder of an unknown user, {value!r}") from None

    def _refuse(self, key: str, why: str) -> NoReturn:
        line = line_of(self._text, key)
        position = f", line {line}" if line else ""
        raise WrongUse(f"{self._path}{position}: `{key}` {why}.")
