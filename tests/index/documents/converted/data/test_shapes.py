"""The values of data → headings, tables, lists and questions with answers, for JSON, YAML and TOML."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from index.documents.converted.data import json as json_files
from index.documents.converted.data import jsonl
from index.documents.file_text import FileText
from index.documents.skipped import SkippedFile
from tests.index.growth import check_growth


def read(value: Any) -> FileText:
    """The text of a JSON file with this value."""
    return json_files.read(json.dumps(value).encode())


def test_questions_and_answers_are_headings_and_texts(lines):
    """A question with any of its usual keys is a heading above its answer; several wordings are one heading."""
    value = {
        "title": "Larkspur FAQ",
        "faq": [
            {
                "question": "Is there a minimum level?",
                "answer": "Yes, 40.\n\nAlts may be lower.",
                "tag": "join",
            },
            {"patterns": ["When are you open?", "Opening hours?"], "responses": ["From nine to five."]},
        ],
    }
    content = read(value)
    assert content.title == "Larkspur FAQ"
    assert lines(content) == [
        "heading: Faq",
        "heading: Faq › Is there a minimum level?",
        "paragraph: Faq › Is there a minimum level? › Yes, 40.",
        "paragraph: Faq › Is there a minimum level? › Alts may be lower.",
        "row: Faq › Is there a minimum level? › Tag: join",
        "heading: Faq › When are you open? / Opening hours?",
        "paragraph: Faq › When are you open? / Opening hours? › From nine to five.",
    ]


def test_short_objects_with_the_same_keys_are_a_table(lines):
    """The title is the first column, columns have readable names, and an id that repeats the title is omitted."""
    value = [
        {"id": "iron_sword", "dropRate": 0.50, "name": "Iron Sword", "soldBy": ["Anna", "Ben"]},
        {"id": "ash_bow", "dropRate": 1e3, "name": "Ash Bow", "soldBy": []},
    ]
    assert lines(read(value)) == [
        "header: Name · Drop rate · Sold by",
        "row: Name: Iron Sword · Drop rate: 0.5 · Sold by: Anna, Ben",
        "row: Name: Ash Bow · Drop rate: 1000.0",
    ]


def test_objects_in_an_object_are_a_table_with_their_keys(lines):
    """The column of the keys is named after the object around them."""
    value = {
        "ranks": {"deckhand": {"points": 0, "colour": "grey"}, "night_watch": {"points": 250}},
        "season": 4,
    }
    assert lines(read(value)) == [
        "row: Season: 4",
        "heading: Ranks",
        "header: Ranks › Ranks · Points · Colour",
        "row: Ranks › Ranks: Deckhand · Points: 0 · Colour: grey",
        "row: Ranks › Ranks: Night watch · Points: 250",
    ]


def test_long_objects_are_sections(lines):
    """Prose is written without its key, and short values come before sections."""
    story = "A stone giant who wakes at dusk. " * 5
    value = [
        {
            "name": "Warden",
            "drops": ["Key", "Heart"],
            "map": {"area": "Hill", "x": 120},
            "hp": 10,
            "description": story,
        },
        {"name": "Mother Eel", "hp": 20, "description": "She hunts at night."},
    ]
    assert lines(read(value)) == [
        "heading: Warden",
        f"paragraph: Warden › {story.strip()}",
        "row: Warden › Drops: Key, Heart",
        "row: Warden › Hp: 10",
        "heading: Warden › Map",
        "row: Warden › Map › Area: Hill",
        "row: Warden › Map › X: 120",
        "heading: Mother Eel",
        "paragraph: Mother Eel › She hunts at night.",
        "row: Mother Eel › Hp: 20",
    ]


def test_objects_without_a_name_are_named_by_their_first_field_that_differs(lines):
    """The first field that differs in all objects, such as a date, is their title."""
    value = {
        "log": [
            {"kind": "raid", "day": "2 May", "report": "x " * 200},
            {"kind": "raid", "day": "9 May", "report": "y " * 200},
        ]
    }
    headings = [line for line in lines(read(value)) if line.startswith("heading") and "Report" not in line]
    assert headings == ["heading: Log", "heading: Log › 2 May", "heading: Log › 9 May"]


def test_questions_in_other_languages_have_their_answers(lines):
    """A title with a question mark of any script is a question, and the longest text is its answer."""
    value = [
        {
            "id": 1,
            "frage": "Wann ist geöffnet?",
            "antwort": "Täglich von neun bis fünf.",
            "bereich": "Zeiten",
        },
        {"id": 2, "frage": "Was kostet es?", "antwort": "Nichts, es ist kostenlos.", "bereich": "Geld"},
    ]
    assert lines(read(value))[:4] == [
        "heading: Wann ist geöffnet?",
        "paragraph: Wann ist geöffnet? › Täglich von neun bis fünf.",
        "row: Wann ist geöffnet? › Id: 1",
        "row: Wann ist geöffnet? › Bereich: Zeiten",
    ]


def test_lists_of_texts_are_lists(lines):
    """A list in a list is nested in its item; a list of rows is a table."""
    value = {
        "rules": ["Be kind.", "No spam.", ["Not even once."]],
        "week": ["A vs B, 18:00", "C vs D, 20:00"],
        "fees": [["Age", "Fee"], ["under 18", "5"], ["adults", "9"]],
    }
    assert lines(read(value)) == [
        "row: Week: A vs B, 18:00; C vs D, 20:00",
        "heading: Rules",
        "item: Rules › - Be kind.",
        "item: Rules › - No spam.",
        "item (No spam.): Rules › - Not even once.",
        "heading: Fees",
        "header: Fees › Age · Fee",
        "row: Fees › Age: under 18 · Fee: 5",
        "row: Fees › Age: adults · Fee: 9",
    ]


def test_objects_of_one_key_each_are_one_object(lines):
    """Ordered mappings of YAML and the navigation of a site are lists of objects with one key each."""
    assert lines(
        read({"nav": [{"Home": "index.md"}, {"Guide": [{"Intro": "a.md"}, {"Setup": "b.md"}]}]})
    ) == [
        "heading: Nav",
        "row: Nav › Home: index.md",
        "heading: Nav › Guide",
        "row: Nav › Guide › Intro: a.md",
        "row: Nav › Guide › Setup: b.md",
    ]


def test_a_key_that_asks_is_a_heading(lines):
    """The value of a question key is its answer; a short value of any other key is a row with its key."""
    assert lines(read({"How do I join?": "Fill in the form.", "aggro": "Attention."})) == [
        "row: Aggro: Attention.",
        "heading: How do I join?",
        "paragraph: How do I join? › Fill in the form.",
    ]


def test_texts_are_read_as_people_see_them(lines):
    """Markdown, tags and entities are removed; lists and headings in a text become items and headings."""
    text = "See **the** [map](https://example.org).<br>Be quick &amp; quiet.\n\n## Packing\n- a rope\n- two `lamps`"
    assert lines(read({"about": text})) == [
        "heading: About",
        "paragraph: About › See the map.\nBe quick & quiet.",
        "heading: About › Packing",
        "item: About › Packing › - a rope",
        "item: About › Packing › - two lamps",
    ]


@pytest.mark.parametrize(
    ("key", "name"),
    [("max_party_size", "Max party size"), ("maxPartySize", "Max party size"), ("drop-rate", "Drop rate"), ("xpBoost", "Xp boost"),
     ("XP", "XP"), ("/home", "/home"), ("DragonSlayer99", "DragonSlayer99"), ("iPhone", "IPhone"), ("v1.2", "v1.2"),
     ("Who may vote", "Who may vote"), ("2026-05-02", "2026-05-02")],
)  # fmt: skip
def test_keys_read_as_people_write_them(lines, key: str, name: str):
    """Identifiers become words; all other keys are kept, since they may be names."""
    assert lines(read({key: "x y"})) == [f"row: {name}: x y"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("token", "k" * 20), ("bot_token", "a1" * 12), ("rcon.password", "hunter2"), ("apiKey", "0123456789abcdef"), ("BotToken", "t" * 20), ("APIKey", "k" * 20), ("password_reset_token", "k" * 20),
     ("hook", "https://discord.com/api/webhooks/123456789/abcDEF_x"), ("db", "postgres://anna:geheim@db.example/x"),
     ("x", "MTA5ODc2NTQzMjEwOTg3NjU0MzIx.GhYt5a.q7c1vYbX0y9TzRkWmLpNsDfGhJkQwErTyUiOpA"), ("pem", "-----BEGIN RSA PRIVATE KEY-----\nx"),
     ("pgp", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nx"), ("db_pass", "hunter2"), ("smtpPass", "hunter2")],
)  # fmt: skip
def test_secrets_are_omitted_and_named(key: str, value: str):
    """Tokens, passwords and keys are found by their key or form; the warning names their keys."""
    content = read({"motd": "Welcome all", "bot": {key: value}})
    assert value not in content.text and "Welcome all" in content.text
    assert content.warning == f"contains secrets, which are not read: {key}"


def test_many_signs_of_a_variable_are_no_error():
    """A value with a thousand times "password=" is omitted like any other secret."""
    content = read({"motd": "password=" * 3000 + "geheim1", "a": "b"})
    assert "geheim1" not in content.text and content.warning


@pytest.mark.parametrize("value", [["DB_PASSWORD=geheim1"], [{"name": "DB_PASSWORD", "value": "geheim1"}]])
def test_the_value_of_a_secret_variable_is_omitted(value: Any):
    """The value next to the name of a secret variable, as in the settings of containers, is omitted."""
    content = read({"motd": "Welcome all", "environment": value})
    assert "geheim1" not in content.text and content.warning


@pytest.mark.parametrize(
    "data",
    [
        {"secrets": {"discord": "abcdefghijklmnop1234"}},
        {"tokens": {"ci": {"main": ["abcdefghijklmnop1234"]}}},
        {"password": {"value": "abcdefghijklmnop1234"}},
        {"authorization": "Bearer abcdefghijklmnop1234"},
        {"feed": "https://example.org/feed?token=abcdefghijklmnop1234"},
        {"variables": [{"id": "password", "value": "abcdefghijklmnop1234"}]},
        {"ghp_abcdefghijklmnop1234": "the robot"},
    ],
)
def test_a_secret_is_omitted_in_every_form(data: dict[str, Any]):
    """A secret is found in an object named for secrets, with its variable's name, in an address, and as a key."""
    content = read({"motd": "Welcome all", **data})
    assert "abcdefghijklmnop1234" not in content.text and content.warning
    assert "Welcome all" in content.text


