"""A "Yes." below a question does not answer its opposite."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.constraints.answered_questions import has_negation_of
from index.reader.question.asked_question import AskedQuestion
from tests.index.evidence import evidence_of

FAQ = (
    "## Does it work without internet?\n\nYes. Only the weather needs it.\n\n## Lend or not?\n\nNo, never.\n"
)


@pytest.mark.parametrize(
    ("question", "answer", "has"),
    [
        ("does it need internet", "Yes.", False),
        ("does it work without internet", "Yes.", True),
        ("does it need internet", "Only", True),  # no yes or no
        ("what works without it", "Yes.", True),  # not a question for one
        ("do you lend it", "No,", True),  # "or not" is no negation
    ],
)
def test_both_questions_have_a_negation_or_none(question: str, answer: str, has: bool):
    """The question above the answer is compared with the one that is asked."""
    evidence = evidence_of(FAQ, blocks=tuple(markdown.blocks(FAQ)))
    assert has_negation_of(AskedQuestion(question), evidence, FAQ.index(answer)) is has


def test_the_question_may_be_outside_of_the_context():
    """Then it is the innermost heading of the passage."""
    evidence = evidence_of("Yes. Only the weather needs it.", trail=("Does it work without internet?",))
    assert not has_negation_of(AskedQuestion("does it need internet"), evidence, 0)
    assert has_negation_of(AskedQuestion("does it need internet"), evidence_of("Yes."), 0)
