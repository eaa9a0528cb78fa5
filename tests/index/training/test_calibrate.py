"""The development questions that a calibration is fitted on."""

from __future__ import annotations

from index.training.calibrate import shelves, without_its_answer, work_of
from index.training.data import QAExample


def test_shelves_part_no_work():
    """Each question is asked once, beside all others of its work and those of few works else."""
    questions = [
        QAExample(
            "tales",
            f"Question {number}?",
            f"Section {number % 20}.",
            ((0, 7),),
            document=f"Tale {number % 5}",
        )
        for number in range(60)
    ]
    made = shelves(questions, 2)
    assert sorted(map(repr, questions)) == sorted(repr(one) for some in made for one in some)
    works = [{work_of(one) for one in some} for some in made]
    assert [len(some) for some in works] == [2, 2, 1]
    assert len(set.union(*works)) == 5


def test_what_answers_is_taken_away(make_evidence):
    """Of the own document the rest stays, as one passage; others that hold the answer go."""
    context = "It rained. Anna burned the mill. Nobody minded."
    asked = QAExample("made-up", "Who burned the mill?", context, ((11, 15),))
    own = make_evidence(context, document="own", score=0.9)
    telling, other = (make_evidence(text, document=text) for text in ("Anna lived.", "Otto lived."))
    left = without_its_answer(asked, "own", (own, telling, other))
    assert [one.context for one in left] == ["It rained. Nobody minded.", "Otto lived."]
    assert left[0].hit.score == 0.9
    assert without_its_answer(asked, "own", (telling, other)) is None
