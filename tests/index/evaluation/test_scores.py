"""A file of questions → scores: each measure against a count by hand, and what a wrong file is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Engine
from index.errors import WrongUse
from index.evaluation.scores import (
    Asked,
    Question,
    Scores,
    evaluate,
    exact_match,
    f1,
    holds,
    load_questions,
    normalise,
    rouge_l,
    score,
)
from index.types import Answer, Hit, Outcome, Passage


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


def test_rouge_l():
    """ROUGE-L is the F1 of the longest common subsequence of words."""
    assert rouge_l("police killed the gunman", "police kill the gunman") == pytest.approx(0.75)
    assert rouge_l("the gunman kill police", "police kill the gunman") == pytest.approx(0.5)
    assert rouge_l("", "x") == rouge_l("x", "") == 0


@given(one=st.text(max_size=30), other=st.text(max_size=30))
def test_scores_are_shares_and_symmetrical(one: str, other: str):
    """Every score lies between 0 and 1, does not depend on which text is which, and is 1 for the same text."""
    for measure in (f1, rouge_l):
        assert 0 <= measure(one, other) == measure(other, one) <= 1
    if normalise(one):
        assert f1(one, one) == 1


def question(
    text: str = "q", document: str | None = "a.txt", answers: tuple[str, ...] = ("yes",), evidence: str = ""
) -> Question:
    return Question(text, document, answers, evidence)


def hit(text: str, document: str = "a.txt") -> Hit:
    return Hit(Passage(document, "t", 0, len(text), text, 1), 1, 1, 1)


def test_a_right_passage_holds_the_evidence_in_the_right_document():
    """A passage is right when it is of the document and holds the evidence, or an answer as whole words."""
    assert holds(hit("He said: Yes!"), question())
    assert not holds(hit("He said: yesterday"), question())
    assert not holds(hit("He said: yes", "b.txt"), question())
    assert holds(hit("He said: yes", "b.txt"), question(document=None))
    assert not holds(hit("He said: yes"), question(evidence="in the night"))
    assert holds(hit("yes, In the Night."), question(evidence="in the night"))


def asked(outcome: Outcome, answers: tuple[str, ...], rank: int, share: float) -> Asked:
    answer = Answer("q", outcome, "", 0.5, (), 1)
    return Asked(question(answers=answers), answer, rank, share == 1, share, share == 1)


def test_scores_are_means_by_hand():
    """Each figure is the mean over the questions that it is about."""
    scores = score(
        [
            asked(Outcome.ANSWERED, ("a",), 1, 1.0),
            asked(Outcome.ANSWERED, ("a",), 5, 0.5),
            asked(Outcome.PASSAGES, ("a",), 10, 0.0),
            asked(Outcome.NOTHING, ("a",), 0, 0.0),
            asked(Outcome.NOTHING, (), 0, 0.0),
            asked(Outcome.PASSAGES, (), 0, 0.0),
            asked(Outcome.ANSWERED, (), 0, 0.0),
        ]
    )
    assert scores == Scores(
        answerable=4, unanswerable=3, hit_at_1=0.25, hit_at_5=0.5, mrr_at_10=(1 + 1 / 5 + 1 / 10) / 4,
        exact_match=0.25, f1=0.375, proven=0.25, answered=0.5,
        right_declines=pytest.approx(2 / 3), wrong_answers=pytest.approx(1 / 3),
    )  # fmt: skip
    assert score([]) == Scores(0, 0, *[0.0] * 9)


def test_evaluating_the_seeds(seeds_engine: Engine, root: Path):
    """The seeds' own questions find their passages, and each figure agrees with the answers given."""
    questions = load_questions(root / "tests" / "questions" / "seeds.jsonl")
    done: list[int] = []
    results = evaluate(seeds_engine, questions, done.append)
    assert done == list(range(len(questions)))
    assert [one.question for one in results] == questions
    scores = score(results)
    assert scores.answerable + scores.unanswerable == len(questions)
    assert scores.hit_at_5 > 0.8
    assert scores.right_declines + scores.wrong_answers == pytest.approx(1)
    for one in results:
        if one.proven:
            quote = normalise(one.answer.citations[0].quote)
            assert any(normalise(right) in quote for right in one.question.answers)
    assert set(scores.to_json()) == set(Scores.__dataclass_fields__)


def test_the_questions_of_the_seeds_are_about_the_seeds(root: Path):
    """Every answer and every piece of evidence in the file stands in the document that it names."""
    for one in load_questions(root / "tests" / "questions" / "seeds.jsonl"):
        if one.answers:
            text = normalise((root / "seeds" / one.document).read_text())
            assert one.evidence
            assert normalise(one.evidence) in text, one.question


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", r"line 1: not a question; each line is an object"),
        ('{"question": "q", "answers": []}\nnonsense', r"line 2: not a question"),
        ('\n\n{"question": "q"}', r"line 3: not a question .*answers"),
        ("[]", r"line 1: not a question"),
        ('{"question": "q", "answers": null}', r"line 1: not a question"),
        ("", r"holds none"),
        ("\n \n", r"holds none"),
    ],
)
def test_a_wrong_file_is_told_by_line(tmp_path: Path, text: str, why: str):
    """A file that is none of questions is refused, with the line where that shows."""
    path = tmp_path / "questions.jsonl"
    path.write_text(text)
    with pytest.raises(WrongUse, match=why.replace("question .*", "question.*")):
        load_questions(path)


def test_a_missing_file_is_wrong_use(tmp_path: Path):
    """A file that cannot be read is named."""
    with pytest.raises(WrongUse, match=r"The file of questions .*none\.jsonl cannot be read"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "old.jsonl").write_bytes(b'{"question": "caf\xe9"}')
    with pytest.raises(WrongUse, match="cannot be read"):
        load_questions(tmp_path / "old.jsonl")


def test_odd_line_ends_inside_a_question_stay_inside(tmp_path: Path):
    """A question may hold signs that other formats take for line ends."""
    one = {"question": "a\u2028b\x85c\u2029d", "answers": ["e"]}
    (tmp_path / "q.jsonl").write_text(json.dumps(one, ensure_ascii=False) + "\r\n")
    assert [q.question for q in load_questions(tmp_path / "q.jsonl")] == [one["question"]]
