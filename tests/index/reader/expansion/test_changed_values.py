"""Of a new and an old value, the one that the question asks for is the answer or is marked in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.reader.expansion.changed_values import with_changed_value
from index.reader.question.asked_question import AskedQuestion
from index.types import Outcome, Reading
from tests.index.evidence import evidence_of, span_of

BELL = "The diving bell now costs 420 marks (was 350)."
PORT = "The default port is now 8460 instead of 8080."


@pytest.mark.parametrize(
    ("question", "words", "text", "expected"),
    [
        ("price of the bell", "350", BELL, "420 marks"),
        ("price of the bell", "420 marks", BELL, "420 marks"),
        ("what did the bell cost before", "420", BELL, "350"),
        ("what was the old default port", "8460", PORT, "8080"),
        ("what is the default port", "8080", PORT, "8460"),
        ("since when is the port 8460", "8080", PORT, "8080"),
        ("damage of the harpoon", "55", "Harpoon gun: damage 55 → 48, reload 2.8 s → 2.4 s.", "48"),
        ("how long does it reload", "2.8 s", "Harpoon gun: damage 55 → 48, reload 2.8 s → 2.4 s.", "2.4 s"),
        ("how much is the fee", "22 €", "The fee is raised from 22 € to 24 €, half of it in May.", "24 €"),
        ("how much is the fee", "$5", "The fee is $6 up from $5.", "$6"),
        ("when is it open", "9:00", "It is open from 9:00 to 12:00.", "9:00"),
        ("how far is it", "3 km", "The trail goes 3 km from the mill, 5 km to the inn.", "3 km"),
        ("how long is it", "9 km", "The trail is 9 km (was it 7 in the end?).", "9 km"),
    ],
)
def test_the_new_value_replaces_the_old_one(question: str, words: str, text: str, expected: str) -> None:
    """A question about the past gets the old value. Ranges and distances are no replacements."""
    evidence = evidence_of(text, start=30)
    span = span_of(words, 0.9, evidence)
    reading = with_changed_value(AskedQuestion(question), Reading(Outcome.ANSWERED, (span,)))
    assert reading.spans[0].text == expected
    whole = replace(span, start=30, end=30 + len(text), highlight=(span.start, span.end))
    block = with_changed_value(AskedQuestion(question), Reading(Outcome.ANSWERED, (whole,), "block")).spans[0]
    assert block.text == text
    assert block.highlight is not None
    assert evidence.text_between(*block.highlight) == expected


GUIDE = "There is an autosave, every 20 minutes, and one when you leave an island."


@pytest.mark.parametrize(
    ("question", "notes", "expected"),
    [
        ("how often does it autosave", "Autosave every 10 minutes instead of 20.", "10 minutes"),
        ("how often did it autosave", "Autosave every 10 minutes instead of 20.", "20"),  # the past
        ("how often does it autosave", "Salt bags: 30 instead of 20.", "20"),  # something else
        ("how often does it autosave", "Autosave every 20 minutes instead of 15.", "20"),  # the same
    ],
)
def test_a_value_that_another_passage_replaces(question: str, notes: str, expected: str) -> None:
    """The sentence that replaces the value answers, if it is about the same."""
    guide, changes = evidence_of(GUIDE, "guide.md"), evidence_of(notes, "changes.md")
    words = Reading(Outcome.ANSWERED, (span_of("20", 0.9, guide),), evidence=(guide, changes))
    answer = with_changed_value(AskedQuestion(question), words).spans[0]
    start, end = answer.highlight or (answer.start, answer.end)
    assert answer.evidence.text_between(start, end) == expected
    assert answer.text == (notes if expected != "20" else "20")


def test_a_value_that_is_replaced_twice() -> None:
    """The last value answers, also if the documents are not in the order of time."""
    texts = ("The gun does 50 damage.", "Gun: damage 55 → 48.", "The gun now does 55 damage (was 50).")
    evidence = [evidence_of(text, f"{number}.md") for number, text in enumerate(texts)]
    words = Reading(Outcome.ANSWERED, (span_of("50", 0.9, evidence[0]),), evidence=tuple(evidence))
    answer = with_changed_value(AskedQuestion("how much damage does the gun do"), words).spans[0]
    assert answer.text == texts[1]
    assert answer.highlight is not None
    assert answer.evidence.text_between(*answer.highlight) == "48"


def test_a_reading_without_an_answer_is_unchanged() -> None:
    """Nor is one whose block marks nothing."""
    evidence = evidence_of(BELL)
    shown = Reading(Outcome.PASSAGES, (span_of("350", 0.4, evidence),))
    assert with_changed_value(AskedQuestion("price of the bell"), shown) is shown
    block = Reading(Outcome.ANSWERED, (span_of(BELL, 0.9, evidence),), "block")
    assert with_changed_value(AskedQuestion("price of the bell"), block) is block
