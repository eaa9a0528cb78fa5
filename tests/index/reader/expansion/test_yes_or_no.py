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


def test_a_cell_answers_alone():
    """A table cell is not a sentence, and its row would also state other columns."""
    text = "| day | pool | gym |\n|---|---|---|\n| Monday | closed | open |\n"
    evidence = evidence_of(text, blocks=tuple(markdown.blocks(text)))
    assert (
        with_whole_sentence("is the pool open on monday", span_of("closed", 0.5, evidence)).text == "closed"
    )
