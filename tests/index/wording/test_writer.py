"""A model words an answer; a lying, broken, slow or hostile one is no worse than the reader alone."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.engine import Engine
from index.errors import ExtraMissing, KeyExposed, KeyMissing
from index.settings import LLMSettings
from index.types import Answer, Outcome, ReaderAnswer, Turn
from index.wording.bounded_client import bounded_client
from index.wording.llm import NotWorded
from index.wording.writer import Writer
from tests.index.wording.conftest import MakeWriter
from tests.stub_llm import (
    Behaviour,
    claims,
    endless,
    hang_up,
    in_turn,
    passages_of,
    says,
    silent,
    status,
    stub_llm,
    trickle,
    trickle_head,
)

QUESTION = "Why did Ada Brenner choose granite?"
GOOD = (
    ("Ada Brenner chose granite because limestone had crumbled in storms.", "because limestone had crumbled"),
    ("The granite came from the quarry at Tolm.", "She chose granite from the quarry at Tolm"),
    ("A barge pays 12 crowns.", "12 crowns"),
)
WHERE_QUOTED = (
    "She chose granite from the quarry at Tolm,\nbecause limestone had crumbled in the winter storms."
)


@pytest.fixture(scope="module")
def read(harbour: Engine) -> Answer:
    """The reader's own answer to the question, as unsure as the test needs it."""
    return replace(harbour.ask(QUESTION), confidence=0.5)


@pytest.mark.parametrize("kind", ["openai_like", "ollama"])
def test_proven_sentences_are_shown_with_their_quotes(
    harbour: Engine, read: Answer, make_writer: MakeWriter, kind: str
):
    """Each sentence has a citation, whose quote is at its place in the document; no quote is cited twice."""
    with stub_llm(claims(*GOOD)) as stub:
        worded = make_writer(stub, kind).word(harbour, read)
    assert worded.outcome is Outcome.ANSWERED
    assert worded.kind == "wording"
    assert worded.text == " ".join(sentence for sentence, _ in GOOD)
    assert worded.wording is not None
    assert [sentence.citation for sentence in worded.wording.sentences] == [0, 0, 1]
    assert worded.wording.model == "stub"
    first, second = worded.citations
    assert first.quote == WHERE_QUOTED
    assert first.quote[slice(*first.answer)] == "because limestone had crumbled"
    assert (second.quote, second.trail) == ("| Barge | 12 crowns |", ("Fees",))
    text = (harbour.settings.documents / "harbour.md").read_text("utf-8")
    assert all(text[each.start : each.end] == each.quote for each in worded.citations)
    assert worded.notices == ()
    assert worded.milliseconds["word"] > 0


def test_the_confidence_is_the_readers_where_it_agrees(
    harbour: Engine, read: Answer, make_writer: MakeWriter
):
    """The confidence is the reader's if the sentences state its answer, and 0 if they do not."""
    with stub_llm(claims(GOOD[0])) as stub:
        writer = make_writer(stub)
        agreeing = writer.word(
            harbour, replace(read, text="limestone had\ncrumbled", outcome=Outcome.ANSWERED)
        )
        other = writer.word(harbour, replace(read, text="twelve seals", outcome=Outcome.ANSWERED))
    assert agreeing.wording and agreeing.wording.agreed
    assert agreeing.confidence == 0.5
    assert other.wording and not other.wording.agreed
    assert other.confidence == 0.0


