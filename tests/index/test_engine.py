"""Question → Answer: promises 1 and 6 over made-up and arbitrary documents, with odd questions and any reader."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.errors import IndexMissing, NothingToIndex, QuestionEmpty
from index.models.encoder import MiniLM
from index.passages.reading_text import reading_text
from index.search.vectors import VectorIndex
from index.settings import AnswerSettings, DocumentSettings, IndexSettings
from index.store.build import build
from index.store.manifest import read_manifest, write_manifest
from index.store.store import Store
from index.types import (
    MAX_QUESTION_CHARACTERS,
    Answer,
    Citation,
    Evidence,
    Hit,
    Misspelling,
    Outcome,
    Reading,
    Span,
)
from tests.conftest import LINE_END
from tests.index.documents.converted.pdf_files import line, pdf

_PLAIN_WORDS = re.compile(r"[\w .,\n]*\w[\w .,\n]*")

QUESTIONS = [
    "who framed Madan?",
    "Who escorts Madan to the Star Hotel?",
    "What is the capital of Mongolia?",
    "Who told Leena the truth about Madan?",
    "Madan Leena Rajani",
    "Brijbhushan",
    "?",
    "\u202e\x1b[31m@everyone <script>",
    "東京",
    "the",
    "a" * 5000,
    "who " * 800,
    "' OR 1=1 --",
    "\x00",
    "🚂",
]


def line_of(text: str, offset: int) -> int:
    return 1 + sum(found.end() <= offset for found in LINE_END.finditer(text))


def check(answer: Answer, texts: dict[str, str], pages: dict[str, tuple[int, ...]] | None = None) -> None:
    """Assert what promises 1 and 6 say of every answer."""
    for citation in answer.citations:
        text = texts[citation.document]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert citation.line == line_of(text, citation.start)
        starts = (pages or {}).get(citation.document)
        marked = citation.start + (citation.answer[0] if citation.answer else 0)
        assert citation.page == (sum(start <= marked for start in starts) if starts else None)
    for citation, other in combinations(answer.citations, 2):
        if citation.document == other.document:
            assert citation.start >= other.end or other.start >= citation.end, "two citations overlap"
    assert 0 <= answer.confidence <= 1
    if answer.outcome is Outcome.ANSWERED:
        marked = answer.citations[0].answer
        assert marked is not None
        assert answer.citations[0].quote[slice(*marked)] == answer.text != ""
    else:
        assert answer.text == ""
        assert all(citation.answer is None for citation in answer.citations)
    if answer.outcome is Outcome.NOTHING:
        assert answer.citations == ()


def texts_of(settings: IndexSettings) -> dict[str, str]:
    """The text of each document, by its name."""
    folder = settings.documents
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("passages", [None, 8])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: ascii(text[:20]))
def test_no_answer_claims_more_than_its_passages(
    seeds_index: IndexSettings, seeds_engine: Engine, question: str, passages: int | None
):
    """Promise 6: the first citation marks the answer character for character, or there is no answer."""
    answer = seeds_engine.ask(question, passages=passages)
    check(answer, texts_of(seeds_index))
    assert len(answer.citations) <= (passages or 3)
    assert answer.question == " ".join(question.split())


def test_all_three_outcomes_happen(seeds_engine: Engine):
    """The questions above lead to each of the outcomes, so none of their checks is empty."""
    assert {seeds_engine.ask(question).outcome for question in QUESTIONS} == set(Outcome)


WORDS = [
    "train",
    "night",
    "leaves",
    "ten",
    "o'clock",
    "Madan",
    "東京",
    "駅",
    "قطار",
    "🚂",
    "e\u0301",
    "Dr.",
    "x" * 60,
]
ENDS = [
    ". ",
    "! ",
    "。",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\n\n",
    " ",
    "\t",
    "\u00a0",
    "? ",
    "\n# ",
    "\n---\n",
    "\n```\n",
    "\n- ",
]
DOCUMENT = st.lists(
    st.tuples(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), st.sampled_from(ENDS)).map("".join),
    min_size=1,
    max_size=150,
).map("".join)


@given(
    documents=st.lists(DOCUMENT, min_size=1, max_size=3),
    question=st.one_of(
        st.sampled_from(["When does the night train leave?", "東京駅", "train"]),
        st.text(min_size=1, max_size=20),
    ),
)
@example(
    documents=["The night train leaves " + "slowly " * 150 + "at ten o'clock."],
    question="night train leaves slowly",
)
@example(documents=["train" * 400], question="train")
@example(documents=["The night train. " * 200], question="train")
@settings(max_examples=25)
def test_no_answer_claims_more_whatever_the_documents_hold(
    tmp_path_factory, encoder, documents: list[str], question: str
):
    """Promises 1 and 6 hold for citations of documents with any text."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "documents").mkdir()
    for number, text in enumerate(documents):
        (folder / "documents" / f"{number}.txt").write_bytes(text.encode())
    engine_settings = IndexSettings(
        folder / "documents", folder / "index", 2, answer=AnswerSettings(reader="sentences")
    )
    try:
        build(engine_settings)
        engine = Engine.open(engine_settings)
        texts = {name: text.removeprefix("\ufeff") for name, text in texts_of(engine_settings).items()}
        for passages in (None, 6):
            answer = engine.ask(question, passages=passages)
            check(answer, texts)
            for citation in answer.citations:
                context = engine.quote_context(citation, 50)
                assert context is not None
                assert context.text == texts[citation.document][context.start :][: len(context.text)]
                assert context.text.startswith(citation.quote, citation.start - context.start)
    except NothingToIndex:
        # White space alone, or with control characters that no text contains; never a text in plain words.
        assert not any(_PLAIN_WORDS.fullmatch(text) for text in documents)
    except QuestionEmpty:
        assert not question.strip()