@pytest.mark.parametrize(
    "rows",
    [
        [["name", "password"], ["ada", "hunter2"], ["ben", "-"]],
        [["setting", "value"], ["rcon_password", "hunter2"], ["motd", "ben"]],
    ],
)
def test_a_secret_in_a_column_of_a_list_of_rows_is_omitted(rows: list[list[str]]):
    """The name of the column, or the first cell of the row, identifies the secret; the other cells are read."""
    content = read({"accounts": rows})
    assert "hunter2" not in content.text and "ben" in content.text
    assert content.warning.startswith("contains secrets, which are not read: ")


def test_other_values_next_to_secrets_are_read():
    """An object with a key that only sounds like a secret keeps its words and short codes."""
    content = read({"secrets": {"hidden door": "behind the mill", "code": "ABC-1"}, "a": "b"})
    assert "behind the mill" in content.text and "ABC-1" in content.text and not content.warning


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("token", "Silver coin"),
        ("password", "ask a moderator"),
        ("password_required", "true"),
        ("tokens", "50"),
        ("secret_door", "behind the mill"),
        ("season_pass", "premium"),
        ("password_hint", "Birthplace"),
        ("min_password_length", "12"),
        ("passwordPolicy", "strict"),
        ("password_reset", "https://example.org/reset"),
        ("api_key_docs", "https://example.org/keys"),
    ],
)
def test_what_only_sounds_like_a_secret_is_read(key: str, value: str):
    """Phrases, small numbers, whether there is a password, and facts about passwords are no secrets."""
    content = read({key: value, "a": "b"})
    assert value in content.text and not content.warning


