"""The development questions that a calibration is fitted on."""

from __future__ import annotations

from index.training.calibrate import evidence_without_answer, split_by_works, work_of
from index.training.data import QAExample


def test_collections_do_not_divide_a_work():
    """Each example is in one collection, with all others of its work and those of a few other works."""
    examples = [
        QAExample(
            "tales",
            f"Question {number}?",
            f"Section {number % 20}.",
            ((0, 7),),
            document=f"Tale {number % 5}",
        )
        for number in range(60)
    ]
    collections = split_by_works(examples, 2)
    assert sorted(map(repr, examples)) == sorted(
        repr(example) for collection in collections for example in collection
    )
    works = [{work_of(example) for example in collection} for collection in collections]
    assert [len(of_collection) for of_collection in works] == [2, 2, 1]
    assert len(set.union(*works)) == 5


def test_evidence_that_holds_the_answer_is_taken_away(make_evidence):
    """Of the own document the rest stays, as one passage; others that hold the answer go."""
    context = "It rained. Anna burned the mill. Nobody minded."
    example = QAExample("synthetic", "Who burned the mill?", context, ((11, 15),))
    own = make_evidence(context, document="own", score=0.9)
    answering, other = (make_evidence(text, document=text) for text in ("Anna lived.", "Otto lived."))
    left = evidence_without_answer(example, "own", (own, answering, other))
    assert [each.context for each in left] == ["It rained. Nobody minded.", "Otto lived."]
    assert left[0].hit.score == 0.9
    assert evidence_without_answer(example, "own", (answering, other)) is None