class FixedReader:
    """A reader whose spans are the same part of the context of each evidence, and whose outcome is given."""

    name = "fixed"

    def __init__(self, outcome: Outcome, part: tuple[float, float]) -> None:
        self.outcome, self.part = outcome, part

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        return [each.hit for each in evidence]

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        spans = []
        for each in evidence:
            size = len(each.context)
            start = min(int(size * self.part[0]), size - 1)
            while each.context[start].isspace():
                start = (start + 1) % size
            end = max(start + 1, int(size * self.part[1]))
            while end > start + 1 and each.context[end - 1].isspace():
                end -= 1
            spans.append(Span(each, each.start + start, each.start + end, 0.9))
        return Reading(self.outcome, tuple(spans))


class FaultyReader(FixedReader):
    """A reader that fails over the passages of some documents."""

    def __init__(self, error: Exception, *documents: str) -> None:
        super().__init__(Outcome.ANSWERED, (0.0, 1.0))
        self.error, self.documents = error, documents

    def rank(self, question: str, evidence: Sequence[Evidence]) -> list[Hit]:
        """Rank the evidence, or raise."""
        self._check(evidence)
        return super().rank(question, evidence)

    def _check(self, evidence: Sequence[Evidence]) -> None:
        if any(each.hit.passage.document in self.documents for each in evidence):
            raise self.error

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        """Read the evidence, or raise."""
        self._check(evidence)
        return super().read(question, evidence) if evidence else Reading(Outcome.NOTHING)


def with_faulty_reader(settings: IndexSettings, encoder: MiniLM, reader: FaultyReader) -> Engine:
    """An engine that reads with a faulty reader."""
    store = Store(settings.index)
    return Engine(settings, store, store.open(), encoder, reader)


def test_a_passage_that_munshi_fails_over_is_left_out(small_index: IndexSettings, encoder: MiniLM):
    """The others answer, and a notice names the passage and the line of code, but not the error's words."""
    reader = FaultyReader(KeyError("a secret"), "bakery.txt")
    answer = with_faulty_reader(small_index, encoder, reader).ask("When does the night train leave?")
    assert answer.citations
    assert "bakery.txt" not in {citation.document for citation in answer.citations}
    [notice] = answer.notices
    start = (
        "A passage of bakery.txt (line 1) was left out: it met an error of Munshi's own (KeyError in index/"
    )
    assert notice.startswith(start)
    assert "secret" not in notice


def test_where_no_passage_can_be_read_nothing_answers(small_index: IndexSettings, encoder: MiniLM):
    """Nothing is answered, and a notice names each passage."""
    reader = FaultyReader(KeyError(), "bakery.txt", "lighthouse.md", "notes/train.txt")
    answer = with_faulty_reader(small_index, encoder, reader).ask("When does the night train leave?")
    assert (answer.citations, answer.text, len(answer.notices)) == ((), "", 3)


