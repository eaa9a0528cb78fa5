"""A cell that a question names by its row and its column answers it; if a word is nowhere, no cell does."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reader.lookup.named_cells import named_cell
from index.reader.lookup.named_rows import named_row, row_with_rivals
from index.reader.question.asked_question import AskedQuestion
from index.settings import IndexSettings
from index.store.build import build
from index.types import Answer, Outcome
from tests.index.engines import engine_over

DOCUMENTS = {
    "ranks.md": """# Ranks and shop

## Ranks

| Rank | Hours played | Homes | Extra |
|---|---|---|---|
| Fern | 10 | 2 | /hat |
| Oak | 120 | 5 | may found a town |
| Elder Oak | 300 | 8 | own warp |

## Shop

| Item | Buy | Sell | Limit per day |
|---|---|---|---|
| Oak logs | 24 | 8 | none |
| Dark oak planks | 12 | 3 | 64 |
| **Elytra** | 9,500 | – | 1 |
""",
    "events.csv": """Event,Date,Start (UTC),Host,Place,Places
Spleef night,2026-10-10,19:00,Juniper,Ice arena,24
Boat race,2026-10-03,18:00,Marlo,Fenwick canal,12
""",
    "weeks.csv": """Week,Topic,Due,Reading
3,Water in soils,Quiz 2,chapter 5
11,Maps,Quiz 8; notebook,chapter 9
""",
    "exam.md": """# Marks

| Part | Weight | Length |
|---|---|---|
| Poster | 15% | 2 pages |
| Viva | 40% | 20 minutes |
""",
    "machines.md": """# Machines

| Machine (model) | Needs induction | Length | Price | Laser time, members |
|---|---|---|---|---|
| Jigsaw (Bosch) | yes, a short one | 20 minutes | free | – |
| Band saw | no | – | £15 | – |
| Lathe | no longer | 6 hours | £20 | – |

| Service | Fee |
|---|---|
| Laser time, members | 10p a minute |
| Laser time, corporate members | 35p a minute |

| Member | Per year | Joining fee | Entry date |
|---|---|---|---|
| Student | £174 | £20 | 3 May |
| Adult | £348 | £40 | 4 May |

Renamed settings:

