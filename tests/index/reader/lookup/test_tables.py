"""All rows of a table answer a question for a list, and rows that a question compares answer together."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.lookup.tables import MAX_CHARACTERS
from index.reader.lookup.whole_tables import MAX_AROUND
from index.types import Outcome
from tests.index.engines import engine_over

RANKS = """# Ranks of the server

Ranks are earned by playtime and votes. You rank up when you have enough of both.

| Rank | Playtime | Votes | Cost | Perks |
|---|---|---|---|---|
| Cinder | 0 h | 0 | free | 1 home, 2 claims |
| Kindler | 10 h | 5 | 2,000 | 2 homes, 4 claims |
| Lantern | 40 h | 20 | 10,000 | 4 homes, a hat |
| Warden | 120 h | 60 | 50,000 | 6 homes, a nickname |
| Emberlord | 300 h | 150 | 200,000 | 10 homes, coloured chat |

Refunds are possible within 14 days.
"""
MODS = "# Server mods\n\n| Mod | Version |\n|---|---|\n" + "\n".join(
    f"| {name} and its library | {number}.0.{number} |"
    for number, name in enumerate(["Anvil", "Barrel", "Candle", "Dowel", "Easel", "Funnel"] * 5)
)
assert len(MODS) > MAX_CHARACTERS
EVENTS = "Event;Date;Host\nBoat race;10 May 2025;Oskar\nDragon night;30 August 2025;Tamsin\nMaze;31 October 2025;Oskar\n"
HOMES = "# Homes\n\nThere are 12 homes in the valley.\n\n| Home | Owner |\n|---|---|\n| Fern | Pell |\n| Salt | Ro |\n"

ROUTES = "# Routes\n\n| Route | Length | Fare | Climb |\n|---|---|---|---|\n| Mill loop | 9 km | £4 | 80 m |\n| Fen walk | 14.5 km | free | 10 m |\n| Ridge way | 31 km | £12 | 1 km |\n"
CRAFTS = "# Board\n\n## Prices for crafts\n\n| Item | Gold | Needs |\n|---|---|---|\n| Oil | 25 | wax |\n| Belt | 1,900 | hide |\n| Flask | 40 | glass |\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    documents = {
        "ranks.md": RANKS,
        "mods.md": MODS,
        "events.csv": EVENTS,
        "homes.md": HOMES,
        "routes.md": ROUTES,
        "board.md": CRAFTS,
    }
    return engine_over(documents, tmp_path_factory.mktemp("server"))


def _first_cells(engine: Engine, question: str) -> list[str]:
    """The first cell of each row that answers; none if nothing, or something else, does."""
    answer = engine.ask(question)
    if answer.outcome is not Outcome.ANSWERED or answer.kind != "block":
        return []
    rows = answer.citations[0].shown.splitlines()
    return [row.partition(" · ")[0].partition(": ")[2] for row in rows]


EVERY_RANK = ["Cinder", "Kindler", "Lantern", "Warden", "Emberlord"]
EVERY_EVENT = ["Boat race", "Dragon night", "Maze"]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("what are all the ranks", EVERY_RANK),
        ("what are the ranks?", EVERY_RANK),
        ("which ranks are there", EVERY_RANK),
        ("what ranks do you have", EVERY_RANK),
        ("list all ranks of the server", EVERY_RANK),
        ("can someone tell me what ranks there are", EVERY_RANK),
        ("list of ranks", EVERY_RANK),
        ("how many ranks are there", EVERY_RANK),
        ("what events are there", EVERY_EVENT),
        ("how many events do we have", EVERY_EVENT),
    ],
)
def test_all_rows_answer_a_question_for_a_list(server: Engine, question: str, rows: list[str]):
    """They answer in their order, also a question for their number, since they can be counted."""
    assert _first_cells(server, question) == rows


@pytest.mark.parametrize(
    "question",
    [
        "what are the ranks with a hat",  # not all
        "who are the ranks",  # people
        "what are the perks",  # of other columns
        "what are not the ranks",
        "how many homes are there",  # is told in words
        "what are the mods",  # too long
        "what is the rank",
    ],
)
def test_not_all_rows_answer(server: Engine, question: str):
    """The question asks for some rows, or for something else, or the rows are too long."""
    rows = _first_cells(server, question)
    assert rows not in (EVERY_RANK, ["Fern", "Salt"]) and len(rows) < 10


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("diff between warden and emberlord", ["Warden", "Emberlord"]),
        ("warden vs emberlord", ["Warden", "Emberlord"]),
        ("whats better, emberlord or warden", ["Warden", "Emberlord"]),
        ("compare the ranks kindler and warden", ["Kindler", "Lantern", "Warden"]),
    ],
)
def test_rows_that_are_compared_answer_together(server: Engine, question: str, rows: list[str]):
    """With the rows between them."""
    assert _first_cells(server, question) == rows


@pytest.mark.parametrize(
    "question", ["difference between warden and steward", "whats better a warden or a boat race"]
)
def test_rows_are_compared_within_one_table(server: Engine, question: str):
    """Both rows have to be in it."""
    assert len(_first_cells(server, question)) < 2


EVERY_ROUTE = ["Mill loop", "Fen walk", "Ridge way"]


@pytest.mark.parametrize(
    ("question", "rows", "marked"),
    [
        ("which route is the longest", EVERY_ROUTE, "Ridge way"),
        ("whats the shortest route", EVERY_ROUTE, "Mill loop"),
        ("cheapest route", EVERY_ROUTE, "Fen walk"),
        ("which craft is the most expensive", ["Oil", "Belt", "Flask"], "Belt"),
        ("which route has the highest climb", EVERY_ROUTE, "Ridge way"),
        ("is the ridge longer than the fen walk", EVERY_ROUTE[1:], "Ridge way"),
        ("which is cheaper, mill loop or fen walk", EVERY_ROUTE[:2], "Fen walk"),
    ],
)
def test_the_row_with_the_most_or_the_least_is_marked_among_all(
    server: Engine, question: str, rows: list[str], marked: str
):
    """By numbers of one unit in one column, or of units such as km and m; all rows answer."""
    answer = server.ask(question)
    assert _first_cells(server, question) == rows
    telling = answer.marked_text.strip("| ").partition(" |")[0]
    assert telling == marked if marked else answer.citations[0].answer is None


@pytest.mark.parametrize(
    "question", ["longest route with a fare of £4", "why is the ridge way the longest route"]
)
def test_a_question_with_other_words_asks_for_no_extreme(server: Engine, question: str):
    """Words that the table's names lack may select some of its rows, and a row is no reason."""
    assert _first_cells(server, question) != EVERY_ROUTE


