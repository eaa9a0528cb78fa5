"""Of a numbered list, all steps answer a question for the way to do something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents.markdown import markdown
from index.reader.blocks.steps import with_all_steps
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Outcome, Reading
from tests.index.evidence import evidence_of, span_of

STEPS = "1. Switch off the alarm.\n2. Pull up the shutter.\n3. Feed the cat."


def marked(question: str, part: str, evidence: Evidence) -> str:
    """The text that is marked in a block with all of the evidence, in which a part was marked."""
    part_of_it = span_of(part, 0.9, evidence)
    answer = replace(span_of(evidence.context, 0.9, evidence), highlight=(part_of_it.start, part_of_it.end))
    reading = Reading(Outcome.ANSWERED, (answer,), kind="block")
    [span] = with_all_steps(AskedQuestion(question), reading).spans
    assert span.highlight
    return evidence.text_between(*span.highlight)


@pytest.mark.parametrize(
    ("question", "trail", "text", "part", "all_steps"),
    [
        ("how do i open up in the morning", "Opening up", STEPS, "2. Pull up the shutter.", True),
        ("how to open up", "Opening up", f"Come early.\n\n{STEPS}", "3. Feed the cat.", True),
        ("how do you open it", "Shop", f"To open the shop:\n\n{STEPS}", "3. Feed the cat.", True),
        # asks for something that only one step says
        ("how do i get the shutter open", "Opening up", STEPS, "2. Pull up the shutter.", False),
        ("what comes after opening up", "Opening up", STEPS, "3. Feed the cat.", False),  # not how to
        ("how do i close", "Opening up", STEPS, "3. Feed the cat.", False),  # names nothing above
        ("how do i open up", "Opening up", f"Come early.\n\n{STEPS}", "Come early.", False),  # no step
        ("how do i open up", "Opening up", "- Alarm.\n- Shutter.", "- Alarm.", False),  # no numbers
    ],
)
def test_all_steps_are_marked(question: str, trail: str, text: str, part: str, all_steps: bool):
    """If the question names them as a whole."""
    evidence = evidence_of(text, trail=(trail,), blocks=tuple(markdown.blocks(text)))
    assert marked(question, part, evidence) == (STEPS if all_steps else part)


def test_another_list_is_not_marked():
    """The steps after other text are of another list."""
    text = f"{STEPS}\n\nIn winter, open like this:\n\n1. Clear the snow.\n2. Light the stove."
    evidence = evidence_of(text, trail=("Opening up",), blocks=tuple(markdown.blocks(text)))
    assert (
        marked("how do i open up", "1. Clear the snow.", evidence)
        == "1. Clear the snow.\n2. Light the stove."
    )