@pytest.mark.parametrize("question", ["When does the night train leave?", "Who opened the bakery?"])
def test_a_fault_over_headings_costs_what_they_tell(
    small_index: IndexSettings, question: str, monkeypatch: pytest.MonkeyPatch
):
    """The passages still answer, as they do if no heading answers, and a notice says so."""
    engine = Engine.open(small_index)
    expected = engine.ask(question)

    def fail(*_: object) -> Reading:
        raise KeyError("a secret of the document")

    monkeypatch.setattr("index.engine.with_headings", fail)
    answer = engine.ask(question)
    start = "Headings were not searched for an answer: that met an error of Munshi's own (KeyError in index/engine.py, line "
    [notice] = answer.notices
    assert notice.startswith(start)
    assert "secret" not in notice
    assert replace(answer, notices=()) == expected


def test_a_passage_that_cannot_be_ranked_is_left_out(small_index: IndexSettings, encoder: MiniLM):
    """The other passages are ordered by reading, as LlamaIndex asks for them."""
    engine = with_faulty_reader(small_index, encoder, FaultyReader(KeyError(), "bakery.txt"))
    question = "When does the night train leave?"
    found = {hit.passage.document for hit in engine.retrieve(question, 9)}
    ranked = {hit.passage.document for hit in engine.retrieve(question, 9, rerank=True)}
    assert ranked == found - {"bakery.txt"}


def test_a_passage_that_cannot_be_cited_is_not_among_the_closest(
    small_index: IndexSettings, monkeypatch: pytest.MonkeyPatch
):
    """The other passages are shown, in the same order."""
    question = "When does the night train leave?"
    engine = Engine.open(small_index)
    expected = [each for each in engine.closest(question, 3) if each.document != "bakery.txt"]

    def faulty(self: Engine, citation: Citation, *, dated: bool = False) -> Citation:
        if citation.document == "bakery.txt":
            raise KeyError
        return located(self, citation, dated=dated)

    located = Engine.located
    monkeypatch.setattr(Engine, "located", faulty)
    assert list(engine.closest(question, 3)) == expected


def test_too_little_memory_is_no_fault_of_a_passage(small_index: IndexSettings, encoder: MiniLM):
    """The error is raised as it is."""
    engine = with_faulty_reader(small_index, encoder, FaultyReader(MemoryError("no room"), "bakery.txt"))
    with pytest.raises(MemoryError, match="no room"):
        engine.ask("When does the night train leave?")


@given(
    outcome=st.sampled_from(list(Outcome)),
    start=st.floats(0, 1),
    length=st.floats(0, 0.6),
    passages=st.sampled_from([None, 5]),
)
@example(outcome=Outcome.ANSWERED, start=0.701171875, length=0.0, passages=None)
@settings(max_examples=25)
def test_any_span_of_any_reader_is_cited_truly(
    seeds_index: IndexSettings,
    encoder: MiniLM,
    outcome: Outcome,
    start: float,
    length: float,
    passages: int | None,
):
    """The quote is exact for any span of a reader, even outside the passage or across many sentences."""
    reader = FixedReader(outcome, (start, min(start + length, 1.0)))
    store = Store(seeds_index.index)
    engine = Engine(seeds_index, store, store.open(), encoder, reader)
    answer = engine.ask("who framed Madan?", passages=passages)
    assert answer.outcome is outcome
    check(answer, texts_of(seeds_index))


