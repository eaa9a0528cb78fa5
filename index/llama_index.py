"""Munshi in a LlamaIndex program: its passages as a retriever, its cited answers as a query engine.

    from index.llama_index import query_engine
    engine = query_engine("papers")
    print(engine.query("who framed Madan?"))

The one door of llama_index, which comes with the extra `llama`: importing this module without it raises
ExtraMissing, which is an ImportError. No other module of Munshi imports this one.
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

from index.answer_sentences import DIFFER, NO_DIRECT_ANSWER, NOT_TOLD
from index.engine import Engine
from index.models.encoder import load_encoder
from index.passages.splitting import split
from index.settings import EncoderSettings, IndexSettings, PassageSettings
from index.store.build import build
from index.types import Answer, Citation, Document, Outcome, Passage


def retriever(
    documents: str | Path | IndexSettings, *, count: int = 5, rerank: bool = True
) -> MunshiRetriever:
    """A LlamaIndex retriever over a folder of documents, which is indexed first where it has changed.

    `documents` is the folder, its index being kept in `.index` inside it, or settings that name both. With
    `rerank`, the passages are read and put in order by how likely they answer. Raises what `build` and
    `Engine.open` raise; IndexUnwritable only where the folder has changed.
    """
    return MunshiRetriever(_open(documents), count=count, rerank=rerank)


def query_engine(documents: str | Path | IndexSettings) -> MunshiQueryEngine:
    """A LlamaIndex query engine over a folder of documents, which is indexed first where it has changed.

    `documents` is the folder, its index being kept in `.index` inside it, or settings that name both. Raises
    what `build` and `Engine.open` raise; IndexUnwritable only where the folder has changed.
    """
    return MunshiQueryEngine(_open(documents))


def _open(documents: str | Path | IndexSettings) -> Engine:
    if isinstance(documents, IndexSettings):
        settings = documents
    else:
        settings = IndexSettings(documents, Path(documents) / ".index")
    build(settings)
    return Engine.open(settings)


class MunshiRetriever(BaseRetriever):
    """Retrieves passages by vectors and BM25, and by reading, as nodes with exact offsets into their files.

    A node's score is what orders it: retrieval's fused score, or with `rerank` a sum of the reader's logits
    and that score, which is no probability and may be negative.
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

    Where documents contradict each other, it says what each of them says. Its metadata holds `outcome`,
    `confidence`, `contradicted` and `generation`.
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

    The offsets are exact also where the same paragraph stands several times in a document. `tokens` and
    `overlap` are those of PassageSettings, which raises ValueError for what these do not allow.
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
        text = NOT_TOLD
    return Response(response=text, source_nodes=sources, metadata=metadata)


def _differing(citations: Sequence[Citation]) -> str:
    """What each document says of those that contradict each other, and where; the best comes first."""
    first, *others = citations
    differing = (first, *(each for each in others if each.contradicts))
    return " ".join((DIFFER, *(f"“{each.quote}” ({each.location})" for each in differing)))


def _node(source: Passage | Citation, text: str) -> TextNode:
    page: dict[str, int] = {} if source.page is None else {"page": source.page}
    return TextNode(
        id_=f"{source.document}:{source.start}-{source.end}",
        text=text,
        start_char_idx=source.start,
        end_char_idx=source.end,
        metadata={"file_name": source.document, "title": source.title, **page, "line": source.line},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=source.document)},
    )
