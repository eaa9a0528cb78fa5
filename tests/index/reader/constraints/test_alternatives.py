"""A text with other colours, seasons, levels or deputies than the question's does not answer."""

from __future__ import annotations

import pytest

from index.documents.markdown import markdown
from index.reader.constraints.alternatives import alternatives, has_alternatives_of
from tests.index.evidence import evidence_of

BOARDS = "# Boards\n\n| Board | Who may row |\n|---|---|\n| Yellow | juniors |\n| Red | nobody |\n"


@pytest.mark.parametrize(
    ("question", "text", "has"),
    [
        ("what if the lamp blinks red", "It blinks green, or **blue** while it starts.", False),
        ("what if the lamp blinks red", "It blinks green, and red where it fails.", True),
        ("what if the lamp blinks red", "Then press the button.", True),  # no colour at all
        ("what if the lamp blinks", "It blinks green.", True),
        ("the orange light", "Amber means that it is cold.", True),
        ("the Grey hoses", "Gray hoses are ours.", True),
        ("whose are the greens", "The reds are ours, the green ones theirs.", True),
        ("is he bored", "The redder ones are greenish.", True),  # parts of other words
        ("when is the autumn clean", "The spring clean is on 29 March, at 9:30.", False),
        ("when is the autumn clean", "The clean-up is on 29 March, at 9:30 sharp.", True),
        ("is it open in winter", "In summer it opens at eight, otherwise at ten.", True),
        ("the beginners' course", "The next course for beginners starts on 4 May.", True),
        ("the beginners' course", "The next advanced course starts on 4 May 2027.", False),
        ("who is the deputy treasurer", "Chair: Jo. Deputy: Al. Our treasurer: Swantje.", False),
        ("who is the deputy treasurer", "As you know, our deputy treasurer is Swantje.", True),
        ("who is the vice-president", "As you know, the vice president is Swantje.", True),
    ],
)
def test_another_colour_is_no_answer(question: str, text: str, has: bool):
    """A text with colours needs one of the question's, by any of its names."""
    assert has_alternatives_of(question, evidence_of(text, start=30), 32) is has


def test_of_a_table_the_row_counts():
    """The headings count, other rows do not."""
    evidence = evidence_of(BOARDS, blocks=tuple(markdown.blocks(BOARDS)))
    juniors, nobody = BOARDS.index("juniors"), BOARDS.index("nobody")
    assert not has_alternatives_of("who may row at the red board", evidence, juniors)
    assert has_alternatives_of("who may row at the red board", evidence, nobody)
    assert not has_alternatives_of("who may row at the orange board", evidence, nobody)
    above = evidence_of("Rinse the brown one.", trail=("Red bin",))
    assert has_alternatives_of("what goes into the red bin", above, 0)


def test_names_of_colours():
    """Several names of one colour count as the same colour."""
    assert alternatives("Violet, purple and grey, in summer") == [{"purple", "grey"}, {"summer"}, set()]