def test_pages_of_quotes(
    empty_folder: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """A citation names the page on which its quote starts, not the page on which the passage starts."""
    from llama_index.core.readers.base import BaseReader
    from llama_index.core.schema import Document as LlamaDocument

    class Pages(BaseReader):
        def load_data(self, file: Path) -> list[LlamaDocument]:
            return [LlamaDocument(text=page) for page in file.read_text().split("\f")]

    monkeypatch.setattr(sys.modules[__name__], "Pages", Pages, raising=False)
    monkeypatch.setitem(sys.modules, "pages_of_the_tests", sys.modules[__name__])
    pages = ["The clerk opens the office.", "The night train leaves at ten.", "The end of the book."]
    write("book.paged", "\f".join(pages))
    files = DocumentSettings(include=("*.paged",), readers={".paged": "pages_of_the_tests:Pages"})
    paged = replace(empty_folder, files=files)
    build(paged)
    engine = Engine.open(paged)
    starts = engine.documents[0].pages
    assert len(starts) == 3
    answer = engine.ask("When does the night train leave?")
    check(answer, {"book.paged": "\n\n".join(pages)}, {"book.paged": starts})
    assert answer.citations[0].page == 2
    assert answer.citations[0].location == "book.paged, page 2, line 3"


def test_the_page_is_that_of_the_words_that_answer(empty_folder: IndexSettings, write: Callable[..., Path]):
    """If a sentence of a PDF continues on the next page, the citation names the page of the answer."""
    first = [
        line(100, "The night ferry to Tallinn leaves from the western quay"),
        line(88, "and is at sea for"),
    ]
    write("guide.pdf", pdf(first, [line(740, "eleven hours."), line(700, "Dogs are welcome.")]))
    settings = replace(empty_folder, answer=AnswerSettings())
    build(settings)
    engine = Engine.open(settings)
    pages = {}
    for question in ("How long is the night ferry at sea?", "Where does the night ferry leave from?"):
        answer = engine.ask(question)
        pages[answer.text] = answer.citations[0].location
    assert pages == {"eleven hours": "guide.pdf, page 2", "the western quay": "guide.pdf, page 1"}


@pytest.mark.parametrize("question", ["", " ", "\n\t\u2028 "])
def test_a_blank_question_is_refused(seeds_engine: Engine, question: str):
    """A question of white space alone raises QuestionEmpty."""
    with pytest.raises(QuestionEmpty, match=r"^There is no question\.$"):
        seeds_engine.ask(question)


def test_a_question_is_read_up_to_its_limit_and_says_so(seeds_engine: Engine):
    """Text beyond the limit is not read, and a notice says so."""
    long = seeds_engine.ask("who framed Madan? " * 1000)
    assert long.notices == (
        f"Only the first {MAX_QUESTION_CHARACTERS} characters of the question were read.",
    )
    assert seeds_engine.ask("x" * MAX_QUESTION_CHARACTERS).notices == ()


def test_half_a_character_in_a_question_is_a_question_mark(seeds_engine: Engine):
    """A question that is not valid Unicode (as from a broken terminal) is answered nevertheless."""
    answer = seeds_engine.ask("who framed Madan\udcff?")
    assert answer.question == "who framed Madan??"
    assert answer.citations


def test_the_same_question_has_the_same_answer_on_many_threads(seeds_engine: Engine):
    """Several threads may ask an engine at once; no question affects another."""
    expected = [seeds_engine.ask(question) for question in QUESTIONS[:5]]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(seeds_engine.ask, QUESTIONS[:5] * 3)) == expected * 3


def test_milliseconds_by_stage(seeds_engine: Engine):
    """An answer has the time of each stage, but answers that differ only in time are equal."""
    answer = seeds_engine.ask("who framed Madan?")
    assert list(answer.milliseconds) == ["retrieve", "read", "cite"]
    assert all(value >= 0 for value in answer.milliseconds.values())
    assert replace(answer, milliseconds={}) == answer


def test_within_folders_nothing_of_other_documents_is_known(small_index: IndexSettings):
    """Answers, passages, contexts and counts are those of the folders, however a folder is written."""
    engine = Engine.open(small_index)
    train, bakery = "When does the night train to Tallinn leave?", "Who opened the bakery on Mill Street?"
    other = engine.ask(bakery).citations[0]
    for folder in ("notes", "./notes/", "notes//train.txt"):
        notes = engine.within([folder])
        assert [entry.name for entry in notes.documents] == ["notes/train.txt"]
        assert notes.passage_count == len(notes.retrieve(bakery, 100)) == 1
        assert notes.ask(train).citations == engine.ask(train).citations
        for question in (train, bakery, "Marta", "lighthouse"):
            asked = notes.ask(question, passages=20)
            assert {citation.document for citation in asked.citations} <= {"notes/train.txt"}
        assert notes.quote_context(other) is None
        assert notes.identity == engine.identity
    nowhere = engine.within(["note", "../notes"])
    assert (nowhere.documents, nowhere.passage_count) == ((), 0)
    assert nowhere.ask(train).outcome is Outcome.NOTHING
    assert engine.within([]) is engine
    notes = engine.within(["notes"])
    assert notes.within(["bakery.txt"]).documents == ()  # it narrows, and never widens
    assert [entry.name for entry in notes.within(["notes/train.txt", "bakery.txt"]).documents] == [
        "notes/train.txt"
    ]
    assert notes.within([]) is notes.within(["./notes"]) is notes
    assert engine.within(["."]).ask(bakery) == engine.ask(bakery)


