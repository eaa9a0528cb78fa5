"""Munshi inside a LlamaIndex program: its retriever, query engine and node parser, used as LlamaIndex uses them."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.settings import AnswerSettings, IndexSettings

ROOT = Path(__file__).parents[2]
SENTENCES = AnswerSettings(reader="sentences")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    """The seeds in a folder of their own, answered with whole sentences."""
    folder = tmp_path_factory.mktemp("llama") / "papers"
    shutil.copytree(ROOT / "seeds", folder)
    return replace(IndexSettings(), documents=folder, index=folder / ".index", answer=SENTENCES)


def test_a_retriever_gives_nodes_with_exact_offsets(papers: IndexSettings):
    """Each node's text stands in its file at its offsets, and the nodes come best first."""
    from llama_index.core.base.base_retriever import BaseRetriever

    from index.llama_index import retriever

    made = retriever(papers, count=4)
    found = made.retrieve("who framed Madan?")
    assert isinstance(made, BaseRetriever)
    assert len(found) == 4
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    for hit in found:
        text = (papers.documents / hit.node.metadata["file_name"]).read_text()
        assert text[hit.node.start_char_idx : hit.node.end_char_idx] == hit.node.text


def test_a_query_engine_answers_with_its_sources(papers: IndexSettings):
    """The response stands in its first source node, and says so when the documents don't tell."""
    from index.llama_index import NOT_TOLD, query_engine

    engine = query_engine(papers)
    told = engine.query("who framed Madan?")
    assert "Rajani's father" in told.response
    assert told.response in told.source_nodes[0].node.text
    assert told.metadata["outcome"] == "answered"
    untold = asyncio.run(engine.aquery("Who won the 1998 football World Cup?"))
    assert untold.response == NOT_TOLD
    assert not untold.source_nodes


def test_other_llama_index_parts_take_the_retriever(papers: IndexSettings):
    """LlamaIndex's own query engine runs on it, with its mock in the place of a language model."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from index.llama_index import retriever

    engine = RetrieverQueryEngine.from_args(retriever(papers), llm=MockLLM())
    response = engine.query("who framed Madan?")
    assert response.source_nodes[0].node.metadata["file_name"].startswith("000_")


def test_a_node_parser_knows_where_repeated_paragraphs_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also of equal paragraphs each node has its own offsets, where LlamaIndex's splitter finds the first."""
    from llama_index.core import Document

    from index.llama_index import PassageParser

    monkeypatch.chdir(tmp_path)  # the encoder's graph is kept in the working folder's index
    text = "\n\n".join(["The same words stand here, and here again, in every paragraph."] * 12)
    document = Document(text=text, metadata={"author": "nobody"})
    nodes = PassageParser(tokens=30, overlap=0).get_nodes_from_documents([document])
    assert len(nodes) > 3
    assert len({node.start_char_idx for node in nodes}) == len(nodes)
    for node in nodes:
        assert text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.ref_doc_id == document.doc_id
        assert node.metadata == {"author": "nobody"}


def test_the_readme_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    """The LlamaIndex program in the README does what it says, in a folder that holds `seeds`."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})
    assert "Rajani's father" in capsys.readouterr().out
