"""Words that answer a question for yes or no are extended to their sentence."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.expansion.yes_or_no import with_whole_sentence
from tests.index.evidence import evidence_of, span_of

TEXT = "The pool opens at noon. Removing a bench should not be rushed and needs a vote. Otto runs the vote."


@pytest.mark.parametrize("question", ["do i need a vote to remove a bench", "Is a vote needed?"])
def test_the_whole_sentence(question: str):
    """Of "should not be rushed and needs a vote", the first words say no and the last yes."""
    span = with_whole_sentence(question, span_of("should not be rushed", 0.5, evidence_of(TEXT)))
    assert span.text == "Removing a bench should not be rushed and needs a vote."


@pytest.mark.parametrize(
    "question", ["who runs the vote", "can you tell me who runs the vote", "does otto or mia run the vote"]
)
def test_other_questions_are_answered_with_words(question: str):
    """A question for a person or a choice is answered with it, whatever its first word is."""
    assert with_whole_sentence(question, span_of("Otto", 0.5, evidence_of(TEXT))).text == "Otto"


def test_words_in_two_sentences_are_extended_to_both():
    """The first words say when it is closed, the last when it is open."""
    text = "We rest on Sunday. Closed on 24 and 25 December. On 1 January we open at 13:00."
    words = "24 and 25 December. On 1 January we open at 13:00"
    span = with_whole_sentence("are you open on 24 december", span_of(words, 0.5, evidence_of(text)))
    assert span.text == "Closed on 24 and 25 December. On 1 January we open at 13:00."


@pytest.mark.parametrize(
    ("words", "cell"), [("closed", "closed"), ("nobody", "nobody may go in from March to July")]
)
def test_a_cell_answers_alone(words: str, cell: str):
    """A table cell is not a sentence, and its row would also state other columns. It is not cut either."""
    text = "| day | pool | gym |\n|---|---|---|\n| Monday | closed | nobody may go in from March to July |\n"
    evidence = evidence_of(text, blocks=tuple(markdown.blocks(text)))
    assert with_whole_sentence("is it open on monday", span_of(words, 0.5, evidence)).text == cell
