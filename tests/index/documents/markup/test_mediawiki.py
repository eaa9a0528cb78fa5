"""The source of a wiki page → blocks."""

from __future__ import annotations

import pytest

from index.documents.formats import extract_text
from index.documents.markup.mediawiki import blocks, is_mediawiki
from tests.index.documents.written_blocks import check_blocks, check_time, written

PAGE = "'''The Lamps''' are a band.\n\n== Members ==\n* [[Ada]]\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("'''The Lamps''' are a ''folk'' [[band (music)|band]] of [[Kelda]].<ref>Book</ref><!-- no -->\n== One ==\nWords.\n=== Two ===\nMore.\n[[Category:Bands]]", ["paragraph: The Lamps are a folk band of Kelda.", "heading: One", "One › paragraph: Words.", "One › heading: Two", "One › Two › paragraph: More."]),
        ("{{Infobox band\n| name = The Lamps\n| origin = [[Kelda]]<br>Norway\n| empty =\n| members = {{flatlist|\n* Ada\n* Ben\n}}\n| last = 3}}\nWords.", ["row: name: The Lamps", "row: origin: Kelda, Norway", "paragraph: members", "item (members): Ada", "item (members): Ben", "row: last: 3", "paragraph: Words."]),
        ("{{columns|\n* one\n* two\n}}\n{{Quote\n|Be kind.\n|author = Ada\n}}\nWords.", ["item: one", "item: two", "paragraph: Be kind.", "row: author: Ada", "paragraph: Words."]),
        ("All:\n* one\n** two\n# three\n; Wick : a fan\n;Ringer\n:one who rings\n: apart", ["paragraph: All:", "item (All:): one", "item (All: one): two", "item (All:): three", "item (All:): Wick: a fan", "item (All:): Ringer: one who rings", "paragraph: apart"]),
        ("{| class=\"x\"\n|+ Prices\n! Name !! Price\n|-\n| Kelda || 26 €\n|-\n| style=\"color:red\" | Oslo\n| 30 €\n|}", ["header (Prices): Name · Price", "row (Prices): Name: Kelda · Price: 26 €", "row (Prices): Name: Oslo · Price: 30 €"]),
        ("Run:\n<syntaxhighlight lang=\"lua\">\nprint([[a]])\n</syntaxhighlight>\nUse {{Item|Iron Sword}}{{stub}} and [https://x.org the site], 1 <2> 3.", ["paragraph: Run:", "code (Run:): print([[a]])", "paragraph: Use Iron Sword and the site, 1 <2> 3."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections, infoboxes, lists, tables and code are read as they are shown."""
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<tabber>\n|-|Solo=\nUse the ''harpoon''.\n* One\n|-|Group= Use two.\n</tabber>\nEnd.", ["heading: Solo", "Solo › paragraph: Use the harpoon.", "Solo › item (Use the harpoon.): One", "heading: Group", "Group › paragraph: Use two.", "paragraph: End."]),
        ("== A ==\n<tabber>Easy=\n{|\n! Item !! Chance\n|-\n| Fang || 5%\n|}\n|-|Hard=9%</tabber>\nEnd.", ["heading: A", "A › heading: Easy", "A › Easy › header: Item · Chance", "A › Easy › row: Item: Fang · Chance: 5%", "A › heading: Hard", "A › Hard › paragraph: 9%", "A › paragraph: End."]),
        ("<tabber>\nSolo=\nWords.", ["paragraph: <tabber>\nSolo=\nWords."]),
        ("Words.\n[[de:Salz]]\n[[fr:Sel]] [[zh-min-nan:A]]\n\n[[w:Salt]] and [[de:Salz]]", ["paragraph: Words.", "paragraph: w:Salt and de:Salz"]),
        ("Words.\n[[File:T.jpg|thumb|200px|The [[throne|salt throne]] has 5,000 [[Hp|health]]]]The ''king'' sits\nthere.", ["paragraph: Words.", "paragraph: The salt throne has 5,000 health", "paragraph: The king sits\nthere."]),
        ("[[File:a.png|thumb|The king]][[Image:b.png|alt=The king of the sea]]\nA [[File:c.png|20px|An icon of salt]] b.\n* [[File:d.png|thumb|A big red fish]]", ["paragraph: A  b."]),
        ("<gallery widths=200>\nFile:a.png|The king on his throne\nb.png|Normal\nc.png\nd.png|His ''old'' brother's <b>[[Tern|ship]]</b>\n</gallery>\nEnd.", ["paragraph: The king on his throne", "paragraph: His old brother's ship", "paragraph: End."]),
        ("{{Infobox\n| image = <gallery>\nA b.png|Normal\n</gallery>\n| hp = [[File:a.png]] 3\n}}", ["row: hp: 3"]),
    ],
)  # fmt: skip
def test_tabs_and_pictures(text: str, lines: list[str]):
    """Tabs are sections. Captions in words are read, apart from the text; links to other languages are not."""
    check_blocks(text, blocks(text))
    assert written(text, blocks(text)) == lines


@pytest.mark.parametrize(
    "part", ["<tabber>\n|-|a=\n", "[[File:a|", "[[File:a|b c d e]]", "<gallery>\n", "[[de:", "[[de:a]] "]
)
def test_tabs_and_pictures_take_time_that_grows_with_the_text(part: str):
    check_time(blocks, part)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("! Item !! Chance\n|-\n| rowspan=2 | Scale || 3%\n|-\n| 1%\n|-\n| Fang || 5%", ["header: Item · Chance", "row: Item: Scale · Chance: 3%", "row: Item: Scale · Chance: 1%", "row: Item: Fang · Chance: 5%"]),
        ("! Day !! Room !! Host\n|-\n| Mon || rowspan='3' | Hall || Ada\n|-\n| Tue || Ben\n|-\n| Wed", ["header: Day · Room · Host", "row: Day: Mon · Room: Hall · Host: Ada", "row: Room: Hall · Day: Tue · Host: Ben", "row: Room: Hall · Day: Wed"]),
        ("! Day !! am !! pm !! Host\n|-\n| Mon || colspan=\"2\" | closed || Ada", ["header: Day · am · pm · Host", "row: Day: Mon · am: closed · Host: Ada"]),
        ("! rowspan=2 | Item !! colspan=2 | Chance\n|-\n! easy !! hard\n|-\n| Fang || 5% || 9%", ["header: Item · Chance", "header: easy · hard", "row: Item: Fang · Chance easy: 5% · Chance hard: 9%"]),
        ("| rowspan=2 | Scale || 3%\n|-\n| 1%", ["row: Scale · 3%", "row: Scale: 1%"]),
        ("! Item !! Chance\n|-\n| rowspan=0 colspan=0 | Scale || 3%\n|-\n| Fang || 1%", ["header: Item · Chance", "row: Item: Scale · Chance: 3%", "row: Item: Fang · Chance: 1%"]),
    ],
)  # fmt: skip
def test_cells_that_span_rows_and_columns(table: str, rows: list[str]):
    """A cell that spans rows is read in each of them, and the cells next to it keep their columns' names."""
    text = f"{{|\n{table}\n|}}"
    found = list(blocks(text))
    check_blocks(text, found)
    assert written(text, found) == rows


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{time|6|hours}}", "6 hours"),
        ("{{convert|5|km|abbr=on}}", "5 km"),
        ("{{birth date|1950|5|3|df=y}}", "1950 5 3"),
        ("{{hp|1=20}}", "20"),
        ("{{Loot|Iron|1-3}}", "Iron 1-3"),
        ("{{Chance|Iron|1/128}}", "Iron 1/128"),
        ("{{Item|Iron|×3}}", "Iron ×3"),
        ("{{date|2026-05-01|1 May}}", "1 May"),
        ("{{Item|Iron Sword|icon=yes}}", "Iron Sword"),
        ("{{lang|fr|Bonjour}}", "Bonjour"),
        ("{{link|Kelda (town)|Kelda}}", "Kelda"),
        ("{{count|7|what was told of it in the year before}}", "what was told of it in the year before"),
        ("{{nowrap|{{time|6|hours}}}}", "6 hours"),
        ("{{main|the [[Kelda (town)|''town'']]}}", "the town"),
        ("{{stub}}{{citation needed|date=May 2020}}{{Reflist|2}}{{sfn|Smith|2001|p=5}}{{rp|12}}", ""),
        ("{{Cite web|url=http://x.org/a|title=Book|access-date=3}}{{cite web|http://x.org/b|Title}}", ""),
        ("{{see|http://x.org/b}}", ""),
        ("{{Whoever|Ada}}", "Ada"),
        ("{{Clear Skies|potion}}", "potion"),
    ],
)
def test_a_template_in_a_line_is_read_as_its_values(template: str, words: str):
    """All values are read if they are short and one is a number, else the last, which may be a label.

    A reference has none.
    """
    text = f"It is {template} here."
    assert written(text, blocks(text)) == [f"paragraph: It is {words} here."]


