"""From scores to outcomes, and how the numbers are fitted."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from index.reader.calibration import Calibration, contenders, decide, features
from index.reader.spans import Candidate
from index.training.calibrate import shelves, without_its_answer, work_of
from index.training.data import QAExample
from index.training.fitting import Trial, fit, fit_topic, judge, separate
from index.types import Outcome


def candidate(
    text: str, score: float, *, rank: int = 0, start: int = 0, document: str = "notes.txt"
) -> Candidate:
    return Candidate(rank, document, start, start + len(text), text, score)


def test_shares_are_one_softmax_with_no_answer(make_evidence):
    """Each answer's share is its exponential over all, "no answer" counted as 0."""
    found = [candidate("Anna", 2.0), candidate("Otto", 1.0, start=9)]
    shares = [one.share for one in contenders(found, [make_evidence("Anna met Otto")], Calibration())]
    total = math.exp(2) + math.exp(1) + 1
    assert shares == pytest.approx([math.exp(2) / total, math.exp(1) / total])


def test_the_same_answer_in_two_places_adds_up(make_evidence):
    """Two mentions of a name together beat a third word that is likelier than either."""
    evidence = [make_evidence("Anna met Otto"), make_evidence("anna left", document="b.txt")]
    found = [
        candidate("Otto", 1.2, start=9),
        candidate("Anna", 1.0),
        candidate("anna", 1.0, rank=1, document="b.txt"),
    ]
    best = contenders(found, evidence, Calibration())[0]
    assert {one.text for one in best.places} == {"Anna", "anna"}


def test_the_retrieval_score_can_tip_the_balance(make_evidence):
    """With a prior, the better ranked passage wins a near tie."""
    evidence = [make_evidence("Anna", score=0.2), make_evidence("Otto", document="b.txt", score=0.9)]
    found = [candidate("Anna", 1.1), candidate("Otto", 1.0, rank=1, document="b.txt")]
    assert contenders(found, evidence, Calibration(prior=0.0))[0].places[0].text == "Anna"
    assert contenders(found, evidence, Calibration(prior=2.0))[0].places[0].text == "Otto"


def test_the_question_s_own_words_can_tip_the_balance(make_evidence):
    """With a weight on wording, the span whose sentence says what was asked wins a near tie."""
    evidence = [make_evidence("Anna met Otto")]
    found = [candidate("Anna", 1.1), replace(candidate("Otto", 1.0, start=9), sentence=0.8)]
    assert contenders(found, evidence, Calibration(wording=0.0))[0].places[0].text == "Anna"
    assert contenders(found, evidence, Calibration(wording=2.0))[0].places[0].text == "Otto"


def test_the_gap_is_to_the_next_answer_elsewhere(make_evidence):
    """A longer or shorter form of the answer at the same place is no rival of it."""
    evidence = [make_evidence("Rajani's father met a son")]
    found = [
        candidate("Rajani's father", 2.0),
        candidate("father", 1.5, start=9),
        candidate("son", 0.5, start=22),
    ]
    ranked = contenders(found, evidence, Calibration())
    assert features(ranked, evidence, 20).gap == pytest.approx(1.5)


def test_scores_of_any_size_are_safe(make_evidence):
    """Extreme scores give finite confidences."""
    for score in (-1e6, 1e6):
        reading = decide([candidate("Anna", score)], (make_evidence("Anna"),), Calibration(), 20)
        assert 0 <= reading.spans[0].confidence <= 1


@pytest.mark.parametrize(
    ("intercept", "nearest", "outcome"),
    [
        (9.0, 0.0, Outcome.ANSWERED),
        (-9.0, 0.9, Outcome.PASSAGES),
        (-0.9, 0.1, Outcome.PASSAGES),
        (-1.2, 0.1, Outcome.NOTHING),
        (-9.0, 0.1, Outcome.NOTHING),
    ],
)
def test_outcomes_follow_the_thresholds(make_evidence, intercept, nearest, outcome):
    """Sure: answered; not sure but on the subject, or half as sure: passages; neither: nothing."""
    calibration = Calibration(intercept=intercept, answered=0.5, on_topic=0.5)
    evidence = (make_evidence("Anna", score=nearest),)
    assert decide([candidate("Anna", 0.0)], evidence, calibration, 20).outcome is outcome


def test_spans_do_not_overlap(make_evidence):
    """Variants of one answer ("father" in "Rajani's father") are shown once, as the best of them."""
    found = [
        candidate("Rajani's father", 2.0),
        candidate("father", 1.5, start=9),
        candidate("son", 0.0, start=31),
    ]
    evidence = (make_evidence("Rajani's father framed no one, son."),)
    spans = decide(found, evidence, Calibration(), 20).spans
    assert [span.text for span in spans] == ["Rajani's father", "son"]


def test_separate_takes_the_best_threshold():
    """As a loop over every level finds it."""
    high, low = [0.9, 0.8, 0.4], [0.1, 0.5, 0.3]
    level, gain = separate(high, low)
    gains = {
        at: np.mean([one >= at for one in high]) + np.mean([one < at for one in low]) for at in (*high, *low)
    }
    assert gains[level] == max(gains.values()) == pytest.approx(gain)


def test_a_fit_tells_right_from_wrong(make_evidence):
    """On made-up trials whose scores tell, right answers end up surer than wrong ones, and means agree."""
    random = np.random.default_rng(3)
    evidence = (make_evidence("Anna met Otto"),)
    known = [Trial(evidence, (candidate("Anna", random.normal(2, 1)),), ("Anna",), 20) for _ in range(200)]
    unknown = [Trial(evidence, (candidate("Anna", random.normal(-2, 1)),), (), 20) for _ in range(200)]
    calibration = fit(known, unknown)
    sure = [judge(trial, calibration).confidence for trial in known]
    unsure = [judge(trial, calibration).confidence for trial in unknown]
    assert np.mean(sure) > 0.85
    assert np.mean(unsure) < 0.15
    assert np.mean(sure + unsure) == pytest.approx(0.5, abs=0.02)
    assert 0.2 < calibration.answered < 0.8


def test_what_is_near_grows_with_the_crowd(make_evidence):
    """Passages are shown for what is near in an index of its size, though a large one comes as near by chance."""
    near, far = (
        [Trial((make_evidence("Anna", score=score),), (), (), passages) for passages, score in pairs]
        for pairs in (((8, 0.3), (2000, 0.6)), ((8, 0.2), (2000, 0.5)))
    )
    calibration = fit_topic(Calibration(), near, far)
    for trials, outcome in ((near, Outcome.PASSAGES), (far, Outcome.NOTHING)):
        for one in trials:
            assert decide((), one.evidence, calibration, one.passages).outcome is outcome


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