def test_what_comes_closest(small_index: IndexSettings):
    """The retrieved passages are cited as they are, whether they answer the question or not."""
    engine = Engine.open(small_index)
    found = engine.closest("Where does the night train to Oslo stop?", 2)
    assert found[0].document == "notes/train.txt"
    assert len(found) == 2
    texts = texts_of(small_index)
    for citation in found:
        assert texts[citation.document][citation.start : citation.end] == citation.quote
        assert citation.answer is None
    assert engine.within(["bakery.txt"]).closest("night train", 2)[0].document == "bakery.txt"


def test_a_quote_in_its_context(seeds_index: IndexSettings, seeds_engine: Engine):
    """The context of a quote is the document's text around it, with the quote marked."""
    citation = seeds_engine.ask("who framed Madan?").citations[0]
    text = texts_of(seeds_index)[citation.document]
    context = seeds_engine.quote_context(citation, 100)
    assert context is not None
    assert context.text == text[max(0, citation.start - 100) : citation.end + 100]
    assert context.start == max(0, citation.start - 100)
    assert context.text.startswith(citation.quote, citation.start - context.start)


@pytest.mark.parametrize(
    "change",
    [{"document": "gone.txt"}, {"quote": "Something else."}, {"start": 5}, {"document": "../seeds/README"}],
)
def test_a_quote_that_the_index_does_not_hold_has_no_context(seeds_engine: Engine, change: dict):
    """A citation of an unknown document, or of another text at its offsets, has no context."""
    citation = replace(seeds_engine.ask("who framed Madan?").citations[0], **change)
    assert seeds_engine.quote_context(citation) is None


def test_an_engine_stays_with_its_generation(stale_index: IndexSettings):
    """An engine answers from the generation that it opened, even after a build replaced it on disk."""
    engine = Engine.open(stale_index)
    before = engine.ask("Who opened the bakery on Mill Street?")
    assert "Marta" in before.citations[0].quote
    assert engine.is_current()
    build(stale_index)
    assert not engine.is_current()
    assert engine.ask("Who opened the bakery on Mill Street?") == before
    assert engine.quote_context(before.citations[0]) is not None
    after = Engine.open(stale_index)
    assert after.is_current()
    assert after.generation == engine.generation + 1
    assert all(
        "Marta" not in citation.quote
        for citation in after.ask("Who opened the bakery on Mill Street?", passages=9).citations
    )


def test_an_engine_describes_its_generation(seeds_index: IndexSettings, seeds_engine: Engine):
    """The number, documents, passages, reader and time of the generation are those of its manifest."""
    manifest = Store(seeds_index.index).manifest()
    assert seeds_engine.generation == manifest.generation
    assert seeds_engine.documents == manifest.documents
    assert seeds_engine.passage_count == sum(entry.passages for entry in manifest.documents)
    assert seeds_engine.built_at == manifest.built_at
    assert seeds_engine.reader_name == "sentences"


def test_without_an_index_there_is_no_engine(empty_folder: IndexSettings):
    """A folder without an index raises an error that says so."""
    with pytest.raises(IndexMissing, match=r"^There is no index in .* yet\.$"):
        Engine.open(empty_folder)


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_passages_than_one_are_refused(seeds_engine: Engine, count: int):
    """A count below 1 raises ValueError, instead of returning an empty answer."""
    sentence = rf"must be at least 1, not {count}\.$"
    with pytest.raises(ValueError, match=f"^`passages` {sentence}"):
        seeds_engine.ask("who framed Madan?", passages=count)
    for search in (seeds_engine.retrieve, seeds_engine.closest):
        with pytest.raises(ValueError, match=f"^`count` {sentence}"):
            search("who framed Madan?", count)


