"""Measure whether the right passage is found, by Munshi and by other systems, with the same documents and model.

    python tests/benchmarks/retrieval.py --data dev.jsonl.xz
    python tests/benchmarks/retrieval.py --data dev.jsonl.xz --joined

All contexts of the two sources are indexed together, and ten passages are retrieved for each question.

By default each context is a document, and a hit is a passage of the question's own document. With `--joined`
the layout does not show where a context ends: in a random order, twenty contexts of a source make a document.
It has paragraphs of one to eight sentences, also at random, which end at the end of a context only by chance.
A hit is then a passage that covers a whole right answer at its own offset; questions without such an answer
are omitted. Larger passages make a hit more likely. So the table also has `@1,000`, the share of questions
with a hit in the first 1,000 characters of the passages, which is the same amount of text for all, and the
mean length of the first passage. All random choices use a fixed seed. The docstring of
tests/benchmarks/questions.py names the sources of the data.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import measure
import numpy as np
import questions
from contenders import CONTENDERS, COUNT, MUNSHI, LlamaIndex, Retrieved, Retriever, first_characters
from questions import CharSpan, DevelopmentQuestion

from index import Engine, IndexSettings, PassageSettings, RetrievalSettings, build

SOURCES = ("squadshifts_new_wiki", "fairytaleqa")
_CONTEXTS_PER_DOCUMENT = 20
_SENTENCES_PER_PARAGRAPH = (1, 8)
_WHITE_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, its document, and the spans of the answers in it.

    Without spans, every passage of the document is a hit.
    """

    source: str
    question: str
    document: str
    spans: tuple[CharSpan, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--data", type=measure.path, required=True, help="dev.jsonl.xz, the development questions")
    add("--joined", action="store_true", help="join contexts to longer documents with random paragraphs")
    add("--no-peers", action="store_true", help="measure Munshi alone")
    add("--every", type=int, default=1, metavar="N", help="take only every Nth question")
    options = parser.parse_args()
    contexts, development = questions.load(options.data, SOURCES)
    documents, queries = joined(contexts, development) if options.joined else (contexts, whole(development))
    queries = queries[:: options.every]
    with tempfile.TemporaryDirectory() as scratch:
        folder = questions.write(documents, Path(scratch, "documents"))
        counts = ", ".join(
            f"{sum(each.source == source for each in queries)} of {source}" for source in SOURCES
        )
        print(f"{len(documents)} documents, {len(queries)} questions ({counts})\n")
        print(f"{'':34}" + "".join(f"{source:>34}" for source in SOURCES) + "   characters")
        print(f"{'':34}" + "       hit@1  hit@5 MRR@10 @1,000" * len(SOURCES) + "   of the first")
        for name, retriever in munshi(folder, Path(scratch)):
            report(name, retriever, documents, queries)
        for name, retriever in [] if options.no_peers else peers(folder, Path(scratch)):
            report(name, retriever, documents, queries)


def whole(development: Sequence[DevelopmentQuestion]) -> list[Query]:
    return [Query(each.source, each.question, each.document) for each in development]


def joined(
    contexts: dict[str, str], development: Sequence[DevelopmentQuestion]
) -> tuple[dict[str, str], list[Query]]:
    """Join contexts to longer documents; return them and the questions, with the spans of their answers in them."""
    rng = random.Random(7)
    documents: dict[str, str] = {}
    moved: dict[str, tuple[str, list[int]]] = {}  # context → its document, the new offset of each character
    for source in SOURCES:
        names = [name for name in contexts if name.startswith(source)]
        rng.shuffle(names)
        for first in range(0, len(names), _CONTEXTS_PER_DOCUMENT):
            document = f"{source}-joined-{first // _CONTEXTS_PER_DOCUMENT:03}.txt"
            parts = names[first : first + _CONTEXTS_PER_DOCUMENT]
            documents[document], offsets = _join([contexts[name] for name in parts], rng)
            moved.update((name, (document, each)) for name, each in zip(parts, offsets, strict=True))
    queries = []
    for each in development:
        document, new = moved[each.document]
        spans = tuple((new[start], new[end - 1] + 1) for start, end in each.spans)
        if spans:
            queries.append(Query(each.source, each.question, document, spans))
    return documents, queries


def _join(texts: Sequence[str], rng: random.Random) -> tuple[str, list[list[int]]]:
    """Join texts to one with paragraphs of random length.

    Return it, and for each text the offset in it of each character.
    """
    pieces: list[str] = []
    length = 0
    left = rng.randint(*_SENTENCES_PER_PARAGRAPH)  # sentences that the paragraph still needs
    offsets = []
    for text in texts:
        new = [0] * len(text)
        for start, end in _sentences(text):
            new[start:end] = range(length, length + end - start)
            left -= 1
            separator = " " if left else "\n\n"
            left = left or rng.randint(*_SENTENCES_PER_PARAGRAPH)
            pieces += [_WHITE_SPACE.sub(" ", text[start:end]), separator]
            length += end - start + len(separator)
        offsets.append(new)
    return "".join(pieces), offsets


def _sentences(text: str) -> Iterator[CharSpan]:
    """Yield the spans between sentence marks, without the white space around them."""
    start, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for gap in _SENTENCE_END.finditer(text, start, last):
        yield start, gap.start()
        start = gap.end()
    if start < last:
        yield start, last


def munshi(folder: Path, scratch: Path) -> Iterator[tuple[str, Retriever]]:
    """Yield Munshi's retrievers, each with its name: vectors alone, BM25 alone, fused, reranked, and so on.

    The last ones retrieve passages of other lengths.
    """
    base = IndexSettings(documents=folder, index=scratch / "index")
    build(base)
    for name, weight in (("dense alone", 1.0), ("BM25 alone", 0.0), ("fusion", base.retrieval.dense_weight)):
        retrieval = RetrievalSettings(dense_weight=weight)
        yield f"Munshi, {name}", retriever(Engine.open(replace(base, retrieval=retrieval)))
    yield "Munshi, reranked", retriever(Engine.open(base), rerank=True)
    yield "Munshi, reciprocal rank fusion", reciprocal_rank_fusion(Engine.open(base))
    for tokens, overlap in ((96, 2), (160, 2), (180, 2), (250, 2)):
        passages = PassageSettings(tokens, overlap)
        settings = replace(base, passages=passages, index=scratch / f"index-{tokens}")
        build(settings)
        yield f"Munshi, fusion at {tokens} tokens", retriever(Engine.open(settings))


def retriever(engine: Engine, *, rerank: bool = False) -> Retriever:
    return lambda question: [_retrieved(hit) for hit in engine.retrieve(question, COUNT, rerank=rerank)]


def reciprocal_rank_fusion(engine: Engine, constant: int = 60) -> Retriever:
    """Reciprocal rank fusion (Cormack et al. 2009) of the ranks by cosine and by BM25."""

    def retrieve(question: str) -> list[Retrieved]:
        hits = engine.retrieve(question, 200)
        scores = np.zeros(len(hits))
        for kind in ("cosine", "bm25"):
            order = np.argsort([-getattr(hit, kind) for hit in hits], kind="stable")
            scores[order] += 1 / (constant + 1 + np.arange(len(hits)))
        return [_retrieved(hits[index]) for index in np.argsort(-scores, kind="stable")[:COUNT]]

    return retrieve


def _retrieved(hit) -> Retrieved:
    return hit.passage.document, hit.passage.text


def peers(folder: Path, scratch: Path) -> Iterator[tuple[str, Retriever]]:
    """Build the index of each other contender, LlamaIndex also with its default splitter; yield name, retriever."""
    contenders = {"LlamaIndex, default splitter": LlamaIndex(tokens=1024), **CONTENDERS}
    del contenders[MUNSHI]
    for number, (name, contender) in enumerate(contenders.items()):
        store = scratch / f"store-{number}"
        contender.build(folder, store)
        yield name, contender.open(folder, store)


def report(name: str, retrieve: Retriever, documents: dict[str, str], queries: Sequence[Query]) -> None:
    """Print the row of a retriever."""
    ranks: dict[str, list[int]] = {source: [] for source in SOURCES}
    read: dict[str, list[bool]] = {source: [] for source in SOURCES}
    first = []
    for query in queries:
        passages = retrieve(query.question)
        first += [len(text) for _, text in passages[:1]]
        hits = (rank for rank, passage in enumerate(passages, 1) if is_hit(passage, query, documents))
        ranks[query.source].append(next(hits, 0))
        read[query.source].append(
            any(is_hit(passage, query, documents) for passage in first_characters(passages))
        )
    columns = ((*scores(np.array(ranks[source])), np.mean(read[source])) for source in SOURCES)
    line = "".join("      " + "".join(f"{value:7.3f}" for value in column) for column in columns)
    print(f"{name:34}{line}{np.mean(first):15.0f}", flush=True)


def is_hit(passage: Retrieved, query: Query, documents: dict[str, str]) -> bool:
    document, text = passage
    if document != query.document or not query.spans:
        return document == query.document
    start = documents[document].find(text)
    return start >= 0 and any(start <= first and last <= start + len(text) for first, last in query.spans)


def scores(ranks: np.ndarray) -> Sequence[float]:
    """Return hit@1, hit@5 and MRR@10 of ranks that count from 1; 0 is the rank of a question without a hit."""
    reciprocals = np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    return (ranks == 1).mean(), ((ranks > 0) & (ranks <= 5)).mean(), reciprocals.mean()


if __name__ == "__main__":
    main()