@pytest.mark.parametrize(
    "value",
    [{"packages": {f"pkg-{number}": {"version": "1.0", "integrity": "sha512-" + "aB3/" * 22} for number in range(50)}},
     {"type": "Polygon", "coordinates": [[number / 7, number / 9] for number in range(400)]},
     {"users": {str(number): {"xp": number, "level": 3} for number in range(400)}}],
    ids=["locked versions", "shapes", "counters"],
)  # fmt: skip
def test_data_for_programs_is_skipped(value: Any):
    """Checksums, coordinates and counters are no text for people."""
    with pytest.raises(SkippedFile, match="contains data for programs"):
        read(value)


def test_a_roster_of_numbers_by_name_is_read():
    """A roster is read, since its keys are names of people."""
    assert "Player 7 | 70" in read({f"Player {number}": 10 * number for number in range(400)}).text


@pytest.mark.parametrize(
    "value",
    [[{"id": "U1", "team_id": "T1", "name": "ada", "profile": {"email": "ada@example.org"}}],
     [{"id": "C1", "name": "general", "created": 1, "members": ["U1"]}],
     {"id": "123456789012345678", "username": "ada", "discriminator": "0", "email": "ada@example.org"},
     {"id": "123456789012345678", "type": 0, "name": "general", "guild": {"id": "1", "name": "Guild"}},
     {"123456789012345678": "general in Guild", "123456789012345679": None}],
)  # fmt: skip
def test_the_people_of_an_export_are_not_read(value: Any):
    """Files of an export with the addresses of people are skipped."""
    with pytest.raises(SkippedFile, match="belongs to an export"):
        read(value)