| Old | New |
|---|---|
| `bed_size` | `bed.width` |
| `max_power` | `laser.limit` |
""",
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(DOCUMENTS, tmp_path_factory.mktemp("tables"))


def named(answer: Answer) -> str:
    """The words of an answer that the question named; "" if the network found them, or nothing answers."""
    sure = answer.outcome is Outcome.ANSWERED and answer.kind == "words" and answer.confidence == 0.93
    return answer.text if sure else ""


def test_a_column_is_named_without_its_unit_alone(tmp_path: Path):
    """ "Fee" is enough for "Fee per week"; "Needs" is not enough for "Needs a permit", which has no unit."""
    table = "# Boats\n\n| Boat | Fee per week | Needs a permit |\n|---|---|---|\n| Kayak | 30 | no |\n| Canoe | 40 | no |\n"
    boats = engine_over({"boats.md": table}, tmp_path)
    assert named(boats.ask("fee for the kayak")) == "30"
    assert named(boats.ask("needs of the kayak")) == ""


def test_the_verb_after_who_names_a_column_of_doers(tmp_path: Path):
    """The verb after "who", in any tense, names the column of those who do it."""
    table = "Season,Theme,Winner,Second,Map maker,Writers\n9,Dust,clan OAK,Ada,vex,Ben\n10,Thaw,clan MILK,Bo,hex,Cai\n"
    seasons = engine_over({"seasons.csv": table}, tmp_path)
    for question, cell in (
        ("who won season 10", "clan MILK"),
        ("who wins season 9", "clan OAK"),
        ("who did write season 9?", "Ben"),
        ("who made season 9", ""),  # a map maker made the map
        ("who wrote season 12", ""),
        ("who won", ""),
    ):
        assert (question, named(seasons.ask(question))) == (question, cell)


def test_a_year_names_the_row_of_that_year(tmp_path: Path):
    """In a column of years, which the question need not name, unless several rows have the year."""
    table = "Year,Winner,Players,Entries\n2024,Ada,2024,40\n2025,Bo,12,31\n2026,Cai,9,35\n2026,Dot,8,33\n"
    cups = engine_over({"cups.csv": table}, tmp_path)
    for question, cell in (
        ("who won in 2025", "Bo"),
        ("winner of 2024", "Ada"),
        ("entries in 2025", "31"),
        ("who won in 2026", ""),  # two did
        ("who won in 2023", ""),
        ("who won 2025 coins", ""),
    ):
        assert (question, named(cups.ask(question))) == (question, cell)


def test_a_cell_that_repeats_the_question_does_not_answer(tmp_path: Path):
    """The cell that names the row does not answer."""
    table = "# Rooms\n\n| Room | Key | Day |\n|---|---|---|\n| Room 2 | hook 4 | Friday |\n| Room 7 | hook 7 | Sunday |\n"
    rooms = engine_over({"rooms.md": table}, tmp_path)
    assert rooms.ask("which room has the key for room 7").text != "Room 7"
    assert named(rooms.ask("key of room 7")) == "hook 7"
    assert named(rooms.ask("what is the day of room 7")) == "Sunday"


def test_who_and_where_need_a_column_of_people_or_places(tmp_path: Path):
    """A column of people or places answers, or the column that the question asks for; no other column that it
    names."""
    table = (
        "team,induction,maintainer,lead,home ground,office\n"
        "Lions,Required,thandiwe,vex_9,North Park,B12\nBears,none,oskar,Élodie,East Park,C3\n"
    )
    teams = engine_over({"teams.csv": table}, tmp_path)
    for question, cell in (
        ("who maintains the lions", "thandiwe"),
        ("who is the lead of the bears", "Élodie"),
        ("who is the lions' lead", "vex_9"),
        ("where is the home ground of the lions", "North Park"),
        ("where is the office of the bears", "C3"),
        ("who does the lions induction", ""),
        ("where is the lions induction", ""),
        ("where is the maintainer of the lions from", ""),
    ):
        assert (question, named(teams.ask(question))) == (question, cell)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("how many homes does an elder oak get", "8"),
        ("how many homes does fern have?", "2"),
        ("what's the limit per day of dark oak planks", "64"),
        ("elytra buy", "9,500"),
        ("how much is an elytra", "9,500"),
        ("what do oak logs cost in the shop", "24"),
        ("how much can i sell oak logs for", "8"),
        ("extra of oak", "may found a town"),
        ("who hosts the boat race", "Marlo"),
        ("when is spleef", "2026-10-10"),
        ("what time does the boat race start", "18:00"),
        ("where is the spleef night?", "Ice arena"),
        ("where does the boat race take place", "Fenwick canal"),  # and not the number of places
        ("how many places are there for the boat race", "12"),
        ("whats due in week 11", "Quiz 8; notebook"),
        ("reading for week 3", "chapter 5"),
        ("does the jigsaw need an induction", "yes, a short one"),
        ("do I need induction for the band saw?", "no"),
        ("how much is the band saw", "£15"),
        ("length jigsaw (bosch)", "20 minutes"),
        ("spleef night start (utc)", "19:00"),
        ("how long does the lathe take", "6 hours"),
        ("joining fee for an adult", "£40"),
        ("how much does laser time for members cost", "10p a minute"),  # not of corporate members
        ("how much is the viva worth", "40%"),
        ("what days is the boat race", "2026-10-03"),
        ("new name of bed_size", "bed.width"),
        ("can anyone tell me how much the band saw is", "£15"),  # whoever is asked
        ("limit of dark oak planks", "64"),  # per day
        ("how is the new max_power setting called", "laser.limit"),  # "settings" introduces the table
    ],
)
def test_a_cell_answers(tables: Engine, question: str, cell: str):
    """It is quoted with its row, at its own range of the document."""
    answer = tables.ask(question)
    assert named(answer) == cell
    citation = answer.citations[0]
    assert cell in citation.quote
    assert citation.document in DOCUMENTS


@pytest.mark.parametrize(
    "question",
    [
        "how many homes does a birch get",  # there is no such row
        "how many homes does a dark oak get",  # a word too many
        "how many shulkers does an elder oak get",  # there is no such column
        "how much is oak",  # two rows of the shop have it
        "what is the homes of oak, and the hours played",  # two cells
        "how many hours does week 11 have",  # hours are of another table
        "what is due in week 8",  # 8 stands in another column
        "who is the elytra",  # no column has people
        "why is spleef at the ice arena",
        "how do I host spleef",
        "can fern have homes",  # 2 is neither yes nor no
        "who does not host spleef",
        "how much did the lathe cost",  # a price is not what was paid
        "how long is the band saw",  # its cell has nothing
        "what is the best rank",
        "how much is it for students",  # by the year, or to join
        "the",
    ],
)
def test_no_cell_answers(tables: Engine, question: str):
    """If a word of the question is nowhere, or the cell is of another kind, the network's answer is kept."""
    assert named(tables.ask(question)) == ""