def test_the_readers_answer_stays_in_sight(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """If supported sentences do not state the reader's answer, it is shown next to them with its citation."""
    asked = harbour.ask("When does the ferry to Orrin leave?")
    own = replace(asked, confidence=0.6)
    assert (own.kind, own.text) == ("words", "07:10")
    captain = ("The ferry's captain is Marta Quill.", "Its captain is “Marta Quill”")
    with stub_llm(claims(captain)) as stub:
        beside = make_writer(stub).word(harbour, own)
    with stub_llm(claims(("The ferry to Orrin leaves at 07:10.", "leaves at 07:10"))) as stub:
        same = make_writer(stub).word(harbour, own)
    assert beside.wording
    assert beside.wording.reader == ReaderAnswer("07:10", 0.6, 1)
    assert beside.citations[1] == own.citations[0]
    assert same.wording
    assert (same.wording.agreed, same.wording.reader, same.confidence) == (True, None, 0.6)


def test_what_the_question_is_not_about_is_no_answer(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """A supported sentence that shares no word with the question, nor does its quote, is not used."""
    about_ferries = replace(read, question="Who sails ferries?")
    with stub_llm(claims(GOOD[2])) as stub:
        assert make_writer(stub).word(harbour, about_ferries).wording is None
    with stub_llm(claims(GOOD[2])) as stub:
        assert make_writer(stub).word(harbour, replace(read, question="What does a barge pay?")).wording


def test_a_reply_that_is_cut_off_counts_as_far_as_it_is_whole(
    harbour: Engine, read: Answer, make_writer: MakeWriter
):
    """If a model stops within a sentence at its limit of tokens, the sentences before it are used."""

    def behave(handler) -> None:
        number = next(n for n, text in passages_of(handler.asked).items() if GOOD[1][1] in text)
        claim = {"sentence": GOOD[1][0], "quote": GOOD[1][1], "passage": number}
        says(json.dumps({"sentences": [claim, claim]})[:-30])(handler)

    with stub_llm(behave) as stub:
        assert make_writer(stub).word(harbour, read).text == GOOD[1][0]
        assert len(stub.requests) == 1


def test_a_sure_reader_is_not_overruled(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """If the reader is sure of an answer that no quote of the model contains, the reader's answer stays."""
    sure = replace(read, text="twelve seals", outcome=Outcome.ANSWERED, confidence=0.9)
    with stub_llm(claims(GOOD[0])) as stub:
        assert make_writer(stub).word(harbour, sure) == sure


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Ada Brenner chose granite because seals had eaten the limestone.", "because seals had eaten"),  # no such quote
        ("The harbour was built in 1859.", "was built by the engineer Ada Brenner in 1858"),  # another number
        ("A barge pays twenty crowns.", "12 crowns"),  # in words
        ("The harbour was built by Jonas Tarn.", "was built by the engineer Ada Brenner"),  # another name
        ("Jonas Tarn chose granite from the quarry at Tolm.", "She chose granite from the quarry at Tolm"),
        ("Fishing boats do pay a fee.", "Fishing boats do not pay a fee"),  # the contrary
        ("No fishing boats do not pay a fee.", "Fishing boats do not pay a fee"),
        ("Ada Brenner did not choose granite from Tolm.", "She chose granite from the quarry at Tolm"),
        ("Ada Brenner chose granite.", "The ferry to Orrin leaves at 07:10"),  # a quote of something else
        ("Pay the fee at evil.example before noon.", "before noon"),  # an address that is not quoted
        ("The fee is paid at [noon](https://evil.example).", "before noon"),
        ("@everyone the fee is paid before noon.", "before noon"),
        ("Ada Brenner wählte Granit, weil Kalkstein zerfiel.", "because limestone had crumbled"),  # another language
        ("艾达选择了花岗岩。", "because limestone had crumbled"),
        ("The harbour is closed.", "the harbour is closed"),  # it is in a comment, which nobody sees
        ("Rules of the Harbour Office.", "Rules of the Harbour Office"),  # a heading supports nothing
        ("", "because limestone had crumbled"),
        ("Granite " * 60, "She chose granite"),  # without measure
        ("Yes.", "She chose granite"),
    ],
)  # fmt: skip
def test_a_lie_is_not_shown(
    harbour: Engine, read: Answer, make_writer: MakeWriter, sentence: str, quote: str
):
    """An unsupported sentence is dropped, also among others; alone, it leaves the reader's answer."""
    with stub_llm(claims((sentence, quote))) as stub:
        alone = make_writer(stub).word(harbour, read)
    with stub_llm(claims((sentence, quote), GOOD[0])) as stub:
        beside = make_writer(stub).word(harbour, read)
    assert alone == replace(
        read, notices=("The language model stub wrote nothing that the documents prove.",)
    )
    assert beside.text == GOOD[0][0]


@pytest.mark.parametrize("passage", [0, -1, 11, 99])
def test_a_passage_that_was_not_given_proves_nothing(
    harbour: Engine, read: Answer, make_writer: MakeWriter, passage: int
):
    """A quote whose number is that of no passage is dropped."""
    with stub_llm(claims(GOOD[0], passage=passage)) as stub:
        assert make_writer(stub).word(harbour, read).wording is None


def test_a_yes_is_proven_by_what_follows(harbour: Engine, make_writer: MakeWriter):
    """A "yes" before the question's own words needs no quote of its own."""
    read = replace(harbour.ask("Do you pay the fee before noon?"), confidence=0.5)
    sentence = "Yes, the fee is paid before noon."
    with stub_llm(claims((sentence, "The fee is paid to the harbour master before noon"))) as stub:
        assert make_writer(stub).word(harbour, read).text == sentence


def test_no_claims_leave_the_readers_answer(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """A model that says that the passages do not answer changes nothing, and has not failed."""
    with stub_llm(says('{"sentences": []}')) as stub:
        assert make_writer(stub).word(harbour, read) == read


def packed(handler) -> None:
    handler.send(200, gzip.compress(handler.content("x" * 1000)), Content_Encoding="gzip")


FAILURES: list[tuple[Behaviour, str]] = [
    (says("Granite, of course!"), "its reply is not the JSON that was asked for"),
    (
        says('{"sentences": [{"sentence": "x", "quote": "y"}]}'),
        "its reply is not the JSON that was asked for",
    ),
    (says('{"sentences": "none"}'), "its reply is not the JSON that was asked for"),
    (says("[" * 5000), "its reply is not the JSON that was asked for"),
    (says(""), "its reply is not the JSON that was asked for"),
    (says("x" * 100_000), "its reply is not the JSON that was asked for"),
    (
        status(401, '{"error": {"message": "Incorrect API key provided: sk-s3cret"}}'),
        "its server refuses the key",
    ),
    (status(403), "its server refuses the key"),
    (status(404), "its server knows no such model or address"),
    (status(429), "its server asks for fewer questions"),
    (status(503, "<html>"), "its server answers with status 503"),
    (status(302, "", Location="http://127.0.0.1:9/"), "its server answers with status 302"),
    (hang_up, "it is not understood"),
    (silent, "it does not reply in time"),
    (trickle, "it does not reply in time"),
    (trickle_head, "it does not reply in time"),
    (endless, "its reply is too long"),
    (packed, "its reply is too long"),
]


@pytest.mark.parametrize("kind", ["openai_like", "ollama"])
@pytest.mark.parametrize(("behaviour", "why"), FAILURES, ids=[f"{n}" for n, _ in enumerate(FAILURES)])
def test_a_failure_leaves_the_readers_answer(
    harbour: Engine, read: Answer, make_writer: MakeWriter, behaviour: Behaviour, why: str, kind: str
):
    """Whatever a server does, the reader's answer comes before the deadline; a notice says why."""
    with stub_llm(behaviour) as stub:
        waits = 0.7 if behaviour in (silent, trickle, trickle_head) else 30.0
        worded = make_writer(stub, kind, timeout=waits).word(harbour, read)
    (notice,) = worded.notices
    assert replace(worded, notices=()) == read
    assert notice.startswith("The language model stub did not word the answer: ")
    assert why in notice or behaviour is hang_up
    assert "s3cret" not in notice


def test_a_late_connection_is_ended_too(monkeypatch: pytest.MonkeyPatch):
    """If finding an address takes longer than a reply may, a head that never ends is not waited for."""
    found = socket.getaddrinfo

    def find_slowly(*names: Any, **options: Any) -> Any:
        time.sleep(0.5)
        return found(*names, **options)

    monkeypatch.setattr(socket, "getaddrinfo", find_slowly)
    with (
        stub_llm(trickle_head) as stub,
        bounded_client(0.2) as client,
        pytest.raises(httpx.ReadTimeout, match="takes too long"),
    ):
        client.post(stub.address, json={})


def test_a_server_that_is_away(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """If no server listens, the reader's answer has a notice and is counted, or NotWorded is raised."""
    with stub_llm(silent) as stub:
        writer = make_writer(stub)
    worded = writer.word(harbour, read)
    why = "The language model stub did not word the answer: its server cannot be reached."
    assert (worded.notices, writer.failures) == ((why,), 1)
    with pytest.raises(NotWorded, match=f"^{why}$"):
        writer.try_word(harbour, read)


def test_the_deadline_holds(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """A model that never finishes is not waited for, and its slot stays taken until its request ends."""
    with stub_llm(trickle) as stub:
        writer = make_writer(stub, timeout=0.3, in_flight=1)
        writer.load()
        started = time.monotonic()
        first = writer.word(harbour, read)
        second = writer.word(harbour, read)
        assert time.monotonic() - started < 20  # not the stub's 30 seconds
    assert first.notices[0].endswith("it does not reply in time.")
    assert second.notices[0].endswith(("it is busy with other questions.", "it does not reply in time."))


def test_only_so_many_questions_in_a_minute(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """Beyond the rate of the settings, the reader's answer is returned, and the server is not asked."""
    with stub_llm(claims(GOOD[0])) as stub:
        writer = make_writer(stub, per_minute=2)
        given = [writer.word(harbour, read) for _ in range(4)]
        assert len(stub.requests) == 2
    assert [answer.wording is not None for answer in given] == [True, True, False, False]
    assert given[3].notices == (
        "The language model stub did not word the answer: it was asked 2 questions within a minute.",
    )


def test_one_retry_where_the_reply_is_no_json(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """A reply that is not JSON is refused once, and the next reply is used."""
    with stub_llm(in_turn(says("Sure! Here it is:"), claims(GOOD[0]))) as stub:
        worded = make_writer(stub).word(harbour, read)
        assert worded.text == GOOD[0][0]
        assert [message["role"] for message in stub.requests[1]["messages"]] == [
            "system",
            "user",
            "assistant",
            "user",
        ]


def test_structured_output_is_asked_for_until_it_is_refused(
    harbour: Engine, read: Answer, make_writer: MakeWriter
):
    """A server that does not support structured output is asked without it from then on."""

    def behave(handler) -> None:
        good = claims(GOOD[0])
        (status(400) if "response_format" in handler.asked else good)(handler)

    with stub_llm(behave) as stub:
        writer = make_writer(stub)
        assert [writer.word(harbour, read).text for _ in range(2)] == [GOOD[0][0]] * 2
        assert ["response_format" in request for request in stub.requests] == [True, False, False]


def test_structured_output_is_asked_for_again_after_a_failure_that_may_pass(
    harbour: Engine, read: Answer, make_writer: MakeWriter
):
    """After status 500, or if asking without it fails too, the next question asks for it again."""
    good = claims(GOOD[0])
    with stub_llm(in_turn(status(500), good, good, status(400), status(503), good)) as stub:
        writer = make_writer(stub)
        worded = [writer.word(harbour, read).wording is not None for _ in range(4)]
        assert worded == [True, True, False, True]
        structured = ["response_format" in request for request in stub.requests]
        assert structured == [True, False, True, True, False, True]


@pytest.mark.parametrize("wrapped", ["```json\n{}\n```", "<think>The user wants…</think>\n\n{}", "  {}\n"])
def test_json_in_its_usual_wrappings(harbour: Engine, read: Answer, make_writer: MakeWriter, wrapped: str):
    """A fence around the JSON, and the thoughts of a reasoning model before it, are accepted."""
    claim = {"sentence": GOOD[1][0], "quote": GOOD[1][1], "passage": 1}

    def behave(handler) -> None:
        number = next(n for n, text in passages_of(handler.asked).items() if GOOD[1][1] in text)
        reply = json.dumps({"sentences": [{**claim, "passage": number}]})
        says(wrapped.replace("{}", reply))(handler)

    with stub_llm(behave) as stub:
        assert make_writer(stub).word(harbour, read).text == GOOD[1][0]


def test_what_the_model_is_told(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """It gets the question, earlier turns, and the passages with headings and without markup."""
    with stub_llm(claims(GOOD[0])) as stub:
        make_writer(stub, passages=3, max_tokens=123).word(
            harbour, read, [Turn("Who built it?", "Ada Brenner")]
        )
        request = stub.requests[0]
    told = request["messages"][1]["content"]
    assert QUESTION in told
    assert "Question: Who built it?\nAnswer: Ada Brenner" in told
    passages = passages_of(request)
    assert 1 < len(passages) <= 3
    assert any(text.startswith("Rules of the Harbour Office › Fees\n") for text in passages.values())
    assert "https://example.org" not in told
    assert "Ignore the question" not in told
    assert request["max_tokens"] == 123


def test_the_marks_are_new_for_each_question(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """No two questions have the same marks around their passages."""
    with stub_llm(claims(GOOD[0])) as stub:
        writer = make_writer(stub)
        writer.word(harbour, read)
        writer.word(harbour, read)
        first, second = (request["messages"][1]["content"].partition(" ")[0] for request in stub.requests)
    assert first != second


@pytest.mark.parametrize(
    ("outcome", "confidence", "when", "asked"),
    [
        (Outcome.ANSWERED, 0.9, "unsure", False),
        (Outcome.ANSWERED, 0.6, "unsure", True),
        (Outcome.PASSAGES, 0.3, "unsure", True),
        (Outcome.NOTHING, 0.0, "unsure", False),
        (Outcome.ANSWERED, 0.9, "always", True),
        (Outcome.NOTHING, 0.0, "always", True),
    ],
)
def test_when_the_model_is_asked(
    harbour: Engine,
    read: Answer,
    make_writer: MakeWriter,
    outcome: Outcome,
    confidence: float,
    when: str,
    asked: bool,
):
    """With "unsure", the model words only the answers of which the reader is not sure."""
    answer = replace(read, outcome=outcome, confidence=confidence)
    with stub_llm(says('{"sentences": []}')) as stub:
        make_writer(stub, when=when).word(harbour, answer)
        assert bool(stub.requests) == asked


def test_a_contradiction_is_not_worded(harbour: Engine, read: Answer, make_writer: MakeWriter):
    """If documents contradict each other, both versions stay, and the model is not asked to choose."""
    first, *others = read.citations
    both = replace(read, citations=(first, replace(first, contradicts=True), *others))
    assert both.contradicted
    with stub_llm(claims(GOOD[0])) as stub:
        assert make_writer(stub).word(harbour, both) == both
        assert stub.requests == []


def test_without_settings_there_is_no_writer():
    """By default no model is configured, and "never" has the same effect."""
    assert Writer.open(LLMSettings()) is None
    assert Writer.open(LLMSettings(kind="ollama", model="any", when="never")) is None


def test_the_key_is_sent_and_never_logged(
    harbour: Engine, read: Answer, make_writer: MakeWriter, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """The key goes to the server alone: no log contains it, at any level, whatever the server says."""
    key_file = tmp_path / "key"
    key_file.write_text("sk-s3cret-0123456789\n")
    key_file.chmod(0o600)
    caplog.set_level(logging.DEBUG)
    refusal = status(401, '{"error": {"message": "Incorrect API key provided: sk-s3cret-0123456789"}}')
    for kind in ("openai_like", "ollama"):
        with stub_llm(in_turn(claims(GOOD[0]), refusal)) as stub:
            writer = make_writer(stub, kind, key_file=key_file)
            worded = [writer.word(harbour, read) for _ in range(2)]
            assert stub.headers[0]["authorization"] == "Bearer sk-s3cret-0123456789"
        assert worded[1].notices[0].endswith("its server refuses the key.")
        assert "s3cret" not in repr(worded)
    assert "s3cret" not in caplog.text


def test_no_key_of_the_environment_is_sent(
    harbour: Engine, read: Answer, make_writer: MakeWriter, monkeypatch: pytest.MonkeyPatch
):
    """Keys and proxies in the environment, which other programs use, are ignored."""
    for name in ("OPENAI_API_KEY", "OLLAMA_API_KEY"):
        monkeypatch.setenv(name, "sk-of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for kind in ("openai_like", "ollama"):
        with stub_llm(claims(GOOD[0])) as stub:
            assert make_writer(stub, kind).word(harbour, read).wording is not None
            assert "of-the-environment" not in repr(stub.headers)


def test_what_cannot_work_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A missing, invalid or exposed key and missing packages are reported before the first question."""
    settings = {"kind": "ollama", "model": "any", "key_file": tmp_path / "key"}
    with pytest.raises(KeyMissing, match="key cannot be read: No such file or directory"):
        Writer.open(LLMSettings(**settings))
    (tmp_path / "key").write_text("two words")
    with pytest.raises(KeyMissing, match="does not hold a key and nothing else"):
        Writer.open(LLMSettings(**settings))
    (tmp_path / "key").write_text("sk-1")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(KeyExposed, match="Others on this machine can read"):
        Writer.open(LLMSettings(**settings))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ExtraMissing, match=r"A language model needs packages .* munshi\[llm\]"):
        Writer.open(LLMSettings(kind="ollama", model="any"))


def test_any_llm_of_llamaindex(harbour: Engine, read: Answer):
    """`module:Class` names an LLM of LlamaIndex; its replies are checked in the same way."""
    llm = LLMSettings(kind="llama_index.core.llms:MockLLM", when="always", options={"max_tokens": 3})
    worded = Writer(llm).word(harbour, read)
    assert worded.notices[0].endswith("its reply is not the JSON that was asked for.")
    wrong = Writer(LLMSettings(kind="llama_index.core.llms:NoSuchLLM", when="always")).word(harbour, read)
    assert wrong.notices[0].endswith(
        "The language model llama_index.core.llms:NoSuchLLM cannot be made (AttributeError)."
    )
    hot = LLMSettings(kind="ollama", model="any", when="always", options={"temperature": "hot"})
    refused = Writer(hot).word(harbour, read)
    assert refused.notices[0].endswith("The language model ollama cannot be made (ValidationError).")
