"""Questions whose dates, times and numbers are written in another form in the documents, through the engine."""

import pytest

from index import Outcome
from tests.index.engines import engine_over
from tests.index.swimming_club import DOCUMENTS


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory):
    return engine_over(DOCUMENTS, tmp_path_factory.mktemp("values"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who trains on wednesday", "Tomas Reyes"),
        ("what time is training on saturday", "09:00–11:00"),
        ("what time is training on sat", "09:00–11:00"),
        ("who coaches on thurs", "Anouk Petit"),
        ("what is on in october", "Annual dinner"),
        ("what's on on 7 june", "Lake swim"),
        ("which event is on the 14th of march", "Spring gala"),
    ],
)
def test_a_day_is_found_in_any_form(engine, question: str, answer: str):
    found = engine.ask(question)
    assert found.outcome is Outcome.ANSWERED
    assert answer in found.text


@pytest.mark.parametrize(
    "question", ["what time is training on fri", "what is on in august", "whats on 8 june"]
)
def test_another_day_is_no_answer(engine, question: str):
    assert engine.ask(question).outcome is not Outcome.ANSWERED