def test_words_of_another_document_answer(tmp_path: Path):
    """If the question has no word of the column, an answer of the network in prose is kept."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "events.csv").write_text(
        DOCUMENTS["events.csv"] + "Reset,2026-11-01,06:00,Ossip,The End,9\n"
    )
    (documents / "rules.md").write_text("# Rules\n\nThe End is reset on the first of every month.\n")
    settings = IndexSettings(documents=documents, index=tmp_path / "index")
    build(settings)
    answer = Engine.open(settings).ask("when does the end reset?")
    assert "first of every month" in answer.text


@pytest.mark.parametrize(
    ("heading", "header", "row", "differ"),
    [
        ("", "| Member | Fee |", "| Pupil | £12 |", True),
        ("# Fees\n\n## Guests\n\n", "| Member | Fee |", "| Pupil | £12 |", False),
        ("", "| Member | Fee | Year |", "| Pupil | £12 | 2024 |", False),
    ],
)
def test_differing_cells_of_two_documents(tmp_path: Path, heading: str, header: str, row: str, differ: bool):
    """In versions of a row they contradict each other; of different rows, neither is chosen by the rule."""
    documents = {
        "a.md": "| Member | Fee |\n|---|---|\n| Pupil | £10 |\n",
        "b.md": f"{heading}{header}\n{'|---' * (header.count('|') - 1)}|\n{row}\n",
    }
    engine = engine_over(documents, tmp_path)
    cell = named_cell(AskedQuestion("pupil fee"), engine.evidence("pupil fee", 8))
    assert (cell is not None) == differ
    if not differ:
        return
    answer = engine.ask("pupil fee")
    assert {answer.text, *(each.quote[slice(*(each.answer or (0, 0)))] for each in answer.citations)} == {
        "£10",
        "£12",
    }
    assert [each.contradicts for each in answer.citations] == [False, True]


def test_differing_cells_of_one_document_name_none(tmp_path: Path):
    """No cell is named, even if another document contains one of them too."""
    table = "| Member | Fee |\n|---|---|\n| Pupil | {} |\n"
    documents = {
        "a.md": f"{table.format('£10')}\nText.\n\n{table.format('£12')}",
        "b.md": table.format("£12"),
    }
    assert named(engine_over(documents, tmp_path).ask("pupil fee")) == ""


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("who is the host of poetry night", ""),  # an author is no host
        ("when does the poetry night start", ""),  # and a deadline no start
        ("when does the bakery open", ""),
        ("who is the author of poetry night", "Ines Roy"),
        ("deadline of the poetry night", "3 May"),
        ("what is the closing time of the bakery", "18:30"),
        ("who is the host of the quiz", "Bo"),  # whoever is named for it
        ("when does the quiz start", "20:00"),
    ],
)
def test_a_cell_is_of_the_column_that_is_asked_for(tmp_path: Path, question: str, cell: str):
    """Or it is in a column with a name as general as the question's kind: "Name", "Time"."""
    text = (
        "| Piece | Author | Deadline |\n|---|---|---|\n| Poetry night | Ines Roy | 3 May |\n\n"
        "| Shop | Closing time |\n|---|---|\n| Bakery | 18:30 |\n\n"
        "| Evening | Name | Time |\n|---|---|---|\n| Quiz | Bo | 20:00 |\n"
    )
    assert named(engine_over({"a.md": text}, tmp_path).ask(question)) == cell


