"""A date that only a heading contains answers a question for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.settings import IndexSettings
from index.store.build import build
from index.types import Outcome

EVENTS = """# Events

## 19 September 2026: Games in the park

13:00 by the pond. Bring a blanket and something to eat. Sign up by 2 September.

## Hut weekend, 25–27 September

28 beds in the Selkemühle, 65 € with food. Registration until 10 August with Jona.

## Quiz on 3 May

Teams of four, starts at 20:00.

## Quiz on 7 June

Teams of five, starts at 19:30.

## 2 March 2026: Easter tour

We row to Marlby, 3 to 6 April.
"""
CHANGES = """# Changelog

## [0.15.1] - 2026-08-21

### Fixed
- A lock that was left behind is taken away.

## [0.14.0] - 2025-12-02

### Removed
- The rclone backend.
"""
PLAIN = "Painting course, Thursday 8 October\n===================================\n\nWith Kaspar, 17:30, eight people.\n"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("dates")
    documents = folder / "documents"
    documents.mkdir()
    for name, text in (("events.md", EVENTS), ("CHANGELOG.md", CHANGES), ("course.rst", PLAIN)):
        line_end = "\r\n" if name == "course.rst" else "\n"
        (documents / name).write_text(text, encoding="utf-8", newline=line_end)
    settings = IndexSettings(documents=documents, index=folder / "index")
    build(settings)
    return Engine.open(settings)


@pytest.mark.parametrize(
    ("question", "date", "document", "proof"),
    [
        ("when is games in the park?", "19 September 2026", "events.md", "Games in the park"),
        ("whens the hut weekend", "25–27 September", "events.md", "28 beds"),
        ("what date is the painting course", "8 October", "course.rst", "Painting course"),
        ("when was 0.15.1 released", "2026-08-21", "CHANGELOG.md", "[0.15.1]"),
        ("when did 0.14.0 come out?", "2025-12-02", "CHANGELOG.md", "[0.14.0]"),
    ],
)
def test_the_date_of_a_heading_answers(events: Engine, question: str, date: str, document: str, proof: str):
    """The heading is quoted from the document, with the text under it."""
    answer = events.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert date in answer.text
    citation = answer.citations[0]
    assert citation.document == document
    assert date in citation.quote and proof in citation.quote
    assert not any(date in heading for heading in citation.trail)  # it is quoted, and not said twice
    text = (events.settings.documents / document).read_bytes().decode()
    assert text[citation.start : citation.end] == citation.quote
    assert text[: citation.start].count("\n") == citation.line - 1


@pytest.mark.parametrize(
    "question",
    [
        "when is the quiz",  # two headings
        "when was 0.15.2 released",  # of another version
        "when is games in the castle",
        "who plays games in the park",
        "when is the easter tour",  # the date of the heading is when it was written
        "when",
    ],
)
def test_no_date_of_a_heading_answers(events: Engine, question: str):
    """If headings have several dates, or not every term of the question, or if no date is asked for."""
    headings = ("19 September 2026", "2 March 2026", "3 May", "7 June", "2026-08-21")
    assert not any(date in events.ask(question).text for date in headings)


def test_a_date_in_the_text_stays_the_answer(events: Engine):
    """The registration ends on another day than the weekend's, and the text says so."""
    assert "10 August" in events.ask("until when is the registration for the hut weekend?").text


def test_nothing_is_told_of_other_folders(events: Engine, tmp_path: Path):
    """Promise 8: headings of documents that the engine does not know answer nothing."""
    documents = tmp_path / "documents"
    (documents / "open").mkdir(parents=True)
    (documents / "staff").mkdir()
    (documents / "open" / "a.md").write_text("# Rules\n\nBe kind to each other.\n")
    (documents / "staff" / "events.md").write_text(EVENTS, encoding="utf-8")
    settings = IndexSettings(documents=documents, index=tmp_path / "index")
    build(settings)
    engine = Engine.open(settings)
    assert "September" in engine.ask("when is games in the park?").text
    answer = engine.within(["open"]).ask("when is games in the park?")
    assert "September" not in answer.text + "".join(each.shown for each in answer.citations)
