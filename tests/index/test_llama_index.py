"""Munshi in a LlamaIndex program: its retriever, query engine and node parser, used as LlamaIndex uses them."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index import AnswerSettings, Engine, IndexSettings
from index.answer_sentences import NO_ANSWER
from index.errors import IndexUnwritable
from tests.index.documents.converted.pdf_files import line, pdf

ROOT = Path(__file__).parents[2]
SENTENCES = AnswerSettings(reader="sentences")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> IndexSettings:
    """The seeds in a folder of their own, answered with the reader of whole sentences."""
    folder = tmp_path_factory.mktemp("llama") / "papers"
    shutil.copytree(ROOT / "seeds", folder)
    return IndexSettings(documents=folder, index=folder / ".index", answer=SENTENCES)


def test_a_retriever_gives_nodes_with_exact_offsets(papers: IndexSettings):
    """Each node's text is in its file at its offsets, and the best node is first."""
    from llama_index.core.base.base_retriever import BaseRetriever

    from index.llama_index import retriever

    passages = retriever(papers, count=4)
    nodes = passages.retrieve("who framed Madan?")
    assert isinstance(passages, BaseRetriever)
    assert len(nodes) == 4
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), reverse=True)
    for node in nodes:
        text = (papers.documents / node.metadata["file_name"]).read_text()
        assert text[node.node.start_char_idx : node.node.end_char_idx] == node.text


def test_a_retriever_puts_passages_in_order_by_reading(papers: IndexSettings):
    """The nodes are in the engine's reranked order; with `rerank=False`, in the order of retrieval."""
    from index.llama_index import retriever

    read_by_default = replace(papers, answer=AnswerSettings())
    engine = Engine.open(read_by_default)
    for rerank in (True, False):
        nodes = retriever(read_by_default, count=4, rerank=rerank).retrieve("who framed Madan?")
        hits = engine.retrieve("who framed Madan?", 4, rerank=rerank)
        assert [(node.text, node.score) for node in nodes] == [(hit.passage.text, hit.score) for hit in hits]


def test_a_query_engine_answers_with_its_sources(papers: IndexSettings):
    """The response is in its first source node; without an answer it says that the documents don't say."""
    from index.llama_index import query_engine

    engine = query_engine(papers)
    answered = engine.query("who framed Madan?")
    assert "Rajani's father" in answered.response
    assert answered.response in answered.source_nodes[0].node.text
    assert answered.metadata["outcome"] == "answered"
    declined = asyncio.run(engine.aquery("Who won the 1998 football World Cup?"))
    assert declined.response == NO_ANSWER
    assert declined.source_nodes == []


def test_a_query_engine_says_where_documents_contradict_each_other(tmp_path: Path):
    """The response quotes each document with its location, and its metadata says that they contradict."""
    from index.llama_index import query_engine

    for name, hour in (("a.md", "18:00"), ("b.md", "20:00")):
        (tmp_path / name).write_text(f"# Opening hours\n\nThe library closes at {hour} on Fridays.\n")
    response = query_engine(tmp_path).query("When does the library close on Fridays?")
    assert response.metadata["contradicted"] is True
    first, second = (re.escape(f"“The library closes at {hour} on Fridays.”") for hour in ("18:00", "20:00"))
    assert re.fullmatch(
        rf"The documents differ: {first} \(a\.md, .+, line 3\) {second} \(b\.md, .+, line 3\)",
        response.response,
    )


def test_nodes_name_the_page_of_a_document_with_pages(tmp_path: Path):
    """A node from the second page of a PDF, retrieved or cited, has its page; a node of a text has none."""
    from index.llama_index import query_engine, retriever

    pages = [line(700, "The ferry leaves at noon.")], [line(700, "A ticket for the bus costs three coins.")]
    (tmp_path / "town.pdf").write_bytes(pdf(*pages))
    (tmp_path / "tram.txt").write_text("The tram is free for children.")
    (cited,) = query_engine(tmp_path).query("What does a ticket for the bus cost?").source_nodes
    assert cited.metadata["page"] == 2
    found = {
        node.metadata["file_name"]: node.metadata
        for node in retriever(tmp_path).retrieve("Is the tram free?")
    }
    assert found["town.pdf"]["page"] in (1, 2)
    assert "page" not in found["tram.txt"]


def test_a_folder_keeps_its_index_inside(papers: IndexSettings):
    """For a path alone, the index is `.index` in that folder."""
    from index.llama_index import retriever

    shutil.rmtree(papers.index, ignore_errors=True)
    assert retriever(str(papers.documents)).retrieve("who framed Madan?")
    assert (papers.index / "CURRENT").exists()


def test_an_index_on_a_read_only_disk_answers_while_it_is_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It answers if no document has changed; if one has, IndexUnwritable is raised."""
    from index.llama_index import query_engine

    settings = IndexSettings(documents=tmp_path / "papers", index=tmp_path / "index", answer=SENTENCES)
    shutil.copytree(ROOT / "seeds", settings.documents)
    query_engine(settings)
    opened, refused = os.open, []

    def refuse(path: str | Path, flags: int, *rest: int, **options: int) -> int:
        if Path(path).name == "LOCK":
            refused.append(path)
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return opened(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert "Rajani's father" in query_engine(settings).query("who framed Madan?").response
    assert refused
    (settings.documents / "ferry.txt").write_text("The ferry leaves at noon.")
    with pytest.raises(IndexUnwritable, match="Read-only file system"):
        query_engine(settings)


def test_without_llama_index_importing_says_what_is_missing(python):
    """Without the extra, the import raises an ImportError that names it."""
    code = (
        "import sys; sys.modules['llama_index'] = None  # as if it were not installed\n"
        "try:\n"
        "    from index.llama_index import query_engine\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error.extra, error)\n"
    )
    result = python(code)
    assert result.stdout == (
        "ExtraMissing llama Munshi in a LlamaIndex program needs packages that are not installed; "
        "they come with munshi[llama].\n"
    ), result.stderr


def test_other_llama_index_parts_take_the_retriever(papers: IndexSettings):
    """LlamaIndex's own query engine works with it, with its mock instead of a language model."""
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    from index.llama_index import retriever

    engine = RetrieverQueryEngine.from_args(retriever(papers), llm=MockLLM())
    response = engine.query("who framed Madan?")
    assert response.source_nodes[0].node.metadata["file_name"].startswith("000_")


def test_a_node_parser_gives_repeated_paragraphs_their_own_offsets():
    """Equal paragraphs become nodes with different offsets.

    LlamaIndex's splitter gives all of them the first one's.
    """
    from llama_index.core import Document

    from index.llama_index import PassageParser

    text = "\n\n".join(["The same words stand here, and here again, in every paragraph."] * 12)
    document = Document(text=text, metadata={"author": "nobody"})
    nodes = PassageParser(tokens=30, overlap=0).get_nodes_from_documents([document])
    assert len(nodes) > 3
    assert len({node.start_char_idx for node in nodes}) == len(nodes)
    for node in nodes:
        assert text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.ref_doc_id == document.doc_id
        assert node.metadata == {"author": "nobody"}


def test_the_documented_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    """The program in the module's docstring prints the answer, in a folder that contains `papers`."""
    from index import llama_index

    shutil.copytree(ROOT / "seeds", tmp_path / "papers")
    monkeypatch.chdir(tmp_path)
    program = "\n".join(re.findall(r"^    (.*)$", llama_index.__doc__, re.MULTILINE))
    exec(compile(program, llama_index.__file__, "exec"), {})
    assert "Rajani's father" in capsys.readouterr().out
