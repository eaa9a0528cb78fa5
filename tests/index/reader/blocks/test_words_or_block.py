"""If words and a block both answer, one of them is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.reader.blocks.words_or_block import is_block_better, should_mark
from index.reader.lookup.answers import with_named_answer
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Outcome, Reading, Span

TEXT = "Press F5 for the debug info, which shows your position. The lodge is open."


def spans(evidence: Evidence, words: str, confidence: float) -> tuple[Span, Span]:
    """Words with a confidence, and the first sentence of the text as the block."""
    start = TEXT.index(words)
    return Span(evidence, start, start + len(words), confidence), Span(evidence, 0, TEXT.index(".") + 1, 0.9)


@pytest.mark.parametrize(
    ("question", "words", "confidence", "is_whole"),
    [
        ("what shows my position", "debug info", 0.6, False),
        ("what shows my position", "debug info", 0.51, True),
        ("how do i see my position", "debug info", 0.6, True),
        ("how do i see my position", "F5", 0.75, False),
        ("why is there debug info", "F5", 0.6, True),
        ("is the lodge open", "open", 0.75, True),  # in another sentence
        ("is the lodge open", "open", 0.85, False),
    ],
)
def test_sure_words_answer_unless_the_block_is_wanted(
    make_evidence, question: str, words: str, confidence: float, is_whole: bool
):
    """Words in a block need a little more confidence than alone, and still more if the question wants all of it."""
    assert (
        is_block_better(AskedQuestion(question), *spans(make_evidence(TEXT), words, confidence)) is is_whole
    )


@pytest.mark.parametrize(
    ("question", "words", "confidence", "part", "marked"),
    [
        ("what shows my position", "debug info", 0.45, None, True),
        ("what shows my position", "debug info", 0.35, None, False),
        ("what shows my position", "debug info", 0.45, "Press F5", False),
        ("what shows my position", "F5", 0.45, "Press F5", True),
        ("how do i see my position", "F5", 0.45, None, False),
        ("what is open", "lodge", 0.45, None, False),  # in another sentence
    ],
)
def test_likely_words_are_marked_in_the_block_that_answers(
    make_evidence, question: str, words: str, confidence: float, part: str | None, marked: bool
):
    """Words below the threshold of answers are marked in the most relevant part, unless the question wants all of
    it."""
    likely, block = spans(make_evidence(TEXT), words, confidence)
    if part:
        block = replace(block, highlight=(0, len(part)))
    assert should_mark(AskedQuestion(question), likely, block) is marked


@pytest.mark.parametrize(("confidence", "kind"), [(0.6, "block"), (0.9, "words")])
def test_a_named_section_answers_before_words_elsewhere(make_evidence, confidence: float, kind: str):
    """The section whose heading has the question's words answers, unless words elsewhere are surer."""
    below = make_evidence("Mondays and Fridays from six.")
    passage = replace(below.passage, trail=("Club", "Library hours"))
    section = replace(below, hit=replace(below.hit, passage=passage))
    other = make_evidence(TEXT, document="other.txt")
    words, _ = spans(other, "F5", confidence)
    reading = Reading(Outcome.ANSWERED, (words,), "words", (section, other))
    assert with_named_answer(AskedQuestion("library hours"), reading, 0.5).kind == kind
