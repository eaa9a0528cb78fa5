"""What the engine can be told: frozen values with their defaults. Where they come from is not its concern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Which files are read, and how."""

    include: tuple[str, ...] = ("*.txt", "*.md")  #: patterns of file names or of paths below the folder
    exclude: tuple[str, ...] = (".*", "*/.*")  #: patterns left out, also where `include` names them
    max_bytes: int = 50_000_000  #: a larger file is skipped, by name
    readers: Mapping[str, str] = field(
        default_factory=dict
    )  #: suffix → "module:Class" of a LlamaIndex reader


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """How documents are cut, in tokens of the encoder."""

    tokens: int = 128  #: a passage holds whole sentences up to about this many
    overlap: int = 2  #: sentences that a passage repeats of the one before it


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """The model that turns text into vectors."""

    model: str = "default"  #: "default" (all-MiniLM-L6-v2, which ships), a folder, or a hub name
    precision: str = "int8"  #: of the default model: "int8", or "float32", on sentence-transformers


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """How passages are found and ranked."""

    candidates: int = 100  #: best passages of each kind that are fused
    dense_weight: float = 0.6  #: 0: words alone (BM25); 1: meaning alone (vectors)


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How a question is answered from the passages found."""

    reader: str = "default"  #: "default" (the reading model) or "sentences" (the best sentence, no model)
    passages: int = 4  #: passages that are read for one question at most
    citations: int = 3  #: citations shown at most


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Everything that the engine needs to know."""

    documents: Path = Path("seeds")
    index: Path = Path(".index")
    threads: int = 0  #: processor cores used; 0: all
    files: DocumentSettings = DocumentSettings()
    passages: PassageSettings = PassageSettings()
    encoder: EncoderSettings = EncoderSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()