ROWS = """# Larder

## Install

| System | Command |
|---|---|
| Arch | `yay -S larder-bin` |
| macOS | `brew install larder` |

## Commands

| Command | What it does | Lock |
|---|---|---|
| `larder diff` | shows what changed between two snapshots | none |
| `larder prune` | deletes what no snapshot needs | exclusive |

## Who plays where

| Faction | Leader | Headquarters | Joining |
|---|---|---|---|
| Harbour Watch | Captain Ilse Tarn | The Bastion | open, ask any sergeant |
| House Dray | Lord Aldous Dray | Dray Keep | by blood or oath |

## Fatigue

Who is tired has a penalty:

| Stage | Effect |
|---|---|
| 2 | half speed |
| 4 | no running |
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over({"README.md": ROWS}, tmp_path_factory.mktemp("rows"))


@pytest.mark.parametrize(
    ("question", "proof"),
    [
        ("how do i install larder on arch", "yay -S"),
        ("what does larder diff do", "shows what changed"),
        ("how do i join the harbour watch", "ask any sergeant"),
        ("fatigue stage 4 does what", "no running"),
        ("what penalty has stage 2", "half speed"),  # a word that introduces the table
    ],
)
def test_a_question_names_a_row(rows: Engine, question: str, proof: str):
    """The question contains all of a cell, and only words of the row and its headings: the row answers."""
    named = named_row(AskedQuestion(question), rows.evidence(question, 8))
    assert named is not None
    evidence, row = named
    assert proof in evidence.context[row.start - evidence.start : row.end - evidence.start]
    answer = rows.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert proof in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "how do i install larder on debian",
        "what does larder wash do",
        "how do i leave the harbour watch",
        "why does larder diff do that",
        "how much is the harbour watch",  # no price is told
        "fatigue stage 3 does what",
        "what does fatigue do to 4 people",  # no stage
        "how is fatigue 4",  # a number alone names no row
    ],
)
def test_a_question_names_no_row(rows: Engine, question: str):
    """A word of it is missing, it asks why, or it asks for a kind of answer that the row need not contain."""
    assert named_row(AskedQuestion(question), rows.evidence(question, 8)) is None


def test_a_price_is_no_date(tmp_path: Path) -> None:
    """The price of a class does not answer when it is, even if the question names its column."""
    text = "# Dojo\n\n| Class | Adults | Children |\n|---|---|---|\n| Judo | $40 | $25 |\n| Karate | $45 | $30 |\n"
    engine = engine_over({"fees.md": text}, tmp_path)
    assert "$30" in engine.ask("how much is karate for children").text
    assert engine.ask("when is karate for children").text != "$30"


def test_how_many_of_something_is_no_date(tmp_path: Path):
    """A row without a date does not answer "when"."""
    text = "# Licences\n\n| Licence | Exam | Power |\n|---|---|---|\n| Full | 58 questions, 35 to pass | 400 W |\n"
    engine = engine_over({"licences.md": text}, tmp_path)
    assert named(engine.ask("full licence exam")) == "58 questions, 35 to pass"
    assert engine.ask("when is the full exam").outcome is not Outcome.ANSWERED


def test_a_cell_of_the_newer_edition_answers(tmp_path: Path):
    """The cell in the programme of the later year answers, unless the question names the earlier year."""
    documents = {
        f"programme_{year}.csv": f"Date,Event,Place\n5 May {year},Spring walk,Moor\n{day} {year},Quiz,{place}\n"
        for year, day, place in ((2025, "16 December", "Hall"), (2026, "15 December", "The Plough"))
    }
    engine = engine_over(documents, tmp_path)
    assert named(engine.ask("when is the quiz")) == "15 December 2026"
    assert named(engine.ask("where is the quiz")) == "The Plough"
    assert engine.ask("where was the quiz in 2025").text != "The Plough"


def test_the_row_of_somebody_else_has_no_cell_of_theirs(tmp_path: Path):
    """A person under "Children" in a row is not the one whose spouse the row names, if they have a row of their
    own."""
    text = (
        "# Families\n\n| Person | Spouse | Children |\n|---|---|---|\n"
        "| Garrick | Ysolt | Isolde |\n| Isolde Varrow | | Wren |\n"
    )
    engine = engine_over({"families.md": text}, tmp_path)
    assert named(engine.ask("who is the spouse of garrick")) == "Ysolt"
    assert engine.ask("who is the spouse of isolde").text != "Ysolt"


PRICES = """# Prices

| Ticket | Adult | Reduced (student, 60+) | Child under 14 |
|---|---|---|---|
| Day ticket | 14,50 | 11,00 | 8,00 |
| Monthly membership | 49,00 | 39,00 | 25,00 |
"""


@pytest.mark.parametrize(
    ("question", "price"),
    [
        ("monthly membership for students", "39,00"),
        ("how much is a day ticket for kids", "8,00"),
        ("day ticket for a child", "8,00"),
        ("day ticket reduced", "11,00"),
        ("how much is the monthly membership for adults", "49,00"),
        ("day ticket for dogs", ""),  # a word that is nowhere
        ("day ticket for an adult with a student", ""),  # two columns
    ],
)
def test_a_word_of_its_own_names_a_column(tmp_path: Path, question: str, price: str):
    """One word of a column's name or its parentheses is enough if no other column and no cell has it."""
    engine = engine_over({"prices.md": PRICES}, tmp_path)
    found = named_cell(AskedQuestion(question), engine.evidence(question, 8))
    assert (found.cell.text if found else "") == price


@pytest.mark.parametrize(
    "question",
    ["what does a day ticket cost?", "price of the monthly membership", "how much is a day ticket"],
)
def test_a_row_answers_if_several_of_its_prices_may_be_meant(tmp_path: Path, question: str):
    """The question names no column, so the row with all prices answers, rather than the first of them."""
    answer = engine_over({"prices.md": PRICES}, tmp_path).ask(question)
    assert (answer.kind, answer.confidence) == ("block", 0.7)
    assert answer.text.count(",") == 3


def test_a_row_of_numbers_without_a_price_does_not_answer_what_it_costs(tmp_path: Path):
    """Neither a column nor the text above the table says that the numbers are prices."""
    table = "Character,Blood,Grit,Wits\nRuk,20,5,4\nVesna,16,3,6\n"
    engine = engine_over({"characters.csv": table}, tmp_path)
    question = AskedQuestion("how much does ruk cost")
    assert row_with_rivals(question, engine.evidence(question.text, 1)) is None
