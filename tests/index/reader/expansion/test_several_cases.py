"""A value for one of several cases answers alone only if the question names that case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents.markdown import markdown
from index.reader.expansion.several_cases import with_every_case
from index.reader.question.asked_question import AskedQuestion
from index.types import Evidence, Outcome, Reading
from tests.index.evidence import evidence_of, span_of

TABLE = """| Rule | Limit | Since |
|---|---|---|
| Clan size | 6 on Ashfall and 4 on Bonewhite | 2024 |
| Turrets | 60 | 2025 |
"""


def read(question: str, words: str, evidence: Evidence) -> tuple[str, str, str]:
    """The kind, the text and the marked part of a reading of these words."""
    reading = Reading(Outcome.ANSWERED, (span_of(words, 0.9, evidence),))
    reading = with_every_case(AskedQuestion(question), reading)
    [span] = reading.spans
    start, end = span.highlight or (span.start, span.end)
    return reading.kind, span.text, evidence.context[start - evidence.start : end - evidence.start]


@pytest.mark.parametrize(
    ("question", "words", "sentence", "marked"),
    [
        ("max clan size bonewhite", "6", "Max size 6 on Ashfall and 4 on Bonewhite.", "4"),
        ("max clan size", "6", "Max size 6 on Ashfall and 4 on Bonewhite.", "6"),
        ("how much are shoes", "4 €", "Shoes cost 4 € for members and 6 € for guests.", "4 €"),
        ("how long in the annex", "40 m", "Ropes are 40 m long in the hall and 25 m in the annex.", "25 m"),
        ("when does a hut in maw decay", "45 days", "A hut in Hearth decays after 45 days, in Maw after 10 days.", "10 days"),
        ("when does it close", "23:00", "It closes at 23:00, on Sundays at 21:00.", "23:00"),
        ("how much do miners get", "120 ore", "Scouts get 120 ore a week, miners 90, and guards 150.", "90"),
        ("approvals for docs", "Two", "Two approvals for core, one for docs and probes.", "one"),
        ("how often in a reef tank", "every 3 months", "Do it every 3 months, or monthly in a reef tank.", "monthly"),
        ("from which age", "13", "You must be at least 13 to play and at least 18 to enter voice.", "13"),
        ("what does a new skill cost", "5 XP", "A new skill costs 5 XP, raising a skill costs its new level x 3, a trait costs 15.", "5 XP"),
        ("what does a trait cost", "5 XP", "A new skill costs 5 XP, raising a skill costs its new level x 3, a trait costs 15.", "15"),
        ("what does sailing cost", "9 €", "Rowing costs 9 €, a canoe an hour/5 €, sailing a day/60 €.", "60 €"),
        ("how many routes are in the cave", "14", "New: 14 in the hall, 9 in the annex and 22\nin the cave.", "22"),
    ],
)  # fmt: skip
def test_the_sentence_answers(question: str, words: str, sentence: str, marked: str):
    """The whole sentence answers if the question names another case, whose value is marked, or none."""
    evidence = evidence_of(f"It is so. {sentence} Otto came.", start=70)
    assert read(question, words, evidence) == ("block", sentence, marked)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("when are the workshops", "16 January (breathing) and Sat 20 February"),
        ("when are our workshop days", "16 January (breathing) and Sat 20 February"),
        ("when is the breathing workshop", "16 January"),
    ],
)
def test_a_question_for_several_things_is_answered_with_all_values(question: str, marked: str):
    """Their name before the first value belongs to all of them."""
    text = "We plan workshop days on Sat 16 January (breathing) and Sat 20 February."
    kind, _, part = read(question, "16 January", evidence_of(text))
    assert (kind, part) == ("words" if "breathing" in question else "block", marked)


@pytest.mark.parametrize(
    ("question", "words", "text"),
    [
        ("max clan size on ashfall", "6", "Max size 6 on Ashfall and 4 on Bonewhite."),  # its own case
        ("how much do miners get", "90", "Scouts get 120 ore a week, miners 90, and guards 150."),
        ("when does the raid start", "20:00", "The raid starts at 20:00 and ends at 23:00."),
        ("what age to play", "13", "You must be at least 13 to play and at least 18 to enter voice."),
        ("what did the fair bring in", "612 €", "The fair brought in 612 €, the winter bazaar 1,045 €."),
        (
            "how many blocks at the start",
            "400",
            "All start with 400 blocks and earn 80 more, up to a cap of 900.",
        ),
        ("how many may i learn", "two", "You may learn two crafts: one that gathers and one that makes."),
        ("how heavy is it", "5 kg", "It weighs 5 kg and costs 300 €."),  # values of two kinds
        ("how many rooms", "8 to 10", "There are 8 to 10 rooms."),  # a range
        ("how many rooms", "8", "There are between 8 and 10 rooms."),
        ("how big is it", "3 trips", "Take 3 trips of 5 trips."),  # nothing parts them
        ("is it 6", "6", "Max size 6 on Ashfall and 4 on Bonewhite."),  # asks for yes or no
        ("who came", "Otto", "Otto came at 3 pm, and Ida at 5 pm."),  # no value
        (
            "where is it",
            "hall 4 at 3 pm",
            "It is in hall 4 at 3 pm, and in the yard at 5 pm.",
        ),  # asks for none
        ("how long is it", "2 days", "It takes 2 days, all of it in room 4."),  # the number of a room
        ("sizes", "6 on Ashfall and 4", "Max size 6 on Ashfall and 4 on Bonewhite."),  # all of them
    ],
)
def test_other_words_are_unchanged(question: str, words: str, text: str):
    """Words for the case that the question names, or next to values of other kinds, are unchanged."""
    assert read(question, words, evidence_of(text)) == ("words", words, words)


def test_of_a_table_the_cell_answers():
    """Only values within one cell are of several cases."""
    evidence = evidence_of(TABLE, blocks=tuple(markdown.blocks(TABLE)))
    assert read("clan size on bonewhite", "6", evidence) == ("block", "6 on Ashfall and 4 on Bonewhite", "4")
    assert read("how many turrets", "60", evidence) == ("words", "60", "60")


@pytest.mark.parametrize(
    ("question", "marked", "value"),
    [
        ("how many approvals does code need", "three", "two"),
        ("how many approvals for documentation", "One", "One"),
        ("how many approvals are there", "three", "three"),  # names no case
        ("how many approvals does code need", "for code", "for code"),  # no value
    ],
)
def test_in_a_block_the_value_of_the_case_is_marked(question: str, marked: str, value: str):
    """The block stays the answer."""
    text = "Sign your work. One approval for documentation, two for code, three for anything in the core."
    evidence = evidence_of(text)
    block, part = span_of(text, 0.9, evidence), span_of(marked, 0.9, evidence)
    reading = Reading(Outcome.ANSWERED, (replace(block, highlight=(part.start, part.end)),), kind="block")
    [span] = with_every_case(AskedQuestion(question), reading).spans
    assert (span.text, evidence.text_between(*(span.highlight or (0, 0)))) == (text, value)
