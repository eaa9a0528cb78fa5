"""What the engine can be told, as frozen values with their defaults and the values that are allowed.

The types hold the bounds. What they do not allow raises ValueError, with a sentence that names the setting.
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

#: The files of every format that can be read; many need the packages of the extra `formats`.
KNOWN_FILES = (
    "*.txt", "*.text", "*.md", "*.markdown", "*.rst", "*.adoc", "*.asciidoc", "*.org", "*.wiki",
    "*.mediawiki", "*.tex", "*.htm", "*.html", "*.xhtml", "*.pdf", "*.docx", "*.docm", "*.odt", "*.odp",
    "*.ods", "*.rtf", "*.pptx", "*.xlsx", "*.xlsm", "*.xls", "*.csv", "*.tsv", "*.epub", "*.ipynb", "*.eml",
    "*.mbox", "*.mdx", "*.srt", "*.vtt", "*.json", "*.jsonl", "*.ndjson", "*.yaml", "*.yml",
    "*.toml", "*.xml", "*.ics",
)  # fmt: skip


def _path(kind: type, value: Any) -> Path:
    """What msgspec calls for a path that is given otherwise."""
    if not isinstance(value, str | PathLike):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value)


@cache
def _types_of(kind: type) -> Mapping[str, Any]:
    """The name of each setting of a section → its type, with its bounds."""
    return get_type_hints(kind, include_extras=True)


class _Checked:
    """Settings whose values are of their types and within the bounds of these; a list becomes a tuple."""

    __slots__ = ()

    def __post_init__(self) -> None:
        kinds = _types_of(type(self))  # type: ignore[arg-type]  # mypy takes no class with slots for hashable
        for name, kind in kinds.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, convert(value, kind, dec_hook=_path))
            except ValidationError as error:
                from msgspec.inspect import type_info  # takes 10 ms, a part of each start

                from index.setting_faults import fault_of

                fault = fault_of(type_info(kind), value) or error
                raise ValueError(f"{type(self).__name__}: `{name}` {fault}.") from None


@dataclass(frozen=True, slots=True)
class DocumentSettings(_Checked):
    """Which files are read, and how."""

    include: tuple[str, ...] = KNOWN_FILES  #: patterns of file names or of paths below the folder
    exclude: tuple[str, ...] = (".*", "*/.*")  #: patterns left out, also where `include` names them
    max_bytes: Annotated[int, Meta(ge=1, le=2**40)] = 50_000_000  #: a larger file is skipped, by name
    #: suffix, in any case → "module:Class" of a LlamaIndex reader
    readers: Mapping[Annotated[str, Meta(pattern=r"^(\..*)?$")], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        lower = {suffix.lower(): reader for suffix, reader in self.readers.items()}
        object.__setattr__(self, "readers", MappingProxyType(lower))

    def __reduce__(self) -> tuple[type[DocumentSettings], tuple[Any, ...]]:
        return type(self), _values(self)


@dataclass(frozen=True, slots=True)
class PassageSettings(_Checked):
    """How documents are cut, in tokens of the encoder."""

    tokens: Annotated[int, Meta(ge=16, le=100_000)] = 128  #: a passage holds at most this many
    overlap: Annotated[int, Meta(ge=0, le=20)] = 2  #: sentences repeated from the passage before, at most


@dataclass(frozen=True, slots=True)
class EncoderSettings(_Checked):
    """The model that turns text into vectors."""

    model: str = "default"  #: "default" (all-MiniLM-L6-v2, which ships), a folder, or a hub name
    #: of the default model: "int8", or "float32", on sentence-transformers
    precision: Literal["int8", "float32"] = "int8"

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        if not self.model.strip():
            raise ValueError("names no `model`")


@dataclass(frozen=True, slots=True)
class RetrievalSettings(_Checked):
    """How passages are found and ranked."""

    #: best passages by vectors, and best by BM25, that are ranked together
    candidates: Annotated[int, Meta(ge=1, le=10_000)] = 100
    dense_weight: Annotated[float, Meta(ge=0, le=1)] = 0.6  #: 0: BM25 alone; 1: vectors alone


@dataclass(frozen=True, slots=True)
class AnswerSettings(_Checked):
    """How a question is answered from the passages found."""

    #: "default": the reading model; "sentences": the best sentence, without a model
    reader: Literal["default", "sentences"] = "default"
    passages: Annotated[int, Meta(ge=1, le=100)] = 8  #: passages that are read for one question at most
    citations: Annotated[int, Meta(ge=1, le=20)] = 3  #: citations shown at most
    #: how likely right an answer of the reading model must be; below, what was found is only shown
    confidence: Annotated[float, Meta(ge=0, le=1)] = 0.5


@dataclass(frozen=True, slots=True)
class LLMSettings(_Checked):
    """The language model that words answers. Nothing is sent anywhere where `kind` is empty."""

    #: "ollama"; "openai_like" for every server that speaks that protocol; "module:Class" of a LlamaIndex LLM
    kind: Annotated[str, Meta(pattern=r"^(ollama|openai_like|[\w.]+:\w+|)$")] = ""
    model: str = ""  #: its name on the server
    address: str = ""  #: of the server; of Ollama by default http://127.0.0.1:11434
    key_file: Path | None = None  #: a file that holds nothing but the key
    #: seconds after which the reader's answer stands, however far the model is
    timeout: Annotated[float, Meta(ge=0.1, le=600)] = 30.0
    #: "unsure": only where the reader is not sure; "always"; "never"
    when: Literal["unsure", "always", "never"] = "unsure"
    passages: Annotated[int, Meta(ge=1, le=50)] = 10  #: that the model is given
    max_tokens: Annotated[int, Meta(ge=16, le=100_000)] = 800  #: of a reply
    in_flight: Annotated[int, Meta(ge=1, le=100)] = 2  #: questions that it is asked at the same time
    #: questions that it is asked within a minute; 0: any number
    per_minute: Annotated[int, Meta(ge=0, le=1_000_000)] = 60
    #: more arguments of its class
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
    """The values of all fields as they can be copied and pickled, which a mapping proxy cannot."""
    values = (getattr(settings, each.name) for each in fields(settings))
    return tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)


@dataclass(frozen=True, slots=True)
class StoreSettings(_Checked):
    """Where questions are answered from: the index folder, or a server that builds publish it to."""

    kind: Literal["folder", "milvus"] = "folder"
    address: Annotated[str, Meta(pattern="^https?://.")] = "http://127.0.0.1:19530"  #: of the server
    #: the name of the index there, also the start of its collections' names
    collection: Annotated[str, Meta(pattern="^[A-Za-z_][A-Za-z0-9_]{0,99}$")] = "munshi"
    token_file: Path | None = None  #: holds nothing but a token, or user:password
    timeout: Annotated[float, Meta(gt=0, le=3600)] = 10.0  #: seconds, of a question's requests

    @property
    def location(self) -> str:
        """Where the index is on the server, for people."""
        return f"{self.collection} at {self.address}"

    def with_own_collection(self, name: str) -> StoreSettings:
        """The same server with an index of its own for other documents; a folder stays as it is."""
        if self.kind == "folder":
            return self
        suffix = re.sub(r"[^A-Za-z0-9_]", "_", name)
        return replace(self, collection=f"{self.collection}_{suffix}")


@dataclass(frozen=True, slots=True)
class IndexSettings(_Checked):
    """Everything that the engine needs to know. Folders may be given as text."""

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
        """Where the index is that questions are answered from, for people."""
        return str(self.index) if self.store.kind == "folder" else self.store.location

    if TYPE_CHECKING:  # what `dataclass` makes, where a path may also be text

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
