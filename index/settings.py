"""The settings of the engine, as frozen values, with their defaults and the values that are allowed.

The bounds are part of the types. A value that is not allowed raises ValueError, whose message names the
setting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from msgspec import Meta, ValidationError, convert

#: Patterns of the file names of all formats that can be read. Many need the packages of the extra `formats`.
KNOWN_FILES = (
    "*.txt", "*.text", "*.md", "*.markdown", "*.rst", "*.adoc", "*.asciidoc", "*.org", "*.wiki",
    "*.mediawiki", "*.tex", "*.htm", "*.html", "*.xhtml", "*.pdf", "*.docx", "*.docm", "*.odt", "*.odp",
    "*.ods", "*.rtf", "*.pptx", "*.xlsx", "*.xlsm", "*.xls", "*.csv", "*.tsv", "*.epub", "*.ipynb", "*.eml",
    "*.mbox", "*.mdx", "*.srt", "*.vtt", "*.json", "*.jsonl", "*.ndjson", "*.yaml", "*.yml",
    "*.toml", "*.xml", "*.ics",
)  # fmt: skip


def _path(kind: type, value: Any) -> Path:
    """Convert a setting that msgspec knows no type for, which is a path. Raises ValueError if it is none."""
    if not isinstance(value, str | PathLike):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value)


@cache
def _types_of(kind: type) -> Mapping[str, Any]:
    """Return name → type, with its bounds, of each setting of a section."""
    return get_type_hints(kind, include_extras=True)


class _Checked:
    """A section of settings whose values are checked against their types and bounds. Lists become tuples."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kinds = _types_of(type(self))  # type: ignore[arg-type]  # mypy takes no class with slots for hashable
        for name, kind in kinds.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, convert(value, kind, dec_hook=_path))
            except ValidationError as error:
                from msgspec.inspect import type_info  # takes 10 ms, which a start without a fault saves

                from index.setting_faults import fault_of

                fault = fault_of(type_info(kind), value) or error
                raise ValueError(f"{type(self).__name__}: `{name}` {fault}.") from None


@dataclass(frozen=True, slots=True)
class DocumentSettings(_Checked):
    """Which files are read, and how."""

    include: tuple[str, ...] = KNOWN_FILES  #: patterns of file names, or of paths below the folder
    exclude: tuple[str, ...] = (".*", "*/.*")  #: patterns of files to skip, even if `include` has them
    max_bytes: Annotated[int, Meta(ge=1, le=2**40)] = 50_000_000  #: a larger file is skipped, and reported
    #: suffix, in upper or lower case → "module:Class" of a LlamaIndex reader
    readers: Mapping[Annotated[str, Meta(pattern=r"^(\..*)?$")], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        lower = {suffix.lower(): reader for suffix, reader in self.readers.items()}
        object.__setattr__(self, "readers", MappingProxyType(lower))

    def __reduce__(self) -> tuple[type[DocumentSettings], tuple[Any, ...]]:
        return type(self), _values(self)


@dataclass(frozen=True, slots=True)
class PassageSettings(_Checked):
    """How documents are split into passages."""

    tokens: Annotated[int, Meta(ge=16, le=100_000)] = 128  #: of the encoder, in a passage at most
    overlap: Annotated[int, Meta(ge=0, le=20)] = 2  #: sentences of the previous passage to repeat, at most


@dataclass(frozen=True, slots=True)
class EncoderSettings(_Checked):
    """The model that turns texts into vectors."""

    model: str = "default"  #: "default" (all-MiniLM-L6-v2, which comes with Munshi), a folder, or a hub name
    #: weights of the default model: "int8", or "float32", which runs on sentence-transformers
    precision: Literal["int8", "float32"] = "int8"

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        if not self.model.strip():
            raise ValueError("names no `model`")


@dataclass(frozen=True, slots=True)
class RetrievalSettings(_Checked):
    """How passages are found and ranked."""

    #: how many passages the vectors find, and how many BM25 finds, which are then ranked together
    candidates: Annotated[int, Meta(ge=1, le=10_000)] = 100
    dense_weight: Annotated[float, Meta(ge=0, le=1)] = 0.6  #: of the cosine; 0: BM25 alone, 1: vectors alone


@dataclass(frozen=True, slots=True)
class AnswerSettings(_Checked):
    """How a question is answered from the passages that were found."""

    #: "default": the reading model; "sentences": the best sentence, without the reading model
    reader: Literal["default", "sentences"] = "default"
    passages: Annotated[int, Meta(ge=1, le=100)] = 8  #: passages to read for a question, at most
    citations: Annotated[int, Meta(ge=1, le=20)] = 3  #: citations of an answer, at most
    #: the reading model answers if it is at least this sure; otherwise only passages are shown
    confidence: Annotated[float, Meta(ge=0, le=1)] = 0.5


@dataclass(frozen=True, slots=True)
class LLMSettings(_Checked):
    """The language model that words answers. If `kind` is empty, there is none, and nothing is sent."""

    #: "ollama"; "openai_like", for a server with OpenAI's protocol; or "module:Class" of a LlamaIndex LLM
    kind: Annotated[str, Meta(pattern=r"^(ollama|openai_like|[\w.]+:\w+|)$")] = ""
    model: str = ""  #: the model's name on the server
    address: str = ""  #: the server's address; for "ollama", the default is http://127.0.0.1:11434
    key_file: Path | None = None  #: a file that contains the key alone
    #: seconds to wait for the model; after them, the reader's own answer is used
    timeout: Annotated[float, Meta(ge=0.1, le=600)] = 30.0
    #: when to ask the model: "unsure": only if the reader is not sure; "always"; "never"
    when: Literal["unsure", "always", "never"] = "unsure"
    passages: Annotated[int, Meta(ge=1, le=50)] = 10  #: passages to send, at most
    max_tokens: Annotated[int, Meta(ge=16, le=100_000)] = 800  #: tokens of a reply, at most
    in_flight: Annotated[int, Meta(ge=1, le=100)] = 2  #: questions at the same time, at most
    #: questions in a minute, at most; 0: no limit
    per_minute: Annotated[int, Meta(ge=0, le=1_000_000)] = 60
    #: more arguments of the model's class
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))
        if self.kind in ("ollama", "openai_like") and not self.model:
            raise ValueError("names no `model`")
        if self.kind == "ollama" and not self.address:
            object.__setattr__(self, "address", "http://127.0.0.1:11434")
        if self.kind in ("ollama", "openai_like") and not re.match(r"https?://[^/\s]", self.address):
            raise ValueError('names no `address` that begins with "https://" or "http://"')
        if ":" in self.kind and self.address:
            raise ValueError("has an `address`, which a class takes by its own name under [llm.options]")

    def __reduce__(self) -> tuple[type[LLMSettings], tuple[Any, ...]]:
        return type(self), _values(self)


