"""The words of a question, as people type them, say what it asks for."""

from __future__ import annotations

import pytest

from index.reader.question.question_kinds import (
    QuestionKind,
    after_asking_for_date,
    after_asking_for_version,
    after_when,
    asks_how_to,
    asks_since,
    asks_when,
    asks_why,
    is_negated,
    is_yes_or_no,
    kinds_of,
    without_request,
)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("how much is the gps receiver", [QuestionKind.PRICE, QuestionKind.PURCHASE]),
        ("gps receiver costs?", [QuestionKind.PRICE, QuestionKind.PURCHASE]),
        ("how much do i get for oak", [QuestionKind.PRICE]),
        ("how much did the roof cost", []),  # that stands in no list of prices
        ("when is the lathe induction", [QuestionKind.DATE, QuestionKind.TIME]),
        ("lathe induction, which day", [QuestionKind.DATE]),
        ("What time does the shop open?", [QuestionKind.TIME]),
        ("whos the host in room 3", [QuestionKind.PERSON]),
        ("and where", [QuestionKind.PLACE]),
        ("how long is week 7", [QuestionKind.DURATION]),
        ("how many seats and where", [QuestionKind.PLACE, QuestionKind.COUNT]),
        ("which room has the laser", []),
        ("", []),
    ],
)
def test_kinds(question: str, kinds: list[QuestionKind]) -> None:
    """The words that ask may be anywhere; "when" asks for a date or for a time."""
    assert list(kinds_of(question)) == kinds


@pytest.mark.parametrize(
    ("question", "when", "rest"),
    [
        ("when is the fair", True, " is the fair"),
        ("Hey, whens the fair", True, " the fair"),
        ("what date is the fair", True, " is the fair"),
        ("on which day is the fair", True, " is the fair"),
        ("what's the date of the fair", False, " of the fair"),  # the day alone
        ("until when is the fair", True, None),
        ("what time is the fair", True, None),
        ("at which hours is it open", True, None),
        ("is it known when the fair is", False, None),  # it does not begin by asking so
        ("whenever the fair is", False, None),
        ("", False, None),
    ],
)
def test_asking_for_a_time(question: str, when: bool, rest: str | None) -> None:
    """Headings have dates, and sentences times of day too; the rest of the question names what the date is of."""
    assert asks_when(question) is when
    assert after_asking_for_date(question) == rest


@pytest.mark.parametrize(
    ("question", "version", "when", "since"),
    [
        ("which version added hooks", " added hooks", None, False),
        ("So, since which release is there a hook", " is there a hook", None, True),
        ("what version of python do i need", None, None, False),  # of something else
        ("when were hooks added", None, " were hooks added", False),
        ("since when are there hooks", None, " are there hooks", True),
        ("until when are there hooks", None, None, False),
        ("what date were hooks added", None, None, False),
    ],
)
def test_asking_for_a_change(question: str, version: str | None, when: str | None, since: bool) -> None:
    """The rest of the question, after the words that ask for a version or "when", names the change."""
    assert (after_asking_for_version(question), after_when(question)) == (version, when)
    assert asks_since(question) is since


@pytest.mark.parametrize(
    ("question", "yes_or_no", "why", "how_to", "negated"),
    [
        (" does the shop open on sunday", True, False, False, False),
        ("why does it open", False, True, False, False),
        ("how do i book the room", False, False, True, False),
        ("how much is it", False, False, False, False),
        ("which rooms have no projector", False, False, False, True),
        ("isnt it open", False, False, False, True),
        ("canada", False, False, False, False),
        ("current student fee for a tent", False, False, False, False),
        ("which rooms cant be booked", False, False, False, True),
        ("which rooms don’t have a projector", False, False, False, True),
    ],
)
def test_what_no_cell_answers(question: str, yes_or_no: bool, why: bool, how_to: bool, negated: bool) -> None:
    """Questions for yes or no, for a reason or a way to do something, and negated ones."""
    assert is_yes_or_no(question) is yes_or_no
    assert (asks_why(question), asks_how_to(question)) == (why, how_to)
    assert is_negated(question) is negated


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("can anyone tell me the fee", "the fee"),
        ("hey could u pls show us the map list", "the map list"),
        ("Does somebody know when the fair is?", "when the fair is?"),
        ("can you send me the opening hours", "the opening hours"),
        ("do you know about the tent", "the tent"),
        # For yes or no: what somebody does, may have, or whether something is so.
        ("do you know if dogs are allowed", None),
        ("does anyone know whether it rains", None),
        ("will you give me a refund", None),
        ("do you share my data", None),
        ("can you post memes here", None),
        ("can i get a refund", None),
        ("does the bot tell me the fee", None),
        ("anyone", None),
        ("", None),
    ],
)
def test_a_request_asks_what_comes_after_it(question: str, rest: str | None) -> None:
    assert without_request(question) == (question if rest is None else rest)
    assert is_yes_or_no(question) is (rest is None and question not in ("anyone", ""))


def test_a_request_for_a_time_begins_by_asking_for_it() -> None:
    assert asks_when("can someone tell me when the fair is")
    assert after_asking_for_date("does anyone know when the fair is") == " the fair is"