def test_json_that_people_wrote_by_hand_is_read(lines):
    """Comments and trailing commas are ignored, also in files with links."""
    data = (
        b'{ // the rules\n "site": "https://example.org/a,]", /* old */\n "days": ["Monday", "Friday",],\n}'
    )
    expected = ["row: Site: https://example.org/a,]", "row: Days: Monday, Friday"]
    assert lines(json_files.read(data)) == expected
    assert lines(json_files.read(data.replace(b"\n", b"\r"))) == expected


def test_the_last_value_of_a_repeated_key_is_read(lines):
    """The last value of a repeated key is read, as programs do."""
    assert lines(json_files.read(b'{"fee": "5", "day": "Monday", "fee": "9"}')) == [
        "row: Fee: 9",
        "row: Day: Monday",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_are_those_of_texts(lines, encoding: str):
    """JSON with a byte order mark or in another encoding is read."""
    text = '{"gruß": "Schöne Grüße aus Köln, äöü"}'
    assert lines(json_files.read(text.encode(encoding))) == ["row: Gruß: Schöne Grüße aus Köln, äöü"]


def test_lines_of_json_are_the_objects_of_a_list(lines):
    """A broken line is skipped, and the warning counts it."""
    content = jsonl.read(
        b'{"title": "Regatta", "host": "Mirela"}\n{"title": "Gam\n\n{"title": "Games", "host": "Kiko"}\n'
    )
    assert content.warning == "has lines that are not valid JSON: 1"
    assert lines(content) == [
        "header: Title · Host",
        "row: Title: Regatta · Host: Mirela",
        "row: Title: Games · Host: Kiko",
    ]


@pytest.mark.parametrize(
    ("read_file", "reason"),
    [(json_files.read, "is not valid JSON"), (jsonl.read, "contains no line of JSON")],
)
def test_invalid_json_is_skipped_with_the_reason(read_file, reason: str):
    """A file that is no valid JSON is skipped with the reason."""
    with pytest.raises(SkippedFile, match=reason):
        read_file(b'{"a": ')


def test_deep_nesting_is_bounded():
    """A file with more than a hundred values inside each other is skipped."""
    with pytest.raises(SkippedFile, match="is nested too deeply"):
        json_files.read(b'{"a":' * 150 + b"1" + b"}" * 150)
    with pytest.raises(SkippedFile, match="is nested too deeply"):
        json_files.read(b'{"a":' * 100_000)


def test_only_the_line_that_is_nested_too_deeply_is_skipped(lines):
    """A line of JSON that is nested too deeply is skipped like any other broken line."""
    content = jsonl.read(b'{"title": "Regatta"}\n' + b"[" * 100_000 + b"]" * 100_000)
    assert "Regatta" in content.text and content.warning == "has lines that are not valid JSON: 1"


@pytest.mark.parametrize(
    "make",
    [lambda count: [{"name": f"n {number}", "text": "word " * 60, "hp": number} for number in range(count)],
     lambda count: [{"name": f"name {number}", "hp": number} for number in range(count)],
     lambda count: {f"key {number}": "word " * 60 for number in range(count)},
     lambda count: {"one": "<a" * 20 * count, "two": "[" * 20 * count},
     lambda count: {"one": "eyJ" * 20 * count, "two": "w" * 50 * count, "three": "-----BEGIN " * 5 * count},
     lambda count: {"one": "a" + " " * 20 * count + "b"}],
    ids=["sections", "table", "keys", "signs", "forms of secrets", "blanks"],
)  # fmt: skip
def test_the_time_grows_with_the_size(make: Callable[[int], Any]):
    """A file of ten times the size takes at most thirty times as long."""
    little, much = (json.dumps(make(count)).encode() for count in (300, 3000))
    check_growth(lambda: json_files.read(little), lambda: json_files.read(much), factor=30)


def test_the_time_of_a_string_that_never_ends_grows_with_its_size():
    """A broken file with a string of escaped quotes and no end is skipped in linear time."""

    def read_quotes(count: int) -> None:
        with pytest.raises(SkippedFile, match="is not valid JSON"):
            json_files.read(b'{"a": ' + b'"\\' * count)

    check_growth(lambda: read_quotes(1000), lambda: read_quotes(10_000), factor=30)
