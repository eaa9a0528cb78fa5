"""Question → Answer: promise 6 over hand-made and arbitrary documents, odd questions, and the neighbourhood."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import engine as engine_module
from index.documents.structure import LINE_END
from index.engine import QUESTION_LIMIT, Engine, cite
from index.errors import IndexMissing, UserError
from index.settings import AnswerSettings, DocumentSettings, IndexSettings
from index.store.build import build
from index.store.store import Store
from index.types import Answer, Citation, Evidence, Hit, Outcome, Passage, Reading, Span

QUESTIONS = [
    "who framed Madan?",
    "Who escorts Madan to the Star Hotel?",
    "What is the capital of Mongolia?",
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
    """What promises 1 and 6 say of every answer."""
    for citation in answer.citations:
        text = texts[citation.document]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert citation.line == line_of(text, citation.start)
        starts = (pages or {}).get(citation.document)
        assert citation.page == (sum(start <= citation.start for start in starts) if starts else None)
    for number, one in enumerate(answer.citations):
        for other in answer.citations[:number]:
            apart = one.document != other.document or one.start >= other.end or other.start >= one.end
            assert apart, "two citations overlap"
    assert 0 <= answer.confidence <= 1
    if answer.outcome is Outcome.ANSWERED:
        place = answer.citations[0].answer
        assert place is not None
        assert answer.citations[0].quote[slice(*place)] == answer.text != ""
    else:
        assert answer.text == ""
        assert all(citation.answer is None for citation in answer.citations)
    if answer.outcome is Outcome.NOTHING:
        assert answer.citations == ()


def read_back(settings: IndexSettings) -> dict[str, str]:
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
    """Promise 6: an answer stands verbatim at the marked place of its first citation, or there is none."""
    answer = seeds_engine.ask(question, passages=passages)
    check(answer, read_back(seeds_index))
    assert len(answer.citations) <= (passages or 3)
    assert answer.question == " ".join(question.split())


def test_all_three_outcomes_happen(seeds_engine: Engine):
    """The properties above are not empty: among the questions are some of each outcome."""
    outcomes = {seeds_engine.ask(question).outcome for question in QUESTIONS[:3]}
    assert {Outcome.ANSWERED, Outcome.NOTHING} <= outcomes


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
    """Promises 1 and 6 for citations, over documents of any text."""
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
        texts = {name: text.removeprefix("\ufeff") for name, text in read_back(engine_settings).items()}
        for passages in (None, 6):
            answer = engine.ask(question, passages=passages)
            check(answer, texts)
            for citation in answer.citations:
                around = engine.around(citation, 50)
                assert around is not None
                assert around.text == texts[citation.document][around.start :][: len(around.text)]
                assert around.text[slice(*around.quote)] == citation.quote
    except UserError as error:
        assert "holds no document" in str(error) or "There is no question" in str(error)


class EveryReader:
    """A reader that answers with a given stretch of the best evidence's context."""

    name = "every"

    def __init__(self, outcome: Outcome, share: tuple[float, float]) -> None:
        self.outcome, self.share = outcome, share

    def read(self, question: str, evidence: tuple[Evidence, ...]) -> Reading:
        spans = []
        for one in evidence:
            size = len(one.context)
            start = min(int(size * self.share[0]), size - 1)
            while one.context[start].isspace():
                start = (start + 1) % size
            end = max(start + 1, int(size * self.share[1]))
            while end > start + 1 and one.context[end - 1].isspace():
                end -= 1
            spans.append(Span(one, one.start + start, one.start + end, 0.9))
        return Reading(self.outcome, tuple(spans))


@given(
    outcome=st.sampled_from(list(Outcome)),
    start=st.floats(0, 1),
    length=st.floats(0, 0.6),
    passages=st.sampled_from([None, 5]),
)
@example(outcome=Outcome.ANSWERED, start=0.701171875, length=0.0, passages=None)
@settings(max_examples=25)
def test_any_span_of_any_reader_is_cited_truly(
    seeds_index: IndexSettings, outcome: Outcome, start: float, length: float, passages: int | None
):
    """Whatever stretch a reader picks, also outside the passage or over many sentences, the proof is exact."""
    engine = Engine.open(seeds_index)
    engine._reader = EveryReader(outcome, (start, min(start + length, 1.0)))
    answer = engine.ask("who framed Madan?", passages=passages)
    assert answer.outcome is outcome
    check(answer, read_back(seeds_index))


def test_a_quote_holds_whole_sentences(seeds_index: IndexSettings, seeds_engine: Engine):
    """A quote of the ordinary size begins and ends where sentences do."""
    text = read_back(seeds_index)["000_1cec97276c6227d2.txt"]
    start = text.index("Rajani's father  had ordered")
    passage = Passage("d", "t", 0, len(text), text, 1)
    span = Span(Evidence(Hit(passage, 0, 0, 0), text, 0), start, start + 15, 0.9)
    quote = cite(span).quote
    assert quote.startswith("Rajani's father  had ordered the killing")
    assert quote.endswith("suitable for his daughter.")