def test_a_column_that_the_question_names_has_the_extreme(tmp_path: Path):
    """Durations in seconds and minutes are compared."""
    text = "# Fuels\n\n| Fuel | Burns | Heat |\n|---|---|---|\n| Coal | 80 s | 60 |\n| Rod | 20 min | 200 |\n"
    answer = engine_over({"fuels.md": text}, tmp_path).ask("which fuel burns the longest")
    assert answer.marked_text.startswith("| Rod")


def test_a_column_in_a_currency_has_prices(tmp_path: Path):
    """It needs no word such as "price" in its name."""
    text = (
        "# Boats\n\n| Boat | Euros per day | Seats |\n|---|---|---|\n| Heron | 12 | 4 |\n| Otter | 9 | 6 |\n"
    )
    engine = engine_over({"boats.md": text}, tmp_path)
    assert engine.ask("which boat is the cheapest").marked_text.startswith("| Otter")
    assert engine.ask("how much is the heron").text == "12"


def test_an_ambiguous_number_decides_no_extreme(tmp_path: Path):
    """1.500 is fifteen hundred in some countries: no row is marked as the cheapest."""
    plans = (
        "# Plans\n\n| Plan | Price |\n|---|---|\n| Gold | 1.500 € |\n| Silver | 900 € |\n| Bronze | 700 € |\n"
    )
    answer = engine_over({"plans.md": plans}, tmp_path).ask("what is the cheapest plan")
    assert answer.citations[0].answer is None
    assert "Bronze" in answer.text


