"""Long contexts cut into passages."""

from __future__ import annotations

from itertools import pairwise

from index.training.sources.data import QAExample
from index.training.sources.long_contexts import passages_of, with_passages

SENTENCES = [f"In chapter {number} somebody of the village buys a boat or sells it." for number in range(60)]
TEXT = " ".join(SENTENCES)


def test_passages_cover_the_text_and_share_a_sentence():
    """Each ends with a sentence and is short enough, and the next one starts with its last sentence."""
    passages = passages_of(TEXT)
    assert passages[0][0] == 0
    assert passages[-1][1] == len(TEXT)
    for (start, end), (next_start, _) in pairwise(passages):
        assert end - start <= 1100
        assert TEXT[next_start:end] in SENTENCES


def test_an_example_gets_a_passage_with_its_answer():
    """The other passages of its context come apart; short contexts and answers that cross stay as they are."""
    start = TEXT.index("chapter 30")
    long = QAExample("plots", "Which chapter?", TEXT, ((start, start + 10),))
    crossing = QAExample("plots", "What happens?", TEXT, ((0, len(TEXT)),))
    short = QAExample("plots", "Who?", "Anna did.", ((0, 4),))
    (cut, *kept), others = with_passages([long, crossing, short])
    assert kept == [crossing, short]
    assert set(cut.answer_texts) == {"chapter 30"}
    assert len(cut.context) <= 1100
    assert {cut.context, *others} == {TEXT[first:last] for first, last in passages_of(TEXT)}