@pytest.mark.parametrize("copies", [8, 300])
def test_copies_of_a_text_do_not_crowd_out_the_rest(empty_folder: IndexSettings, write, copies: int):
    """A text that occurs in many documents is read once, and the answer ranked after its copies is found."""
    for number in range(copies):
        write(
            f"copy{number}.txt",
            "The harbour fee is discussed. The harbour fee is disputed. The harbour fee rose.",
        )
    write("minutes.txt", "Minutes of May. The harbour fee was set to 310 crowns by Councillor Yilmaz.")
    write("other.txt", "The harbour has a crane.")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    texts = [each.passage.text for each in engine.evidence("What about the harbour fee?", 4)]
    assert len(texts) == len(set(texts)) == 3
    assert "Yilmaz" in engine.ask("Who set the harbour fee to 310 crowns?").text


def test_copies_of_one_sentence_alone_still_answer(empty_folder: IndexSettings, write):
    """A hundred documents with the same single sentence answer as one of them does."""
    for number in range(100):
        write(f"copy{number}.txt", "The spare key hangs behind the kitchen door.")
    build(empty_folder)
    answer = Engine.open(empty_folder).ask("Where does the spare key hang?", passages=4)
    assert answer.outcome is Outcome.ANSWERED
    assert [citation.quote for citation in answer.citations] == [
        "The spare key hangs behind the kitchen door."
    ]


def test_a_misspelt_question_is_read_as_it_is_meant(empty_folder: IndexSettings, write):
    """It gets the answer to the corrected question, and the corrections; `question` stays as asked."""
    write("prices.txt", "A greatsword costs 50 gp. A dagger costs 2 gp.")
    write("hidden/halberds.txt", "The halberdiers of the northern gate drink plum brandy.")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    meant, asked = engine.ask("price of a greatsword"), engine.ask("price of a greatsowrd")
    assert meant.citations
    assert asked.citations == meant.citations
    assert (asked.question, asked.misspellings) == (
        "price of a greatsowrd",
        (Misspelling("greatsowrd", "greatsword"),),
    )
    assert engine.retrieve("greatsowrd", 3) == engine.retrieve("greatsword", 3)
    assert engine.evidence("greatsowrd", 3) == engine.evidence("greatsword", 3)
    assert engine.ask("what do halberdeirs drink").misspellings == (
        Misspelling("halberdeirs", "halberdiers"),
    )
    assert engine.within(["prices.txt"]).ask("what do halberdeirs drink").misspellings == ()


def test_courtesies_around_a_question_change_nothing(empty_folder: IndexSettings, write):
    """A greeting, an excuse or thanks is neither searched nor read; the question stays as asked."""
    write(
        "prices.txt", "A greatsword costs 50 gp. A dagger costs 2 gp. Newcomers say hi in the hall. Thanks!"
    )
    build(empty_folder)
    engine = Engine.open(empty_folder)
    polite = "Hi all, quick question: price of a greatsword pls. Thanks in advance! 🙏"
    plain, asked = engine.ask("price of a greatsword"), engine.ask(polite)
    assert plain.citations
    assert (asked.text, asked.confidence, asked.citations) == (plain.text, plain.confidence, plain.citations)
    assert asked.question == polite
    assert engine.retrieve(polite, 3) == engine.retrieve("price of a greatsword", 3)


def test_sentences_beside_a_question_count_if_they_are_about_documents(empty_folder: IndexSettings, write):
    """Otherwise they are neither searched nor read."""
    write("prices.md", "# Prices\n\nA greatsword costs 50 gp. A dagger costs 2 gp.\n")
    write("guilds.md", "# Guilds\n\nSmiths of the guild pay half of each price.\n")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    question = "what does a greatsword cost?"
    plain, asked = engine.ask(question), engine.ask(f"my cousin was laughing about me for hours. {question}")
    assert plain.citations
    assert (asked.text, asked.confidence, asked.citations) == (plain.text, plain.confidence, plain.citations)
    assert engine.ask(f"i joined the smiths. {question}").confidence != plain.confidence


def test_the_clause_that_asks_is_answered_if_the_message_is_not(empty_folder: IndexSettings, write):
    """What people tell of themselves around it costs no answer; the question stays as asked."""
    write("prices.md", "# Prices\n\nA greatsword costs 50 gp. A dagger costs 2 gp.\n")
    write("guilds.md", "# Guilds\n\nSmiths of the guild pay half of each price. The party is in May.\n")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    story = (
        "we had a party at my mom's house with cake and someone dropped my sword in the pool so now i wonder "
    )
    plain, asked = engine.ask("what a greatsword costs"), engine.ask(story + "what a greatsword costs")
    assert plain.outcome is Outcome.ANSWERED
    assert (asked.text, asked.confidence, asked.citations) == (plain.text, plain.confidence, plain.citations)
    assert asked.question == story + "what a greatsword costs"
    assert (plain.answered_part, asked.answered_part) == ("", "what a greatsword costs")
    shown = engine.ask(story + "where the mayor sleeps")
    assert shown.outcome is not Outcome.ANSWERED
    assert not shown.answered_part