# With the names of its columns in each row, each of these tables is longer than what is shown, and is several
# passages.
CREW = "Sailor;Home port;Joined;Licence until;Wits;Fee per week;Status at present\n" + "".join(
    f"{name};{port};{joined};{until};{wits};{pay};active since the refit of the ship\n"
    for name, port, joined, until, wits, pay in (
        ("Isolde", "Kesh", "3 May 2019", "2028-03", 5, "12,50 €"),
        ("Hask", "Dunmarch", "1 June 2018", "2027-11", 3, "0 €"),
        ("Pim", "Kesh", "12 May 2019", "2029-01", 6, "9,90 €"),
        ("Corvane", "Pine Gate", "30 April 2021", "2026-12", 7, "14,00 €"),
        ("Vesna", "Kesh", "7 March 2020", "2028-07", 6, "3,95 €"),
        ("Ruk", "Fenside", "2 July 2022", "2030-02", 4, "27,00 €"),
        ("Ada", "Dunmarch", "9 October 2022", "2027-05", 2, "8,25 €"),
        ("Bo", "Fenside", "11 January 2023", "2028-08", 1, "11,00 €"),
    )
)


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"crew.csv": CREW}, tmp_path_factory.mktemp("crew"))


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("who has the highest wits?", "Corvane"),
        ("which sailor has the lowest wits", "Bo"),
        ("cheapest sailor of the crew", "Hask"),
        ("cheapest paid sailor", "Vesna"),
        ("most expensive sailor", "Ruk"),
        ("whose licence expires first?", "Corvane"),
        ("which licence runs out last", "Ruk"),
        ("which sailor joined first", "Hask"),
    ],
)
def test_the_row_of_the_extreme_is_found_in_all_passages_of_a_table(crew: Engine, question: str, row: str):
    """By numbers, also with a decimal comma, or by dates with a year."""
    answer = crew.ask(question)
    assert (_first_cells(crew, question), answer.confidence) == ([row], 0.8)
    assert answer.text.startswith(f"{row} | ")


@pytest.mark.parametrize(
    "question",
    [
        "who has the highest grit?",  # no such column
        "second highest wits",
        "who from kesh has the highest wits",  # a condition
        "whose licence starts first",  # a column says when it ends, and another when something else starts
        "lowest wits of a port",  # a word of another column may be a condition
        "whose fee ends first",  # no dates
        "how much are the wits at most",
    ],
)
def test_no_row_of_an_extreme_answers_another_question(crew: Engine, question: str):
    """A word that no column has may be a condition, and a column of ends is none of starts."""
    assert crew.ask(question).confidence != 0.8


def test_what_is_all_free_has_no_cheapest_paid_row(tmp_path: Path):
    """Rows that cost nothing do not count, and there are no others: all rows answer, without a choice."""
    rows = "".join(f"| {name} | 0 € |\n" for name in ("Basic", "Club", "Open"))
    engine = engine_over({"plans.md": f"# Plans\n\n| Plan | Price |\n|---|---|\n{rows}"}, tmp_path)
    answer = engine.ask("cheapest paid plan")
    assert answer.notices == ()
    assert answer.marked_text == rows.rstrip("\n")


def test_two_tables_with_the_column_have_no_extreme(tmp_path: Path):
    """The heaviest of one section may not be the heaviest of all; a heading says which one is meant."""
    rows = "".join(f"| {name} | {weight} |\n" for name, weight in (("Oak", 9), ("Ash", 4), ("Elm", 7)))
    table = f"| Weapon | Weight |\n|---|---|\n{rows}"
    melee = f"# Weapons\n\n## Melee\n\n{table}\n## Ranged\n\n{table.replace('7', '12').replace('Oak', 'Yew')}"
    engine = engine_over({"weapons.md": melee}, tmp_path)
    assert engine.ask("heaviest weapon").confidence != 0.8
    assert engine.ask("heaviest melee weapon").marked_text.startswith("| Oak")
    assert engine.ask("heaviest ranged weapon").marked_text.startswith("| Elm")


def test_a_table_that_goes_on_after_what_is_read_has_no_extreme(tmp_path: Path):
    """The row with the most may follow."""
    rows = [f"Item {number},{number}" for number in range(2 * MAX_AROUND // len("Item 999,999"))]
    for name, shown in (("long", rows), ("short", rows[:300])):
        (tmp_path / name).mkdir()
        engine = engine_over({"shop.csv": "\n".join(("Item,Price", *shown))}, tmp_path / name)
        answer = engine.ask("most expensive item of the shop")
        assert (answer.marked_text == "Item 299 | 299") == (name == "short")


def test_a_comma_of_two_meanings_decides_no_extreme(tmp_path: Path):
    """1,200 may be more than 3,90, or less."""
    plans = "Plan;Price\nGlow;3,90 €\nBlaze;9,90 €\nInferno;1,200 €\n"
    answer = engine_over({"plans.csv": plans}, tmp_path).ask("cheapest plan")
    assert answer.citations[0].answer is None
