"""Munshi in a LlamaIndex program: a retriever of passages, a query engine with cited answers, a node parser.

    from index.llama_index import query_engine
    engine = query_engine("papers")
    print(engine.query("who framed Madan?"))

LlamaIndex comes with the extra `llama`. Without it, the import of this module raises ExtraMissing, which is
an ImportError. No other module of Munshi imports this one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import ExtraMissing

try:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.base.response.schema import Response
    from llama_index.core.node_parser import NodeParser
    from llama_index.core.schema import (
        BaseNode,
        NodeRelationship,
        NodeWithScore,
        QueryBundle,
        RelatedNodeInfo,
        TextNode,
    )
except ModuleNotFoundError as error:
    raise ExtraMissing("Munshi in a LlamaIndex program", "llama") from error

from index.answer_sentences import DIFFER, NO_ANSWER, NO_DIRECT_ANSWER
from index.engine import Engine
from index.models.encoder import load_encoder
from index.passages.splitting import split
from index.settings import EncoderSettings, IndexSettings, PassageSettings
from index.store.build import build
from index.types import Answer, Citation, Document, Outcome, Passage


def retriever(
    documents: str | Path | IndexSettings, *, count: int = 5, rerank: bool = True
) -> MunshiRetriever:
    """Return a LlamaIndex retriever over a folder of documents.

    `documents` is the folder, whose index is kept in its subfolder `.index`; or settings that name both. The
    index is built first, or brought up to date if documents have changed. The retriever returns at most
    `count` nodes. With `rerank`, passages are read and ordered by how likely they answer. Raises the errors
    of `build` and `Engine.open`; IndexUnwritable only if documents have changed.
    """
    return MunshiRetriever(_open(documents), count=count, rerank=rerank)


def query_engine(documents: str | Path | IndexSettings) -> MunshiQueryEngine:
    """Return a LlamaIndex query engine over a folder of documents.

    `documents` is the folder, whose index is kept in its subfolder `.index`; or settings that name both. The
    index is built first, or brought up to date if documents have changed. Raises the errors of `build` and
    `Engine.open`; IndexUnwritable only if documents have changed.
    """
    return MunshiQueryEngine(_open(documents))


def _open(documents: str | Path | IndexSettings) -> Engine:
    """Bring the index up to date, and open it."""
    if isinstance(documents, IndexSettings):
        settings = documents
    else:
        settings = IndexSettings(documents, Path(documents) / ".index")
    build(settings)
    return Engine.open(settings)


class MunshiRetriever(BaseRetriever):
    """Retrieves passages as nodes with exact offsets into their documents, best first.

    Passages are found by vectors and BM25, and with `rerank` ordered by reading. A node's score is the one
    that orders it: retrieval's fused score; or, with `rerank`, a sum of the reader's logits and that score,
    which is not a probability and may be negative.
    """

    def __init__(self, engine: Engine, *, count: int = 5, rerank: bool = True) -> None:
        self._engine = engine
        self._count = count
        self._rerank = rerank
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._engine.retrieve(query_bundle.query_str, self._count, rerank=self._rerank)
        return [NodeWithScore(node=_node(hit.passage, hit.passage.text), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class MunshiQueryEngine(BaseQueryEngine):
    """Answers in the documents' own words. The response's source nodes are the citations, best first.

    If documents contradict each other, the response quotes each of them. Its metadata has `outcome`,
    `confidence`, `contradicted` and `generation`, as in `Answer`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        super().__init__(callback_manager=None)

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._engine.ask(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


class PassageParser(NodeParser):
    """Munshi's passages as a LlamaIndex node parser: whole sentences with exact offsets.

    The offsets are exact even if the same paragraph occurs several times in a document. `tokens` and
    `overlap` are those of PassageSettings; values that it does not allow raise ValueError when nodes are
    parsed.
    """

    tokens: int = PassageSettings().tokens
    overlap: int = PassageSettings().overlap

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        count_tokens = load_encoder(EncoderSettings()).count_tokens
        settings = PassageSettings(self.tokens, self.overlap)
        parsed: list[BaseNode] = []
        for source in nodes:
            for passage in split(Document(source.node_id, "", source.get_content()), settings, count_tokens):
                node = _node(passage, passage.text)
                node.metadata = dict(source.metadata)
                node.relationships[NodeRelationship.SOURCE] = source.as_related_node_info()
                parsed.append(node)
        return parsed


def _response(answer: Answer) -> Response:
    """An answer as a LlamaIndex response, with a sentence if there is no direct answer."""
    sources = [
        NodeWithScore(node=_node(citation, citation.quote), score=answer.confidence)
        for citation in answer.citations
    ]
    metadata = {
        "outcome": str(answer.outcome),
        "confidence": answer.confidence,
        "contradicted": answer.contradicted,
        "generation": answer.generation,
    }
    if answer.contradicted:
        text = _differing(answer.citations)
    elif answer.outcome is Outcome.ANSWERED:
        text = answer.text
    elif answer.outcome is Outcome.PASSAGES:
        text = f"{NO_DIRECT_ANSWER} The closest passage: “{answer.citations[0].quote}”"
    else:
        text = NO_ANSWER
    return Response(response=text, source_nodes=sources, metadata=metadata)


def _differing(citations: Sequence[Citation]) -> str:
    """Quotes, with their locations, of the answer and of each citation that contradicts it."""
    first, *others = citations
    differing = (first, *(each for each in others if each.contradicts))
    return " ".join((DIFFER, *(f"“{each.quote}” ({each.location})" for each in differing)))


def _node(source: Passage | Citation, text: str) -> TextNode:
    """A node with the text, offsets and line of a passage or citation, and its page if it has one."""
    page: dict[str, int] = {} if source.page is None else {"page": source.page}
    return TextNode(
        id_=f"{source.document}:{source.start}-{source.end}",
        text=text,
        start_char_idx=source.start,
        end_char_idx=source.end,
        metadata={"file_name": source.document, "title": source.title, **page, "line": source.line},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.document)},
    )