@pytest.mark.parametrize("size", [499, 500, 501, 900])
@pytest.mark.parametrize("mark", [True, False])
def test_a_quote_is_short_unless_the_answer_is_not(size: int, mark: bool):
    """A quote keeps its limit; only an answer that is longer itself makes it longer, and then stands in it whole."""
    text = ("word " * 1000)[:size] + " and so on" * 300 + "."
    passage = Passage("d", "t", 0, len(text), text, 1)
    end = len(text[:size].rstrip())
    citation = cite(Span(Evidence(Hit(passage, 0, 0, 0), text, 0), 0, end, 0.9), mark=mark)
    assert text[citation.start : citation.end] == citation.quote
    if mark:
        assert citation.quote[slice(*citation.answer)] == text[:end]
        assert len(citation.quote) <= max(engine_module._QUOTE_LIMIT, end)
    else:
        assert 0 < len(citation.quote) <= engine_module._QUOTE_LIMIT
        assert text[citation.end : citation.end + 1].isspace()


def test_pages_of_quotes(
    empty_folder: IndexSettings, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    """A citation names the page on which its quote starts, not the one on which the passage does."""
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


@pytest.mark.parametrize("question", ["", " ", "\n\t\u2028 "])
def test_no_question_is_one_sentence(seeds_engine: Engine, question: str):
    """A blank question is said to be none."""
    with pytest.raises(UserError, match="There is no question: ask one"):
        seeds_engine.ask(question)


def test_a_question_is_read_up_to_its_limit_and_says_so(seeds_engine: Engine):
    """Beyond the limit nothing is read, and a notice says so."""
    long = seeds_engine.ask("who framed Madan? " * 1000)
    assert long.notices == (f"Only the first {QUESTION_LIMIT} characters of the question were read.",)
    assert seeds_engine.ask("x" * QUESTION_LIMIT).notices == ()


def test_half_a_character_in_a_question_is_a_question_mark(seeds_engine: Engine):
    """A question with what is no Unicode (as from a broken terminal) is answered all the same."""
    answer = seeds_engine.ask("who framed Madan\udcff?")
    assert answer.question == "who framed Madan??"
    assert answer.citations


def test_the_same_question_has_the_same_answer_on_many_threads(seeds_engine: Engine):
    """An engine may be asked from several threads at once; nothing of one question reaches another."""
    expected = [seeds_engine.ask(question) for question in QUESTIONS[:5]]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(seeds_engine.ask, QUESTIONS[:5] * 3)) == expected * 3


def test_milliseconds_are_told_by_stage(seeds_engine: Engine):
    """Where the time went is part of the answer, and no part of what makes two answers equal."""
    answer = seeds_engine.ask("who framed Madan?")
    assert list(answer.milliseconds) == ["retrieve", "read", "cite"]
    assert all(value >= 0 for value in answer.milliseconds.values())


def test_around_a_citation(seeds_index: IndexSettings, seeds_engine: Engine):
    """The neighbourhood of a quote is the document's text there, the quote's place marked."""
    citation = seeds_engine.ask("who framed Madan?").citations[0]
    text = read_back(seeds_index)[citation.document]
    around = seeds_engine.around(citation, 100)
    assert around.text == text[max(0, citation.start - 100) : citation.end + 100]
    assert around.start == max(0, citation.start - 100)
    assert around.text[slice(*around.quote)] == citation.quote


@pytest.mark.parametrize(
    "change",
    [{"document": "gone.txt"}, {"quote": "Something else."}, {"start": 5}, {"document": "../seeds/README"}],
)
def test_around_what_is_no_longer_there_is_nothing(seeds_engine: Engine, change: dict):
    """A citation of a document or a text that the generation does not hold has no neighbourhood."""
    citation = replace(seeds_engine.ask("who framed Madan?").citations[0], **change)
    assert seeds_engine.around(citation) is None


def test_an_engine_stays_with_its_generation(stale_index: IndexSettings):
    """An engine answers from the generation it opened, whole, after a newer one has replaced it on disk."""
    engine = Engine.open(stale_index)
    before = engine.ask("Who opened the bakery on Mill Street?")
    assert "Marta" in before.citations[0].quote
    assert engine.is_current()
    build(stale_index)
    assert not engine.is_current()
    assert engine.ask("Who opened the bakery on Mill Street?") == before
    assert engine.around(before.citations[0]) is not None
    after = Engine.open(stale_index)
    assert after.is_current()
    assert after.generation == engine.generation + 1
    assert all(
        "Marta" not in one.quote
        for one in after.ask("Who opened the bakery on Mill Street?", passages=9).citations
    )


def test_what_an_engine_says_of_itself(seeds_index: IndexSettings, seeds_engine: Engine):
    """Number, documents, passages, reader and time of the generation are its manifest's."""
    manifest = Store(seeds_index.index).manifest()
    assert seeds_engine.generation == manifest.generation
    assert seeds_engine.documents == manifest.documents
    assert seeds_engine.passage_count == sum(entry.passages for entry in manifest.documents)
    assert seeds_engine.built_at == manifest.built_at
    assert seeds_engine.reader_name == "sentences"


def test_without_an_index_opening_says_so(empty_folder: IndexSettings):
    """No index is one sentence."""
    with pytest.raises(IndexMissing, match=r"There is no index in .* yet\.$"):
        Engine.open(empty_folder)


def test_an_unknown_reader_is_one_sentence(seeds_index: IndexSettings):
    """A reader that does not exist is named, with those that do."""
    with pytest.raises(UserError, match=r'There is no reader \'oracle\': .* "default" or "sentences"'):
        Engine.open(replace(seeds_index, answer=AnswerSettings(reader="oracle")))


def test_citations_say_where_they_stand():
    """A location names document, page where there is one, and line."""
    citation = Citation("notes/a.md", "A", 0, 1, "x", 12)
    assert citation.location == "notes/a.md, line 12"
    assert replace(citation, page=3).location == "notes/a.md, page 3, line 12"
