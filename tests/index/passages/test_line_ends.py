"""Texts that differ only in their line ends have the same passages, quotes and line numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.citing.citations import cite_span
from index.documents.blocks.text_lines import count_characters, skip_characters
from index.engine import Engine
from index.models.encoder import MiniLM
from index.passages.splitting import split
from index.reader.evidence.reading_lengths import ReadingLengths
from index.settings import IndexSettings, PassageSettings
from index.store.build import build
from index.types import Citation, Document, Evidence, Hit, Passage, Span

LINE_ENDS = {
    "CR LF": ["\r\n"],
    "CR": ["\r"],
    "LS": ["\u2028"],
    "PS": ["\u2029"],
    "mixed": ["\r\n", "\r", "\u2028"],
}
PIECES = [
    "Madan keeps quiet", " and is sentenced", ". ", "\n", "\n", "\n\n", "observa-\ntory ", "# Heading\n", "Head\n====\n", "- item\n",
    "word " * 40, "line of some words\n" * 30, "同じ段落です。", "x" * 90, " \n ", "```\ncode\n```\n", "Anna: Yes\n", "\x0b", "\x0c", "\x85",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


def with_line_ends(text: str, kind: str) -> str:
    choose = random.Random(1).choice
    return "".join(choose(LINE_ENDS[kind]) if sign == "\n" else sign for sign in text)


def plain(text: str) -> str:
    """A text with each line end as LF."""
    for line_end in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(line_end, "\n")
    return text


def quotes(text: str, passages: list[Passage]) -> list[Citation]:
    """The quote of each passage, and of a word in its middle, with 200 characters of context."""
    citations = []
    for passage in passages:
        whole = Evidence(Hit(passage, 1.0, 1.0, 1.0), text, 0)
        lengths = ReadingLengths(whole)
        start, end = lengths.before(passage.start, 200), lengths.after(passage.end, 200)
        evidence = replace(whole, context=text[start:end], start=start)
        alone = replace(evidence, context=passage.text, start=passage.start)
        citations.append(cite_span(Span(alone, passage.start, passage.end, 1.0), mark_answer=False))
        middle = skip_characters(text, passage.start, count_characters(text, passage.start, passage.end) // 2)
        while text[middle].isspace():
            middle -= 1
        citations.append(cite_span(Span(evidence, middle, middle + 1, 1.0)))
    return citations


@given(text=TEXT, kind=st.sampled_from(sorted(LINE_ENDS)), tokens=st.integers(16, 130))
@example(text="line of some words\n" * 60, kind="CR LF", tokens=128)
@settings(max_examples=60, deadline=None)
def test_passages_and_quotes_do_not_depend_on_line_ends(encoder: MiniLM, text: str, kind: str, tokens: int):
    """Passages and quotes have the same words and line numbers, and no white space at their ends."""
    other = with_line_ends(text, kind)
    how = PassageSettings(tokens, 2)
    passages, other_passages = (
        list(split(Document("a.txt", "A", each, ()), how, encoder.count_tokens)) for each in (text, other)
    )
    assert [(plain(p.text), p.line) for p in other_passages] == [(p.text, p.line) for p in passages]
    expected, found = quotes(text, passages), quotes(other, other_passages)
    assert [(plain(c.quote), c.line) for c in found] == [(c.quote, c.line) for c in expected]
    for citation in found:
        assert citation.quote == citation.quote.strip() == other[citation.start : citation.end]
        assert citation.line == plain(other[: citation.start]).count("\n") + 1


Answers = list[tuple[object, ...]]


def answers_of(text: str, folder: Path) -> Answers:
    """The answers to two questions from a document, with LF as line ends, and the lines of the quotes."""
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "a.txt").write_bytes(text.encode())
    config = IndexSettings(documents=folder / "documents", index=folder / "index")
    build(config)
    engine = Engine.open(config)
    asked = [engine.ask(question, passages=4) for question in ("who framed Madan?", "what happens at dawn?")]
    return [(answer.outcome, plain(answer.text), round(answer.confidence, 9)) for answer in asked] + [
        (citation.line, plain(citation.quote)) for answer in asked for citation in answer.citations
    ]


@pytest.fixture(scope="module")
def tale(root: Path) -> str:
    return (root / "seeds" / "000_1cec97276c6227d2.txt").read_text(encoding="utf-8")[:3000]


@pytest.fixture(scope="module")
def plain_answers(tale: str, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers_of(tale, tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("kind", sorted(LINE_ENDS))
def test_answers_do_not_depend_on_line_ends(kind: str, tmp_path: Path, tale: str, plain_answers: Answers):
    """A folder gives the same answers, with the same quotes at the same lines, with any line ends."""
    assert answers_of(with_line_ends(tale, kind), tmp_path) == plain_answers