def _values(settings: DocumentSettings | LLMSettings) -> tuple[Any, ...]:
    """The values of all fields, with each mapping proxy as a dict: a proxy cannot be copied or pickled."""
    values = (getattr(settings, each.name) for each in fields(settings))
    return tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)


@dataclass(frozen=True, slots=True)
class StoreSettings(_Checked):
    """Where the index is for questions: in the index folder, or on a server to which builds publish it."""

    kind: Literal["folder", "milvus"] = "folder"
    address: Annotated[str, Meta(pattern="^https?://.")] = "http://127.0.0.1:19530"  #: the server's address
    #: the name of the index on the server; the names of its collections start with it
    collection: Annotated[str, Meta(pattern="^[A-Za-z_][A-Za-z0-9_]{0,99}$")] = "munshi"
    token_file: Path | None = None  #: a file that contains the token alone, or user:password
    timeout: Annotated[float, Meta(gt=0, le=3600)] = 10.0  #: seconds for a request that a question makes
    read_only: bool = False  #: only answer from the server's index; never build, and need no documents folder

    @property
    def is_read_only(self) -> bool:
        """Whether the index is on a server, and this machine never builds it."""
        return self.kind != "folder" and self.read_only

    @property
    def location(self) -> str:
        """The location of the index on the server, in words for people."""
        return f"{self.collection} at {self.address}"

    def with_own_collection(self, name: str) -> StoreSettings:
        """Return the settings of another index on the same server; for a folder, the same settings."""
        if self.kind == "folder":
            return self
        suffix = re.sub(r"[^A-Za-z0-9_]", "_", name)
        return replace(self, collection=f"{self.collection}_{suffix}")


@dataclass(frozen=True, slots=True)
class IndexSettings(_Checked):
    """All settings of the engine. `documents` and `index` are folders, and may be given as text."""

    documents: Path = Path("seeds")
    index: Path = Path(".index")
    threads: Annotated[int, Meta(ge=0, le=1000)] = 0  #: processor cores used; 0: all
    files: DocumentSettings = DocumentSettings()
    passages: PassageSettings = PassageSettings()
    encoder: EncoderSettings = EncoderSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
    llm: LLMSettings = LLMSettings()
    store: StoreSettings = StoreSettings()

    @property
    def location(self) -> str:
        """The location of the index that questions are answered from, in words for people."""
        return str(self.index) if self.store.kind == "folder" else self.store.location

    if TYPE_CHECKING:  # the constructor that `dataclass` makes, but a path may also be text

        def __init__(
            self,
            documents: str | Path = ...,
            index: str | Path = ...,
            threads: int = ...,
            files: DocumentSettings = ...,
            passages: PassageSettings = ...,
            encoder: EncoderSettings = ...,
            retrieval: RetrievalSettings = ...,
            answer: AnswerSettings = ...,
            llm: LLMSettings = ...,
            store: StoreSettings = ...,
        ) -> None: ...