@pytest.mark.parametrize("part", ["{{a|", "{{a|b", "{{a|1|", "{{", "{{a|[[b|", "{{a|{{b}}"])
def test_templates_take_time_that_grows_with_the_text(part: str):
    check_time(blocks, part)


def test_wide_and_high_cells_take_no_long_time():
    """The time to read a table whose cells span as much as they can grows in proportion to its length."""
    cells = " || ".join(["colspan=9999 rowspan=9999 | a cell of several words"] * 40)
    check_time(lambda text: blocks(f"{{|\n| {cells}\n{text}|}}"), "|-\n| x\n")


@pytest.mark.parametrize("text", ["{{Infobox\n| a = b\nWords.", "{|\n| a\nWords.", "<pre>\nWords."])
def test_what_is_never_closed_is_text(text: str):
    """The text after a template, a table or code that is never closed is still read."""
    assert written(text, blocks(text)) == [f"paragraph: {text}"]


@pytest.mark.parametrize("name", ["page.wiki", "page.mediawiki", "page.txt"])
def test_a_page_has_the_title_that_is_bold_in_it(name: str):
    found = extract_text(name, PAGE.encode(), {})
    assert found.title == "The Lamps"
    assert written(PAGE, found.blocks) == written(PAGE, blocks(PAGE))


@pytest.mark.parametrize(
    "text", ["== A ==\nWords.", "A = b ==\n'''x'''", "'''bold''' and [[link]]", "== A\n\n[[x]]"]
)
def test_other_texts_are_no_wiki_pages(text: str):
    assert not is_mediawiki(text)
