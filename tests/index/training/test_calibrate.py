"""The questions that a calibration is fitted on, and the weights of their kinds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.reader.calibration.blocks import BlockFeatures
from index.reader.calibration.topic import TopicFeatures
from index.training import calibrate_topic as topic
from index.training.asked_collections import near_miss_question, split_by_works, work_of
from index.training.calibrate_blocks import Case, fit
from index.training.groups.near_misses import QuestionWords
from index.training.question_cases import evidence_without_answer
from index.training.sources.data import QAExample


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


def test_evidence_with_the_answer_is_removed(make_evidence):
    """The rest of the question's own document stays as one passage; other passages with the answer are removed."""
    context = "It rained. Anna burned the mill. Nobody minded."
    example = QAExample("synthetic", "Who burned the mill?", context, ((11, 15),))
    own = make_evidence(context, document="own", score=0.9)
    answering, other = (make_evidence(text, document=text) for text in ("Anna lived.", "Otto lived."))
    left = evidence_without_answer(example, "own", (own, answering, other))
    assert [each.context for each in left] == ["It rained. Nobody minded.", "Otto lived."]
    assert left[0].hit.score == 0.9
    assert evidence_without_answer(example, "own", (answering, other)) is None


def test_a_near_miss_asks_for_what_the_text_does_not_state():
    """A word of the question is replaced, always by the same one. If none can be, there is no near miss."""
    words = QuestionWords.of([])
    opened = QAExample("tales", "Who opened the mill?", "Anna opened the mill.", ((0, 4),))
    assert near_miss_question(opened, words) == "Who closed the mill?"
    assert near_miss_question(opened, words) == near_miss_question(opened, words)
    assert near_miss_question(QAExample("tales", "Why?", "It rained.", ((0, 2),)), words) is None


def test_the_weight_of_unanswerable_questions_does_not_depend_on_their_number():
    """Four times as many unanswerable questions give the same calibration."""
    rng = np.random.default_rng(5)

    def cases(answerable: bool, count: int) -> list[Case]:
        relevance = rng.normal(1.0 if answerable else -1.0, 2.0, count).tolist()
        right = [answerable and value + rng.normal() > 0 for value in relevance]
        features = [BlockFeatures(value, 0.0, 0.5) for value in relevance]
        return [
            Case("a", "works", each, is_right, answerable)
            for each, is_right in zip(features, right, strict=True)
        ]

    answerable, unanswerable = cases(True, 60), cases(False, 60)
    once = fit([*answerable, *unanswerable], 0.5)
    often = fit([*answerable, *unanswerable * 4], 0.5)
    assert list(often.to_json().values()) == pytest.approx(list(once.to_json().values()), abs=1e-3)


def test_own_and_other_questions_have_the_same_weight():
    """In each source, however many are asked; the feature that distinguishes them gets the largest coefficient."""
    rng = np.random.default_rng(6)

    def cases(source: str, own: bool, count: int) -> list[topic.Case]:
        features = (TopicFeatures(0.5, cosine, 0.0, 0.5) for cosine in rng.normal(0.5 + own / 4, 0.1, count))
        return [topic.Case(source, "a", each, own) for each in features]

    own, others, more = cases("a", True, 80), cases("a", False, 80), cases("b", True, 40)
    once = topic.fit([*own, *others, *more], 0.1)
    often = topic.fit([*own, *others * 5, *more * 3], 0.1)
    assert often.cosine / often.intercept == pytest.approx(once.cosine / once.intercept, rel=0.1)
    assert once.cosine > 2 > abs(once.coverage)
    assert once.is_on_topic(own[0].features)
    assert not replace(once, threshold=1.0).is_on_topic(own[0].features)
