"""An answer ↔ its JSON in the state file."""

from __future__ import annotations

import dataclasses
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord.state.records import from_json, to_json
from index.types import Answer, Citation, Misspelling, Outcome, ReaderAnswer, WordedSentence, Wording
from tests.bot.discord.state.samples import answer

citations = st.builds(
    Citation,
    document=st.text(),
    title=st.text(),
    start=st.integers(0),
    end=st.integers(0),
    quote=st.text(),
    line=st.integers(1),
    page=st.none() | st.integers(1),
    answer=st.none() | st.tuples(st.integers(0), st.integers(0)),
    trail=st.lists(st.text(), max_size=3).map(tuple),
    shown=st.text(),
    shown_answer=st.none() | st.tuples(st.integers(0), st.integers(0)),
)
wordings = st.builds(
    Wording,
    model=st.text(),
    sentences=st.lists(st.builds(WordedSentence, st.text(), st.integers(0, 4)), max_size=3).map(tuple),
    agreed=st.booleans(),
    reader=st.none() | st.builds(ReaderAnswer, st.text(), st.floats(0, 1), st.integers(0, 4)),
)
answers = st.builds(
    Answer,
    question=st.text(),
    outcome=st.sampled_from(Outcome),
    text=st.text(),
    confidence=st.floats(0, 1),
    citations=st.lists(citations, max_size=3).map(tuple),
    generation=st.integers(0),
    reader=st.text(),
    notices=st.lists(st.text(), max_size=2).map(tuple),
    wording=st.none() | wordings,
    misspellings=st.lists(st.builds(Misspelling, st.text(), st.text()), max_size=2).map(tuple),
    answered_part=st.text(),
    read_as=st.text(),
    unanswered=st.lists(st.text(), max_size=2).map(tuple),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(answers)
def test_any_answer_comes_back_as_it_was(given_answer: Answer) -> None:
    """The JSON loses nothing of an answer."""
    assert from_json(to_json(given_answer)) == given_answer


def test_an_answer_of_another_version_can_be_read() -> None:
    """Fields that only another version of Munshi has are ignored, at any depth."""
    wording = Wording("m", (WordedSentence("It is.", 0),), True)
    whole = dataclasses.replace(answer(), wording=wording, misspellings=(Misspelling("fery", "ferry"),))
    values = json.loads(to_json(whole))
    worded = values["wording"]
    for part in (values, values["citations"][0], worded, worded["sentences"][0], values["misspellings"][0]):
        part["mood"] = "good"
    assert from_json(json.dumps(values)) == whole