def test_what_is_unknown_here_tells_nothing_of_other_documents(empty_folder: IndexSettings, write):
    """Words are corrected as if unknown documents did not exist, so that nobody learns their words."""
    write("prices.txt", "A greatsword costs 50 gp. A dagger costs 2 gp.")
    build(empty_folder)
    alone = Engine.open(empty_folder).ask("price of a greatsowrd").misspellings
    write("hidden/names.txt", "Project Greatsowrd begins in May.")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    assert engine.ask("price of a greatsowrd").misspellings == ()
    assert engine.within(["prices.txt"]).ask("price of a greatsowrd").misspellings == alone != ()


def test_copies_are_looked_through_no_further_than_a_limit(
    empty_folder: IndexSettings, write, monkeypatch: pytest.MonkeyPatch
):
    """However many copies a text has, the searches are asked for no more candidates than the limit."""
    for number in range(80):
        write(f"copy{number}.txt", "The spare key hangs behind the kitchen door.")
    settings = replace(empty_folder, retrieval=replace(empty_folder.retrieval, candidates=10))
    build(settings)
    asked_for = []
    search = VectorIndex.search
    monkeypatch.setattr(
        VectorIndex, "search", lambda *arguments: asked_for.append(arguments[2]) or search(*arguments)
    )
    monkeypatch.setattr("index.passage_search._MAX_CANDIDATES", 70)
    assert len(Engine.open(settings).evidence("Where does the spare key hang?", 4)) == 1
    assert asked_for == [10, 70]


def test_a_rare_word_is_found_and_shown(empty_folder: IndexSettings, write):
    """A word that occurs in one of many documents is shown, however its vector ranks."""
    for number in range(60):
        lines = (
            f"On day {day} the bell of tower {number} rang {day * number % 17} times." for day in range(6)
        )
        write(f"d{number:03}.txt", " ".join(lines))
    write("x.txt", "The minutes were taken. A parcel was left at the lodge by Zebedee Okonkwo. It rained.")
    build(empty_folder)
    engine = Engine.open(replace(empty_folder, answer=AnswerSettings()))
    for question in ("Okonkwo", "zebedee", "who is Okonkwo?", "parcel lodge"):
        answer = engine.ask(question)
        assert answer.outcome is not Outcome.NOTHING, question
        assert answer.citations[0].document == "x.txt", question


def test_a_word_that_a_line_end_breaks_is_found_and_quoted_as_it_stands(empty_folder: IndexSettings, write):
    """The searches and the reader see one word; the quote has its hyphen and its line end."""
    text = "It rained all week.\n\nOle polishes the observa-\ntory dome on Mondays.\n"
    write("a.txt", text)
    write("b.txt", "The bakery opens at dawn.\n")
    build(empty_folder)
    engine = Engine.open(empty_folder)
    (hit,) = engine.retrieve("observatory", 1)
    assert hit.bm25 > 0
    assert "polishes the observatory dome" in reading_text(hit.passage)
    quote = engine.ask("Who polishes the observatory dome?").citations[0]
    assert "the observa-\ntory dome" in quote.quote == text[quote.start : quote.end]


@pytest.mark.parametrize(("seconds", "day"), [(0, "1970-01-01"), (3 * 10**11, ""), (-(10**11), "")])
def test_a_time_that_no_calendar_has_is_no_day(small_index: IndexSettings, seconds: int, day: str):
    """A file's time of change may be any number, as on a damaged disk. Then a citation has no day."""
    folder = small_index.index / "gen-1"
    manifest = read_manifest(folder)
    documents = tuple(replace(entry, modified=seconds * 10**9) for entry in manifest.documents)
    write_manifest(folder, replace(manifest, documents=documents))
    engine = Engine.open(small_index)
    (citation,) = engine.closest("Who opened the bakery?", 1)
    assert engine.located(citation, dated=True).changed == day
