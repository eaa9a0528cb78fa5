"""Answers that a language model words, as a person at the terminal sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.terminal.answer_json import answer_json
from bot.terminal.cli import main
from bot.terminal.render import answer_text
from bot.terminal.safe_text import Style
from index.settings import IndexSettings
from index.types import Answer, Citation, Outcome, ReaderAnswer, WordedSentence, Wording
from tests.stub_llm import StubLLM, claims, says, status, stub_llm

Run = Callable[..., tuple[int, str, str]]
QUESTION = "When does the night train to Tallinn leave?"
WORDED = ("The night train to Tallinn leaves at 22:40.", "leaves at 22:40")


@pytest.fixture(autouse=True, scope="module")
def _packages_are_loaded() -> None:
    pytest.importorskip("llama_index.llms.openai_like")


@pytest.fixture
def run(config, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process with a stub as the language model; give its status, output and errors."""

    def run(settings: IndexSettings, stub: StubLLM, *arguments: str, more: str = "") -> tuple[int, str, str]:
        path = config(settings)
        section = (
            f'[llm]\nkind = "openai_like"\nmodel = "stub"\naddress = "{stub.address}/v1"\nwhen = "always"\n'
        )
        path.write_text(path.read_text() + section + more)
        status = main([arguments[0], "--config", str(path), *arguments[1:]])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


def test_a_worded_answer(small_index: IndexSettings, run: Run):
    """The reply has sentences with the numbers of their quotes, the model, the confidence, and the quotes."""
    with stub_llm(claims(WORDED)) as stub:
        code, out, err = run(small_index, stub, "ask", QUESTION)
    assert (code, re.sub(r"\d+% sure", "#% sure", out), err) == (
        0,
        "The night train to Tallinn leaves at 22:40. [1]  (worded by stub; #% sure)\n"
        "\n"
        "  1. “The night train to Tallinn [leaves at 22:40] from platform nine.”\n"
        "     notes/train.txt, line 1\n",
        "",
    )


def test_a_server_that_refuses(small_index: IndexSettings, run: Run):
    """The reader's answer is shown, with a notice, and the exit status is that of the answer."""
    with stub_llm(status(401)) as stub:
        code, out, err = run(small_index, stub, "ask", QUESTION)
    assert (code, err) == (0, "")
    assert "sure)" in out
    assert out.endswith("\nThe language model stub did not word the answer: its server refuses the key.\n")


def test_json_has_the_sentences_and_their_citations(small_index: IndexSettings, run: Run):
    """`--json` names the citation of each sentence, the model, and whether the reader agrees."""
    with stub_llm(claims(WORDED)) as stub:
        _, out, _ = run(small_index, stub, "ask", "--json", QUESTION)
    answer = json.loads(out)
    assert answer["answer"] == WORDED[0]
    assert answer["answer_kind"] == "wording"
    assert answer["wording"]["model"] == "stub"
    assert answer["wording"]["sentences"] == [{"text": WORDED[0], "citation": 0}]
    (citation,) = answer["citations"]
    assert citation["quote"][citation["answer"]["start"] : citation["answer"]["end"]] == WORDED[1]


def test_the_readers_answer_stands_beside_a_wording():
    """If the sentences do not agree with the reader, its answer follows them, in text and in JSON."""
    first, second = Citation("a.txt", "", 0, 5, "It is.", 1), Citation("b.txt", "", 0, 5, "At nine.", 1)
    wording = Wording("m", (WordedSentence("So it is.", 0),), False, ReaderAnswer("At\nnine", 0.62, 1))
    answer = Answer(
        "q", Outcome.ANSWERED, "So it is.", 0.0, (first, second), 1, kind="wording", wording=wording
    )
    assert answer_text(answer, Style()) == (
        "So it is. [1]  (worded by m; each sentence quoted)\n"
        "In the documents' own words: At nine [2]  (62% sure)\n"
        "\n"
        "  1. “It is.”\n"
        "     a.txt, line 1\n"
        "\n"
        "  2. “At nine.”\n"
        "     b.txt, line 1\n"
    )
    printed = answer_json(answer)["wording"]["reader"]
    assert printed == {"answer": "At\nnine", "confidence": 0.62, "citation": 1}


