"""A file of questions → scores: each measure against a count by hand, and the errors of a wrong file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Answer, Engine, Hit, Outcome, Passage
from index.errors import WrongUse
from index.evaluation.scores import (
    LabelledQuestion,
    ScoredQuestion,
    Scores,
    evaluate,
    exact_match,
    f1,
    is_right,
    load_questions,
    normalise,
    score,
)


@pytest.mark.parametrize(
    ("given_text", "right", "exact", "expected"),
    [
        ("Rajani's father", "rajanis father", True, 1.0),
        ("the  Star Hotel.", "Star Hotel", True, 1.0),
        ("at the Star Hotel", "Star Hotel", False, 0.8),
        ("Madan", "Rajani", False, 0.0),
        ("", "Rajani", False, 0.0),
        ("Rajani Rajani", "Rajani", False, 2 / 3),
        ("", "", False, 0.0),
        ("the", "a", True, 0.0),
    ],
)
def test_answers_are_scored_as_squad_does(given_text: str, right: str, exact: bool, expected: float):
    """Exact match and F1 are over lower-case words without articles and punctuation."""
    assert exact_match(given_text, right) is exact
    assert f1(given_text, right) == pytest.approx(expected)


@given(first=st.text(max_size=30), second=st.text(max_size=30))
def test_scores_are_shares_and_symmetrical(first: str, second: str):
    """Scores are from 0 to 1 and do not depend on the order of the texts; F1 of a text with itself is 1."""
    assert 0 <= f1(first, second) == f1(second, first) <= 1
    if normalise(first):
        assert f1(first, first) == 1


def question(
    text: str = "q", document: str | None = "a.txt", answers: tuple[str, ...] = ("yes",), evidence: str = ""
) -> LabelledQuestion:
    return LabelledQuestion(text, document, answers, evidence)


def hit(text: str, document: str = "a.txt") -> Hit:
    return Hit(Passage(document, "t", 0, len(text), text, 1), 1, 1, 1)


def test_a_right_passage_contains_the_evidence_in_the_right_document():
    """A passage is right if it is of the document and contains the evidence, or else an answer as whole words."""
    assert is_right(hit("He said: Yes!"), question())
    assert not is_right(hit("He said: yesterday"), question())
    assert not is_right(hit("He said: yes", "b.txt"), question())
    assert is_right(hit("He said: yes", "b.txt"), question(document=None))
    assert not is_right(hit("He said: yes"), question(evidence="in the night"))
    assert is_right(hit("yes, In the Night."), question(evidence="in the night"))


def scored(outcome: Outcome, answers: tuple[str, ...], rank: int, f1: float) -> ScoredQuestion:
    answer = Answer("q", outcome, "", 0.5, (), 1)
    return ScoredQuestion(question(answers=answers), answer, rank, f1 == 1, f1, f1 == 1)


def test_scores_are_means_by_hand():
    """Each score is a mean over the answerable or over the unanswerable questions."""
    scores = score(
        [
            scored(Outcome.ANSWERED, ("a",), 1, 1.0),
            scored(Outcome.ANSWERED, ("a",), 5, 0.5),
            scored(Outcome.PASSAGES, ("a",), 10, 0.0),
            scored(Outcome.NOTHING, ("a",), 0, 0.0),
            scored(Outcome.NOTHING, (), 0, 0.0),
            scored(Outcome.PASSAGES, (), 0, 0.0),
            scored(Outcome.ANSWERED, (), 0, 0.0),
        ]
    )
    assert scores == Scores(
        answerable=4, unanswerable=3, hit_at_1=0.25, hit_at_5=0.5, mrr_at_10=(1 + 1 / 5 + 1 / 10) / 4,
        exact_match=0.25, f1=0.375, proven=0.25, answered=0.5,
        right_declines=pytest.approx(2 / 3), wrong_answers=pytest.approx(1 / 3),
    )  # fmt: skip
    assert score([]) == Scores(0, 0, *[0.0] * 9)


def test_evaluating_the_seeds(seeds_engine: Engine, root: Path):
    """The questions on the seeds find their passages, and each score agrees with the answers given."""
    questions = load_questions(root / "tests" / "questions" / "seeds.jsonl")
    results = evaluate(seeds_engine, questions)
    assert [result.labelled for result in results] == questions
    scores = score(results)
    assert scores.answerable + scores.unanswerable == len(questions)
    assert scores.hit_at_5 > 0.8
    assert scores.right_declines + scores.wrong_answers == pytest.approx(1)
    for result in results:
        if result.proven:
            quote = normalise(result.answer.citations[0].quote)
            assert any(normalise(right) in quote for right in result.labelled.answers)
    assert set(scores.to_json()) == set(Scores.__dataclass_fields__)


def test_the_questions_of_the_seeds_are_about_the_seeds(root: Path):
    """The document of every question contains its evidence and one of its answers."""
    for labelled in load_questions(root / "tests" / "questions" / "seeds.jsonl"):
        if labelled.answers:
            text = normalise((root / "seeds" / labelled.document).read_text())
            assert labelled.evidence
            assert normalise(labelled.evidence) in text, labelled.question
            assert any(normalise(right) in text for right in labelled.answers), labelled.question


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", r"^Line 1 of the file of questions .* is not an object with \"question\""),
        ('{"question": "q", "answers": []}\nnonsense', r"^Line 2 .*\(it is no JSON\)"),
        ('\n\n{"question": "q"}', r'^Line 3 .*\(it has no "answers"\)\.$'),
        ("[]", r"^Line 1 .*\(it is no object\)"),
        ('{"answers": []}', r'^Line 1 .*\(it has no "question"\)'),
        ('{"question": "q", "answers": null}', r"^Line 1 "),
        ('{"question": "q", "answers": "Anna"}', r"^Line 1 .*its answers are no list"),
        ('{"question": " ", "answers": []}', r"^Line 1 .*its question is empty"),
        ("", r"contains no question"),
        ("\n \n", r"contains no question"),
        ('{"question": "a", "answers": [], "document": 5}', r"^Line 1 .* \(its document is no text\)"),
        ('{"question": "a", "answers": [], "evidence": 5}', r"^Line 1 .* \(its evidence is no text\)"),
        ("[" * 100_000, r"^Line 1 of the file of questions"),
    ],
)
def test_the_error_of_a_wrong_file_names_the_line(tmp_path: Path, text: str, why: str):
    """A line that is not a question is an error that names it; so is a file without questions."""
    path = tmp_path / "questions.jsonl"
    path.write_text(text)
    with pytest.raises(WrongUse, match=why):
        load_questions(path)


def test_a_missing_file_is_wrong_use(tmp_path: Path):
    """A file that cannot be read is named."""
    with pytest.raises(WrongUse, match=r"The file of questions .*none\.jsonl cannot be read"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "old.jsonl").write_bytes(b'{"question": "caf\xe9"}')
    with pytest.raises(WrongUse, match=r"old\.jsonl is not UTF-8, as JSON has to be\.$"):
        load_questions(tmp_path / "old.jsonl")


def test_a_file_without_end_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file is not read beyond the size that a file of questions may have."""
    monkeypatch.setattr("index.evaluation.scores._LARGEST_FILE", 1000)
    with pytest.raises(WrongUse, match="/dev/zero cannot be read: File too large"):
        load_questions(Path("/dev/zero"))


def test_scores_over_no_question_are_omitted():
    """Without unanswerable questions, the scores of declining are omitted."""
    answerable = scored(Outcome.ANSWERED, ("a",), 1, 1.0)
    assert score([answerable]).to_json().keys().isdisjoint({"right_declines", "wrong_answers"})


def test_a_question_may_contain_other_line_ends(tmp_path: Path):
    """Only a line feed ends a line; characters that are line ends elsewhere belong to the question."""
    value = {"question": "a\u2028b\x85c\u2029d", "answers": ["e"]}
    (tmp_path / "q.jsonl").write_text(json.dumps(value, ensure_ascii=False) + "\r\n")
    assert [labelled.question for labelled in load_questions(tmp_path / "q.jsonl")] == [value["question"]]
