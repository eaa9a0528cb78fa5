"""A text with labels of the question's noun, but without that of the question, is shown and does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.reader.constraints.labels import labels, lacks_label
from index.types import Outcome
from tests.index.reader.constraints.test_numbers import asked_of


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("when does season 6 start", [("season", "6")]),
        ("When does Group D have lab?", [("group", "d")]),
        ("is report 01 due for group a", [("report", "1"), ("group", "a")]),
        ("is a group a team", []),
        ("where is group d's lab", [("group", "d")]),
        ("what are the rules of level #3", [("level", "3")]),
        ("is it at 3 or before 5", []),
        ("do you need 40 hours", []),
        ("what is on april 20", []),
        ("who led it in nov 2019", []),
        ("can i go w/o a mask", []),
        ("last week i left the lab, 3 came", []),
        ("when did season 4.3 start", []),
        ("what is on the sixth floor", [("floor", "6")]),
        ("which spell do i get in the 6th circle", [("circle", "6")]),
        ("what happens on the third of may", []),
        ("is it open on the first saturday or 1st may", []),
        ("who came third", []),
    ],
)
def test_labels_of_a_question(question: str, found: list[tuple[str, str]]):
    """A label follows its noun. An article, a pronoun, a day of a month and a version are no labels."""
    assert labels(question) == found


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("season 6", "Season 5 starts on 6 March 2027.", True),
        ("season 6", "Season 5 starts in March. Wait at least 2 months.", True),
        ("season 6", "The season starts on 6 March.", False),
        ("season 6", "Season 5 starts in March, season 6 in May.", False),
        ("season 6", "Season 5 starts in March, the sixth season in May.", False),
        ("season 6", "Season 5 starts in March, season six in May.", False),
        ("season 6", "Maps of seasons 1 to 8, but not of season 3", False),
        ("season 9", "Maps of seasons 1 to 8", True),
        ("season 1", "Season 2 starts in March.", True),
        ("season 3", "Every season a map, one season I did not play", False),
        ("group d", "Group A meets on Monday, groups b and c on Friday.", True),
        ("group d", "Group A meets on Monday, groups b, c and d on Friday.", False),
        ("group c", "Groups a-d meet, of group X none", False),
        ("group a", "Group a will meet, group B not.", False),
        ("group d", "A group a day, and group 3", False),
        ("week 16", "Week: 7 · Topic: Podzols · Date: 2027-04-16", True),
        ("week 7", "Week: 07 · Topic: Podzols", False),
        ("rule 4", "Server rules › 4. Smoking\nRule 3 holds outside.", False),
        ("season 6", "Minutes › 4. Season 5\nIn March.\n6. Any other business", True),
        ("level 3", "Level 10 may fly. All under level 5 may not.", False),
        ("season 4", "Music: Ada (seasons 1–2), Bo (from season 3)", False),
        ("season 2", "Music: Bo (from season 3)", True),
        ("season 2", "Ada writes until season 3, Bo in season 4", False),
        ("windows 11", "Windows 10 or newer.", False),
        ("lab 2", "Lab 3.20 is upstairs.", False),
        ("6th circle", "Third Circle · Mend Bone", True),
        ("sixth circle", "Fifth Circle: none. Circle 6: Mend Bone", False),
        ("fifth strike", "Strike: 2nd · Result: mute for 7 days", True),
        ("2nd strike", "Strike: 2nd · Result: mute for 7 days", False),
        ("third floor", "Ground floor: kitchen. First and second floor: rooms", True),
        ("third floor", "The second to fifth floors are for rooms", False),
        ("third floor", "The floor is of oak.", False),
    ],
)
def test_lacking_a_label(question: str, text: str, lacks: bool):
    """A text lacks a label if it has others of its noun, of the same kind, and neither a range nor a bound of the
    noun."""
    [(noun, label)] = labels(question)
    assert lacks_label(noun, label, text) is lacks


NEWS = "# News\n\nSeason 5 starts in March 2027, and lasts at least 2 months.\n"


@pytest.mark.parametrize(("season", "told"), [("5", True), ("6", False)])
def test_another_season_is_no_answer(tmp_path: Path, season: str, told: bool):
    """A text about season 5 does not answer a question about season 6, even if there is a bound next to it."""
    answer = asked_of(tmp_path, NEWS, f"when does season {season} start")
    assert (answer.outcome is Outcome.ANSWERED) == told
    assert answer.citations


@pytest.mark.parametrize(("book", "reader"), [("3", "Fenella Shaw"), ("5", "Idris Calloway")])
def test_the_sentence_with_the_label_answers(tmp_path: Path, book: str, reader: str):
    """A section is about several labels, one sentence after the other."""
    text = (
        "# Audiobooks\n\nThe audiobooks of books 1 to 4 are read by Fenella Shaw. From book 5 on they are read "
        "by Idris Calloway, because Shaw retired. The audiobook of book 2 leaves out a chapter by a mistake.\n"
    )
    assert asked_of(tmp_path, text, f"who reads the audiobook of book {book}").text == reader