def test_chat_tells_the_model_what_was_said(
    small_index: IndexSettings, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """In a chat the model gets the earlier questions and their worded answers."""
    lines = tmp_path / "lines"
    lines.write_text(f"{QUESTION}\nWho opened the bakery?\n")
    with stub_llm(claims(WORDED)) as stub, lines.open() as typed:
        monkeypatch.setattr("sys.stdin", typed)
        run(small_index, stub, "chat")
        told = stub.requests[1]["messages"][1]["content"]
    assert f"Question: {QUESTION}\nAnswer: {WORDED[0]}" in told


def test_eval_with_and_without(small_index: IndexSettings, run: Run, tmp_path: Path):
    """`eval --llm` scores the worded answers by the same table, and says how many were worded."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        json.dumps({"question": QUESTION, "document": "notes/train.txt", "answers": ["22:40"]})
    )
    with stub_llm(claims(WORDED)) as stub:
        _, without, _ = run(small_index, stub, "eval", "--json", str(questions))
        assert stub.requests == []
        _, worded, _ = run(small_index, stub, "eval", "--json", "--llm", str(questions))
    _, failed, _ = run(small_index, stub, "eval", "--json", "--llm", str(questions))  # the server is away
    scores = json.loads(worded)
    assert set(scores) == {*json.loads(without), "worded", "not_worded"}
    assert (scores["worded"], scores["not_worded"], scores["proven"]) == (1, 0, 1.0)
    assert json.loads(failed) == json.loads(without) | {"worded": 0, "not_worded": 1}


def test_eval_lists_sentences_that_say_something_else_than_the_reader(
    small_index: IndexSettings, run: Run, tmp_path: Path
):
    """They have no probability, so none is told, as in an answer."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": "bread on Sunday?", "answers": ["no"]}))
    other = ("Rye bread is baked every Friday.", "She bakes rye bread every Friday")
    with stub_llm(claims(other)) as stub:
        _, out, _ = run(small_index, stub, "eval", "--llm", str(questions))
    assert out.partition("\n\n")[2] == (
        "Not answered rightly: 1 question\n\n"
        "bread on Sunday?\n"
        "  got       Rye bread is baked every Friday. (each sentence quoted) · bakery.txt, line 1\n"
        "  expected  no\n"
    )


def test_eval_without_a_model_is_wrong_use(small_index: IndexSettings, config, tmp_path: Path, capsys):
    """`eval --llm` needs a language model in the config."""
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "document": None, "answers": ["22:40"]}))
    assert main(["eval", "--llm", "--config", str(config(small_index)), str(questions)]) == 2
    assert capsys.readouterr().err == (
        "munshi: The config names no language model, or says that it is never asked.\n"
    )


def test_a_key_that_is_not_there(small_index: IndexSettings, run: Run):
    """A missing key file is wrong use, reported with advice before a question is asked."""
    with stub_llm(says("")) as stub:
        code, out, err = run(small_index, stub, "ask", QUESTION, more='key_file = "no-key"\n')
    assert (code, out) == (2, "")
    assert "no-key cannot be read: No such file or directory. Put the key alone into the file" in err


def test_a_wording_is_harmless():
    """The sentences and the name of a model reach the terminal only as text on a line."""
    citation = Citation("a.txt", "a.txt", 0, 1, "x", 1)
    wording = Wording("m\x1b[31m\n", (WordedSentence("One\x1b]0;x\x07\ntwo\u202e.", 0),), False)
    answer = Answer("q", Outcome.ANSWERED, "One two.", 0.0, (citation,), 1, kind="wording", wording=wording)
    first, *_ = answer_text(answer, Style()).split("\n")
    bad = "\ufffd"
    assert first == f"One{bad}]0;x{bad} two{bad}. [1]  (worded by m{bad}[31m; each sentence quoted)"
