"""Scored spans → outcome and confidence, against values computed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from index.reader.calibration.words import Calibration, decide, features_of, group_answers
from index.reader.network.spans import ScoredSpan
from index.types import Outcome


def scored(
    text: str, score: float, *, rank: int = 0, start: int = 0, document: str = "notes.txt"
) -> ScoredSpan:
    return ScoredSpan(rank, document, start, start + len(text), text, score)


def test_shares_are_one_softmax_with_no_answer(make_evidence):
    """Computed by hand: the exponential of each logit divided by the sum of all, with a logit of 0 for "no
    answer"."""
    spans = [scored("Anna", 2.0), scored("Otto", 1.0, start=9)]
    shares = [group.share for group in group_answers(spans, [make_evidence("Anna met Otto")], Calibration())]
    total = math.exp(2) + math.exp(1) + 1
    assert shares == pytest.approx([math.exp(2) / total, math.exp(1) / total])


def test_the_spans_of_one_answer_add_up(make_evidence):
    """Two mentions of a name together beat another answer that is likelier than each of them."""
    evidence = [make_evidence("Anna met Otto"), make_evidence("anna left", document="b.txt")]
    spans = [
        scored("Otto", 1.2, start=9),
        scored("Anna", 1.0),
        scored("anna", 1.0, rank=1, document="b.txt"),
    ]
    best = group_answers(spans, evidence, Calibration())[0]
    assert {span.text for span in best.spans} == {"Anna", "anna"}


def test_the_retrieval_score_can_decide(make_evidence):
    """With a weight on it, the answer in the better passage wins a near tie."""
    evidence = [make_evidence("Anna", score=0.2), make_evidence("Otto", document="b.txt", score=0.9)]
    spans = [scored("Anna", 1.1), scored("Otto", 1.0, rank=1, document="b.txt")]
    assert group_answers(spans, evidence, Calibration(retrieval_weight=0.0))[0].spans[0].text == "Anna"
    assert group_answers(spans, evidence, Calibration(retrieval_weight=2.0))[0].spans[0].text == "Otto"


def test_coverage_can_decide(make_evidence):
    """With a weight on it, the span whose sentence covers more of the question wins a near tie."""
    evidence = [make_evidence("Anna met Otto")]
    spans = [scored("Anna", 1.1), replace(scored("Otto", 1.0, start=9), sentence_coverage=0.8)]
    assert group_answers(spans, evidence, Calibration(coverage_weight=0.0))[0].spans[0].text == "Anna"
    assert group_answers(spans, evidence, Calibration(coverage_weight=2.0))[0].spans[0].text == "Otto"


def test_the_margin_is_to_the_next_answer_elsewhere(make_evidence):
    """A span that overlaps the answer, longer or shorter, is not the next answer."""
    evidence = [make_evidence("Rajani's father met a son")]
    spans = [
        scored("Rajani's father", 2.0),
        scored("father", 1.5, start=9),
        scored("son", 0.5, start=22),
    ]
    groups = group_answers(spans, evidence, Calibration())
    assert features_of(groups, evidence, 20).log_margin == pytest.approx(1.5)


def test_another_version_does_not_lower_the_confidence(make_evidence):
    """A version in another document does not lower the confidence of an answer; another sentence does."""
    text, rival = "Keep 3 metres away from the loop.", "The loop is 9 metres long."
    evidence = [
        make_evidence(text),
        make_evidence(text.replace("3", "2"), document="old.txt"),
        make_evidence(rival, document="loop.txt"),
    ]
    spans = [
        scored("3 metres", 2.0, start=5),
        scored("2 metres", 1.5, rank=1, start=5, document="old.txt"),
        scored("9 metres", 0.5, rank=2, start=12, document="loop.txt"),
    ]
    groups = group_answers(spans, evidence, Calibration())
    assert features_of(groups, evidence, 20).log_margin == pytest.approx(1.5)


def test_scores_of_any_size_are_safe(make_evidence):
    """Extreme scores give a confidence within 0 and 1."""
    for score in (-1e6, 1e6):
        reading = decide([scored("Anna", score)], (make_evidence("Anna"),), Calibration(), 20)
        assert 0 <= reading.spans[0].confidence <= 1


@pytest.mark.parametrize(("threshold", "outcome"), [(0.5, Outcome.ANSWERED), (0.7, Outcome.NOTHING)])
def test_words_are_an_answer_from_their_threshold_on(make_evidence, threshold, outcome):
    """Below the threshold nothing answers, however good the retrieval scores are."""
    calibration = Calibration(intercept=0.5, log_odds=0.0, answer_threshold=threshold)
    reading = decide([scored("Anna", 0.0)], (make_evidence("Anna", score=0.9),), calibration, 20)
    assert reading.spans[0].confidence == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert reading.outcome is outcome


def test_spans_do_not_overlap(make_evidence):
    """Of spans that overlap ("father" in "Rajani's father") the best one is kept."""
    spans = [
        scored("Rajani's father", 2.0),
        scored("father", 1.5, start=9),
        scored("son", 0.0, start=31),
    ]
    evidence = (make_evidence("Rajani's father framed no one, son."),)
    reading = decide(spans, evidence, Calibration(), 20)
    assert [span.text for span in reading.spans] == ["Rajani's father", "son"]


def test_numbers_come_back_as_they_were_written():
    """`from_json` returns the calibration that `to_json` wrote, and refuses a number with an unknown name."""
    calibration = Calibration(temperature=2.0, log_odds=-0.25, answer_threshold=0.6)
    assert Calibration.from_json(calibration.to_json()) == calibration
    with pytest.raises(TypeError, match="mood"):
        Calibration.from_json({"mood": 1.0})
