"""Munshi inside a LlamaIndex program: its passages as a retriever, its cited answers as a query engine.

    from index.llama_index import query_engine
    engine = query_engine("papers")
    print(engine.query("who framed Madan?"))

The one door of llama_index. Nothing else of Munshi imports this module.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

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

from index.engine import Engine
from index.models.encoder import load_encoder
from index.passages.split import split
from index.settings import IndexSettings, PassageSettings
from index.store.build import build
from index.types import Answer, Citation, Document, Outcome, Passage

NOT_TOLD = "The documents don't tell."
NO_DIRECT_ANSWER = "The documents give no direct answer."


def retriever(documents: str | Path | IndexSettings, *, count: int = 5) -> MunshiRetriever:
    """A LlamaIndex retriever over a folder of documents; its index is built or refreshed first.

    `documents` is the folder (its index is kept in `.index` inside it), or settings that name both.
    """
    return MunshiRetriever(_engine(documents), count=count)


def query_engine(documents: str | Path | IndexSettings) -> MunshiQueryEngine:
    """A LlamaIndex query engine over a folder of documents; its index is built or refreshed first."""
    return MunshiQueryEngine(_engine(documents))


class MunshiRetriever(BaseRetriever):
    """Finds passages by meaning and words; each comes as a node with exact offsets into its file."""

    def __init__(self, engine: Engine, *, count: int = 5) -> None:
        self._engine = engine
        self._count = count
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._engine.retrieve(query_bundle.query_str, self._count)
        return [NodeWithScore(node=_passage_node(hit.passage), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class MunshiQueryEngine(BaseQueryEngine):
    """Answers in the documents' own words. The response's source nodes are the citations, best first.

    Its metadata holds `outcome`, `confidence` and `generation`.
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
    """Munshi's passages as a LlamaIndex node parser: whole sentences, and offsets that are exact.

    Also where the same paragraph stands several times in a document.
    """

    tokens: int = PassageSettings().tokens
    overlap: int = PassageSettings().overlap

    def _parse_nodes(self, nodes: list[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        settings = IndexSettings()
        count_tokens = load_encoder(settings.encoder).count_tokens
        cut = PassageSettings(self.tokens, self.overlap)
        parsed: list[BaseNode] = []
        for node in nodes:
            document = Document(node.node_id, "", node.get_content())
            for passage in split(document, cut, count_tokens):
                made = _passage_node(passage)
                made.metadata = dict(node.metadata)
                made.relationships[NodeRelationship.SOURCE] = node.as_related_node_info()
                parsed.append(made)
        return parsed


def _engine(documents: str | Path | IndexSettings) -> Engine:
    if not isinstance(documents, IndexSettings):
        folder = Path(documents)
        documents = replace(IndexSettings(), documents=folder, index=folder / ".index")
    build(documents)
    return Engine.open(documents)


def _response(answer: Answer) -> Response:
    sources = [
        NodeWithScore(node=_citation_node(citation), score=answer.confidence) for citation in answer.citations
    ]
    facts = {
        "outcome": str(answer.outcome),
        "confidence": answer.confidence,
        "generation": answer.generation,
    }
    return Response(response=_told(answer), source_nodes=sources, metadata=facts)


def _told(answer: Answer) -> str:
    if answer.outcome is Outcome.ANSWERED:
        return answer.text
    if answer.outcome is Outcome.PASSAGES:
        return f"{NO_DIRECT_ANSWER} The closest passage: “{answer.citations[0].quote}”"
    return NOT_TOLD


def _passage_node(passage: Passage) -> TextNode:
    return _node(passage.document, passage.title, passage.start, passage.end, passage.text, passage.line)


def _citation_node(citation: Citation) -> TextNode:
    return _node(
        citation.document, citation.title, citation.start, citation.end, citation.quote, citation.line
    )


def _node(document: str, title: str, start: int, end: int, text: str, line: int) -> TextNode:
    return TextNode(
        id_=f"{document}:{start}-{end}",
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata={"file_name": document, "title": title, "line": line},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)},
    )
