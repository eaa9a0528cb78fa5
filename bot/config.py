"""config.toml → frozen settings, read once and passed down. An unknown key is refused by name and line."""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from bot.discord.settings import DiscordSettings
from index.errors import WrongUse
from index.settings import IndexSettings

DEFAULT_PATH = Path("config.toml")
# The least and the most that a number may be. What is not listed may be zero or more.
_BOUNDS = {
    "passages.tokens": (16, 100_000),
    "passages.overlap": (0, 20),
    "files.max_bytes": (1, 2**40),
    "retrieval.candidates": (1, 10_000),
    "retrieval.dense_weight": (0, 1),
    "answer.passages": (1, 100),
    "answer.citations": (1, 20),
}
# The words that a text may be. What is not listed may be any.
_CHOICES = {
    "encoder.precision": ("int8", "float32"),
    "answer.reader": ("default", "sentences"),
    "discord.direct_messages": ("yes", "no", "auto"),
}
_NAMES = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings: the engine's, Discord's, and the engine's for each server with documents of its own."""

    index: IndexSettings = IndexSettings()
    discord: DiscordSettings = DiscordSettings()
    servers: Mapping[int, IndexSettings] = field(default_factory=dict)


def load(path: Path | None = None, *, documents: Path | None = None, index: Path | None = None) -> Settings:
    """Read the settings from `path`, or from config.toml in the working folder where there is one.

    Relative paths in the file count from the file's folder. `documents` and `index` win over the file; a
    documents folder named so without an index gets an index of its own below the usual one. Raises WrongUse.
    """
    settings = _read(path) if path else _read(DEFAULT_PATH) if DEFAULT_PATH.is_file() else Settings()
    engine = settings.index
    if documents is not None:
        apart = engine.index / "folders" / _slug(documents)
        same = documents.resolve() == engine.documents.resolve()
        engine = replace(engine, documents=documents, index=engine.index if same else apart)
    if index is not None:
        engine = replace(engine, index=index)
    return replace(settings, index=engine)


def _read(path: Path) -> Settings:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise WrongUse(f"There is no config file {path}: name one that exists with --config.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"The config file {path} cannot be read: {error}.") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"The config file {path} is not valid TOML: {error}.") from error
    return _Config(path, text).settings(table)


class _Config:
    """One config file under examination; it knows where each key stands."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._base = path.parent

    def settings(self, table: dict[str, Any]) -> Settings:
        discord = self._fill(DiscordSettings, self._table(table, "discord"), "discord.")
        servers = self._table(table, "servers")
        engine = self._fill(IndexSettings, table, "")
        return Settings(
            engine, discord, {self._id(name): self._server(name, servers, engine) for name in servers}
        )

    def _server(self, name: str, servers: dict[str, Any], engine: IndexSettings) -> IndexSettings:
        own = self._table(servers, name, f"servers.{name}.")
        for key in own:
            if key not in ("documents", "index"):
                self._refuse(f"servers.{name}.{key}", "is not a setting of a server (`documents`, `index`)")
        if "documents" not in own:
            self._refuse(f"servers.{name}", "names no `documents` folder")
        paths = {key: self._value(f"servers.{name}.{key}", Path, value) for key, value in own.items()}
        return replace(engine, **{"index": engine.index / "servers" / name, **paths})

    def _id(self, name: str) -> int:
        if not name.isdecimal():
            self._refuse(f"servers.{name}", "is not a server's id, which is a number")
        return int(name)

    def _table(self, table: dict[str, Any], key: str, prefix: str = "") -> dict[str, Any]:
        value = table.pop(key, {}) if not prefix else table[key]
        if not isinstance(value, dict):
            self._refuse(
                prefix.rstrip(".") or key, "must be a section, [" + (prefix.rstrip(".") or key) + "]"
            )
        return value

    def _fill(self, kind: type, table: dict[str, Any], prefix: str) -> Any:
        """A settings value of `kind` from a table, every key and type checked."""
        hints = get_type_hints(kind)
        known = [one.name for one in fields(kind)]
        values = {}
        for key, value in table.items():
            if key not in known:
                near = ", ".join(f"`{name}`" for name in known)
                self._refuse(prefix + key, f"is not a setting; there are {near}")
            values[key] = self._value(prefix + key, hints[key], value)
        if prefix == "":  # paths that the file leaves out count from its folder too
            defaults = kind()
            values.setdefault("documents", self._base / defaults.documents)
            values.setdefault("index", self._base / defaults.index)
        if kind is DiscordSettings:
            defaults = kind()
            values.setdefault("token_file", self._base / defaults.token_file)
            values.setdefault("state_file", self._base / defaults.state_file)
        return kind(**values)

    def _value(self, key: str, kind: Any, value: Any) -> Any:
        if is_dataclass(kind):
            if not isinstance(value, dict):
                self._refuse(key, f"must be a section, [{key}]")
            return self._fill(kind, value, key + ".")
        origin = get_origin(kind)
        if origin is tuple:
            if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
                self._refuse(key, 'must be a list of texts, such as ["*.txt"]')
            return tuple(value)
        if origin is not None and issubclass(origin, Mapping):
            if not (isinstance(value, dict) and all(isinstance(one, str) for one in value.values())):
                self._refuse(key, "must be a section of texts")
            return types.MappingProxyType({name.lower(): one for name, one in value.items()})
        if kind is Path:
            if not (isinstance(value, str) and value):
                self._refuse(key, "must be a path in quotes")
            try:
                return self._base / Path(value).expanduser()
            except RuntimeError:
                self._refuse(key, f"names the home of a user who is not known, {value!r}")
        return self._plain(key, kind, value)

    def _plain(self, key: str, kind: type, value: Any) -> Any:
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            self._refuse(key, f"must be {_NAMES[kind]}, not {value!r}")
        if kind in (int, float):
            least, most = _BOUNDS.get(key, (0, float("inf")))
            if not least <= value <= most:
                between = f"between {least} and {most}" if most < float("inf") else f"{least} or more"
                self._refuse(key, f"must be {between}, not {value}")
        if (choices := _CHOICES.get(key)) and value not in choices:
            self._refuse(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def _refuse(self, key: str, why: str) -> None:
        line = self._line(key)
        place = f", line {line}" if line else ""
        raise WrongUse(f"{self._path}{place}: `{key}` {why}.")

    def _line(self, key: str) -> int:
        """The line on which a dotted key stands, from 1; 0 where that cannot be told."""
        section, _, last = key.rpartition(".")
        here = ""
        for number, line in enumerate(self._text.splitlines(), 1):
            if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                here = header[1].replace('"', "").replace("'", "")
                if here == key:
                    return number
            elif here == section and re.match(rf"\s*[\"']?{re.escape(last)}[\"']?\s*=", line):
                return number
        return 0


def _slug(folder: Path) -> str:
    """A name for a folder's own index: its last part for people, and a hash of the whole path."""
    from hashlib import sha256

    whole = str(folder.resolve())
    name = re.sub(r"[^\w-]+", "-", folder.resolve().name)[:40] or "root"
    return f"{name}-{sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
