"""Tables as CSV → a row of the text for each record."""

from __future__ import annotations

import csv

import pytest

from index.documents.converted.sheets.csv import read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_read_after_the_names_of_their_columns(lines, delimiter: str):
    """The delimiter is found, and each row is read with the names of its columns."""
    table = "tier,price,perks\nPatron,$8,badge\nGuest,$0,\n".replace(",", delimiter)
    content = read(table.encode())
    assert content.line_name == "row"
    assert lines(content) == [
        "header: tier · price · perks",
        "row: tier: Patron · price: $8 · perks: badge",
        "row: tier: Guest · price: $0",
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize(
    "table",
    ["Name;Betrag, EUR\nAnna;11,50\nBen;22,75\n", "Höhe, m;Preis, EUR\n1,5;11,50\n2,5;22,75\n"],
)
def test_the_comma_of_a_number_is_no_delimiter(table: str, delimiter: str):
    """If all commas are in numbers and another sign splits the rows as evenly, that is the delimiter."""
    table = table.replace(";", delimiter)
    assert read(table.encode()).text == table.replace(delimiter, " | ").strip()


@pytest.mark.parametrize("table", ["a;b,c\n1;2,3\nx;y,z\n", "1,2\n3,4\n5,6\n", "x;y,z\n1,2\n3,4\n"])
def test_the_comma_is_the_delimiter_otherwise(table: str):
    """The comma is the delimiter if commas are next to words, or if no other sign splits the rows."""
    assert read(table.encode()).text == table.replace(",", " | ").strip()


def test_the_number_of_a_line_is_that_of_its_row():
    """A cell of several lines is a single line of the text, and an empty record is an empty line."""
    content = read(b'a,b\r\n1,"two\r\nlines, and a comma"\r\n\r\n3,4\r\n')
    assert content.text.split("\n") == ["a | b", "1 | two lines, and a comma", "", "3 | 4"]


def test_a_table_without_names_is_read_as_it_is(lines):
    """A first row with numbers names no columns."""
    assert lines(read(b"1,2,3\n4,5,6\n")) == ["row: 1 · 2 · 3", "row: 4 · 5 · 6"]


def test_a_line_above_a_table_names_it(lines):
    """A title that is alone in its row is a heading of the rows after it."""
    content = read(b"Fares 2026,,\nroute,day,night\nHarbour,2,3\n")
    assert lines(content) == [
        "heading: Fares 2026",
        "header: Fares 2026 › route · day · night",
        "row: Fares 2026 › route: Harbour · day: 2 · night: 3",
    ]


def test_a_remark_alone_in_its_row_is_no_heading(lines):
    """Inside a table, a single cell is a heading only if it is where the rows start."""
    content = read(b"Member,Fine,Remark\nPell,5,\n,,paid in March\nskerry,20,\nOfficers,,\ngullfoot,15,\n")
    assert lines(content) == [
        "header: Member · Fine · Remark",
        "row: Member: Pell · Fine: 5",
        "row: Remark: paid in March",
        "row: Member: skerry · Fine: 20",
        "heading: Officers",
        "row: Officers › Member: gullfoot · Fine: 15",
    ]


@pytest.mark.parametrize("groups", [",Tuesday,,Thursday,", ",Tuesday,,Thursday"])
def test_merged_names_of_columns_are_found(lines, groups: str):
    """A sheet with merged cells above its names has empty cells there as CSV; each name gets that of its group."""
    content = read(
        f"{groups}\nName,Start,End,Start,End\nPell,18:00,20:00,19:00,21:00\nGull,,,20:00,\n".encode()
    )
    assert lines(content)[2:] == [
        "row: Name: Pell · Tuesday Start: 18:00 · Tuesday End: 20:00 · Thursday Start: 19:00 · Thursday End: 21:00",
        "row: Name: Gull · Thursday Start: 20:00",
    ]
    content = read(b"Item,Q1,,Q2,,Total\n,Plan,Actual,Plan,Actual,\nTar,40,35,45,47,82\n")
    assert lines(content)[2] == (
        "row: Item: Tar · Q1 Plan: 40 · Q1 Actual: 35 · Q2 Plan: 45 · Q2 Actual: 47 · Total: 82"
    )


@pytest.mark.parametrize(
    "table",
    [
        "Member,Fine,,Remark,\nPell,none,yes,late,again\nGull,none,no,none,no\n",
        ",Tuesday,,Thursday,\nName,Start,End,Begin,Stop\nPell,18:00,20:00,19:00,21:00\n",
        "Pell,yes,,no,\nGull,yes,no,yes,no\nTomo,yes,no,no,no\n",
    ],
)
def test_other_empty_cells_are_not_merged_names(lines, table: str):
    """Without the same names below each group, or with values there, no group is guessed."""
    assert not any(
        "Tuesday Start" in line or "Fine none" in line or "Pell Gull" in line
        for line in lines(read(table.encode()))
    )


def test_a_single_column_is_read_line_by_line(lines):
    """A list of names is not a table with columns."""
    assert lines(read(b"Anna\nBen\nCleo\n"))[-1].endswith("Cleo")


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "\ufeffsep=;\r"])
def test_the_line_that_names_the_delimiter_for_excel_is_no_row(lines, line: str):
    """The line names the delimiter, and rows are counted without the line, as Excel counts them."""
    content = read(f"{line}name;price\nBay, old;3,50\n".encode())
    assert content.text == "name | price\nBay, old | 3,50"
    assert lines(content)[1] == "row: name: Bay, old · price: 3,50"


def test_only_line_ends_end_a_row(lines):
    """A cell may contain the other characters that Unicode counts as line ends."""
    assert lines(read("a,b\n1,x\u2028y\n2,z\x0c\n".encode()))[1:] == [
        "row: a: 1 · b: x y",
        "row: a: 2 · b: z",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "name,role,password\nada,captain,hunter2\nben,scout,hunter3\n",
        "key,value\nrcon_password,hunter2\ndb_pass,hunter3\ncaptain,ada\n",
    ],
)
def test_secrets_in_a_column_are_omitted(table: str):
    """A secret is found by the name of its column or of its row, and a warning names the column."""
    content = read(table.encode())
    assert "hunter" not in content.text and "captain" in content.text
    assert content.warning.startswith("contains secrets, which are not read: ")


def test_words_in_a_column_of_passwords_are_read():
    """Whom to ask for a password, whether there is one, and the word in a vocabulary are not secrets."""
    content = read(b"service,password\nwiki,ask Ada first\n")
    assert "ask Ada first" in content.text and not content.warning
    content = read(b"server,password\nAshfall,none\nBonewhite,Yes\n")
    assert "none" in content.text and "Yes" in content.text and not content.warning
    content = read(b"service,password hint\nwiki,Birthplace\n")
    assert "Birthplace" in content.text and not content.warning
    content = read(b"English,German\npassword,Kennwort\nkey,Schluessel\n")
    assert "Kennwort" in content.text and not content.warning


def test_a_broken_table_loses_no_cell():
    """A quotation mark that is never closed ends with the file."""
    content = read(b'name,age\n"Anna,3\nBen,4\n')
    assert "Anna,3 Ben,4" in content.text


def test_reading_a_table_lowers_no_limit_of_the_process():
    """The limit on a cell's size is one for the whole process: a table may raise it, and none lowers it."""
    limit = csv.field_size_limit()
    read(b"a,b\n1,2\n")
    assert csv.field_size_limit() == limit
    long = "x" * (limit + 1)
    assert long in read(f"a,b\n1,{long}\n".encode()).text
    csv.field_size_limit(limit)
