"""Questions written for the training: those in the checkout, reading them, and the groups made from them."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.models.encoder import MiniLM
from index.models.tokenizer import load_tokenizer
from index.training.encoder_training import PairSource
from index.training.groups.stream import TrainingStream
from index.training.groups.written_stream import WrittenStream
from index.training.sources.community_questions import COMMUNITIES, read_questions
from index.training.sources.data import QAExample
from index.training.sources.written import WRITTEN, WrittenExample, read_written, save_written

TEXT = "# Village\n\nHere is all about it.\n\n## How do I join?\n\nAsk **Anna**, who knows everybody.\n"


@pytest.fixture
def examples(write_written, encoder: MiniLM, tmp_path: Path) -> list[WrittenExample]:
    """Questions about a small document and about a made-up community."""
    text = TEXT.replace("**", "")
    write_written(tmp_path / "written", "us:a.md", text)
    with lzma.open(tmp_path / "documents.jsonl.xz", "wt") as file:
        file.write(json.dumps({"id": "us:a.md", "text": text}) + "\n")
    return read_written(tmp_path, encoder, tmp_path / "written")


def test_a_question_has_passages_that_answer_and_others(examples: list[WrittenExample]):
    """The others do not answer it; an unanswerable question has only others."""
    join = ("Village › How do I join?", "Ask Anna, who knows everybody.")
    about = ("Village", "Here is all about it.")
    fees = ("Rules › Fees", "A year costs nine crowns. It is paid in May.")
    keys = ("Rules › Keys", "The warden has the keys.")
    assert examples == [
        WrittenExample("how can i get in", (join,), "Ask Anna", (about,)),
        WrittenExample("how do i leave", (), "", (join, about)),
        WrittenExample("what is the fee", (fees,), "nine crowns", (keys,)),
        WrittenExample("who made the keys", (), "", (keys, fees)),
    ]


def test_saved_examples_are_read_without_documents(
    examples: list[WrittenExample], encoder: MiniLM, tmp_path: Path
):
    """They equal the examples that were saved."""
    (tmp_path / "kept").mkdir()
    save_written(examples, tmp_path / "kept")
    assert read_written(tmp_path / "kept", encoder) == examples


def test_at_most_one_window_of_a_group_answers(examples: list[WrittenExample]):
    """It answers with its words or, at times, as a whole; no window answers an unanswerable question."""
    stream = WrittenStream(load_tokenizer(), examples, seed=3)
    seen: dict[str, set[str]] = {example.question: set() for example in examples}
    for index in range(60):
        for number, example in enumerate(examples):
            windows = stream.group(0, index, number, 0.0)
            answers = [window for window in windows if window.answers]
            assert len(answers) <= 1
            for window in answers:
                words = [
                    stream.tokenizer.decode(window.ids[first : last + 1].tolist())
                    for first, last in window.gold_spans
                ]
                seen[example.question].add(words[0] if words else "all of it")
    assert seen == {
        "how can i get in": {"ask anna", "all of it"},
        "how do i leave": set(),
        "what is the fee": {"nine crowns", "all of it"},
        "who made the keys": set(),
    }


def test_the_most_similar_passages_are_read_most_often():
    """Of six passages that do not answer, the first is in about two of three groups, and each is in some."""
    others = tuple(("Village", name) for name in ("one", "two", "three", "four", "five", "six"))
    stream = WrittenStream(load_tokenizer(), [WrittenExample("who pays", (), "", others)], seed=5)
    read = Counter(
        stream.tokenizer.decode(window.ids.tolist()).split()[-1]
        for index in range(200)
        for window in stream.group(0, index, 0, 0.0)
    )
    assert read["one"] > 130 > read["two"] > read["six"] > 0
    assert read.keys() == {text for _, text in others}


def test_the_encoder_learns_where_written_questions_are_answered(examples: list[WrittenExample]):
    """Each answerable question is paired with its passage and with one that does not answer it."""
    other = QAExample("squad", "who is the mayor", "Ben is the mayor.", ((0, 3),))
    stream = TrainingStream.of([other], load_tokenizer(), seed=3)
    source = PairSource(stream, [], examples)
    rng = np.random.default_rng(5)
    pairs = {pair.question: pair for number in range(len(source)) for pair in [source.pair(number, rng)]}
    join, fee = pairs["how can i get in"], pairs["what is the fee"]
    assert join.passage == "Village › How do I join?\nAsk Anna, who knows everybody."
    assert join.negative == "Village\nHere is all about it."
    assert fee.passage == "Rules › Fees\nA year costs nine crowns. It is paid in May."
    assert join.key != fee.key and max(join.key, fee.key) < 0
    assert pairs.keys().isdisjoint({"how do i leave", "who made the keys"})


def test_the_written_questions_are_valid():
    """Blocks are in their excerpts, evidence is in its document, and no community is one that Munshi is measured on."""
    for line in (WRITTEN / "documentation.jsonl").read_text().splitlines():
        row = json.loads(line)
        first, last = row.get("block", row["excerpt"])
        start, end = row.get("words", (0, 1))
        assert row["question"] and row["excerpt"][0] <= first < last <= row["excerpt"][1]
        assert 0 <= start < end and ("block" in row or "words" not in row)
    folder = WRITTEN / "communities"
    questions = read_questions(folder)
    for question in questions:
        for support in question.supporting:
            text = (folder / "documents" / question.kind / support.document).read_text()
            assert support.evidence in text and support.answers[0] in support.evidence
    assert {each.kind for each in questions}.isdisjoint(each.kind for each in read_questions(COMMUNITIES))
